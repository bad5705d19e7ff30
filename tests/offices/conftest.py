"""Places for logs: a database per test on one PostgreSQL server, and three rqlite nodes, emptied for each test."""

import re
import shutil
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import pytest

from tests.adapters import Log, docs
from tests.documents import blocks
from tests.offices.engines import PASSWORD, Postgresql, Rqlite, until
from tests.offices.plain_log import PlainLog
from tests.offices.proxies import Proxy
from tracker.offices.connections import open_log

(BEFORE,) = ("\n".join(block) for block in blocks(docs.topic("postgresql"), "sql"))
"""The administrator's commands in the manual before a ledger is shared."""
PASSWORDS: dict[str, str] = dict(re.findall(r"CREATE ROLE (\w+) LOGIN PASSWORD '(.*)'", BEFORE))


class Place(Protocol):
    """A place for one log."""

    ports: list[int]

    def url(self, user: str, *ports: int) -> str:
        """Return the address for a user, with other ports if given."""

    def password(self, user: str) -> str:
        """Return the user's password."""

    def lose(self) -> None:
        """Delete the log."""

    def put_back(self, number: int) -> None:
        """Remove the batches after that number, like a restored dump."""


@dataclass
class InPostgresql:
    """The database of the manual, without any table."""

    server: Postgresql
    ports: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ports = [self.server.port]
        if not self.server.is_prepared:
            for statement in BEFORE.splitlines():
                self.server.ask("postgres", statement)
            self.server.is_prepared = True
        self.lose()

    def lose(self) -> None:
        self.server.ask("booklets", "DROP SCHEMA IF EXISTS tracker CASCADE")

    def put_back(self, number: int) -> None:
        self.ask("riga", f"DELETE FROM tracker.batch WHERE number > {number}")

    def url(self, user: str, *ports: int) -> str:
        return f"postgresql://{user}@" + ",".join(f"localhost:{port}" for port in ports or self.ports) + "/booklets"

    def password(self, user: str) -> str:
        return PASSWORDS.get(user, PASSWORD)

    def ask(self, user: str, sql: str) -> list[tuple[object, ...]]:
        """Run SQL in the database as one of its roles."""
        return self.server.ask("booklets", sql, user, self.password(user))


@dataclass
class InRqlite:
    """The nodes, without any table."""

    nodes: Rqlite
    ports: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ports = self.nodes.ports[:3]
        self.lose()

    def lose(self) -> None:
        tables = [f"DROP TABLE IF EXISTS tracker_{table}" for table in ("batch", "snapshot", "seen")]
        until(lambda: "error" not in str(self.nodes.ask("/db/execute?transaction", tables)))

    def put_back(self, number: int) -> None:
        self.nodes.ask("/db/execute?transaction", [f"DELETE FROM tracker_batch WHERE number > {number}"])

    def url(self, user: str, *ports: int) -> str:
        return f"rqlite://{quote(user)}@" + ",".join(f"localhost:{port}" for port in ports or self.ports)

    def password(self, user: str) -> str:
        return PASSWORD


@dataclass
class InFile:
    """The plain file in which other tests have their logs."""

    file: Path
    ports: list[int] = field(default_factory=list)

    def url(self, user: str, *ports: int) -> str:
        return f"rqlite://{user}@log"

    def password(self, user: str) -> str:
        return PASSWORD

    def lose(self) -> None:
        PlainLog(self.file).clear()

    def put_back(self, number: int) -> None:
        PlainLog(self.file).forget(number + 1)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that another user may enter, who is to run a server."""
    made = Path(tempfile.mkdtemp(prefix="tracker-engines-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql(folder: Path) -> Iterator[Postgresql]:
    (folder / "postgresql").mkdir()
    server = Postgresql(folder / "postgresql")
    server.start()
    yield server
    server.server.kill()


@pytest.fixture(scope="session")
def rqlite(folder: Path) -> Iterator[Rqlite]:
    (folder / "rqlite").mkdir()
    nodes = Rqlite(folder / "rqlite")
    nodes.start()
    yield nodes
    for node in nodes.nodes:
        node.kill()


@pytest.fixture
def in_postgresql(postgresql: Postgresql) -> InPostgresql:
    return InPostgresql(postgresql)


@pytest.fixture
def in_rqlite(rqlite: Rqlite) -> InRqlite:
    return InRqlite(rqlite)


REAL = [pytest.param("postgresql", marks=pytest.mark.slow), pytest.param("rqlite", marks=pytest.mark.slow)]


@pytest.fixture(params=REAL)
def place(request: pytest.FixtureRequest) -> Place:
    """Each engine in turn."""
    found: Place = request.getfixturevalue(f"in_{request.param}")
    return found


@pytest.fixture
def in_file(tmp_path: Path) -> InFile:
    return InFile(tmp_path / "log.sqlite")


@pytest.fixture(params=["file", *REAL])
def any_place(request: pytest.FixtureRequest) -> Place:
    """Each engine in turn, and the plain file that other tests have in place of one."""
    found: Place = request.getfixturevalue(f"in_{request.param}")
    return found


Opening = Callable[..., Log]


@pytest.fixture
def opened() -> Iterator[Opening]:
    """Opens logs, and closes them."""
    with ExitStack() as stack:

        def opened(
            place: Place, user: str = "riga", *ports: int, password: str | None = None, ca: Path | None = None
        ) -> Log:
            if isinstance(place, InFile):
                return PlainLog(place.file, user)
            log = open_log(place.url(user, *ports), password or place.password(user), ca)
            return stack.enter_context(closing(log))

        yield opened


@pytest.fixture
def proxied() -> Iterator[Callable[..., Proxy]]:
    """Puts a proxy on the connection to a port."""
    with ExitStack() as stack:

        def proxied(port: int, proof: ssl.SSLContext | None = None, drop_after: bytes | None = None) -> Proxy:
            return stack.enter_context(closing(Proxy(port, proof, drop_after)))

        yield proxied


@dataclass(frozen=True)
class Authority:
    """A certificate authority: for localhost, and for another host."""

    file: Path
    right: ssl.SSLContext
    other: ssl.SSLContext


@pytest.fixture(scope="session")
def authorities(folder: Path) -> list[Authority]:
    """Two independent authorities."""
    import trustme

    made = []
    for number in range(2):
        authority = trustme.CA()
        file = folder / f"authority-{number}.pem"
        authority.cert_pem.write_to_path(str(file))
        contexts = []
        for host in ("localhost", "elsewhere.example"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(host).configure_cert(context)
            contexts.append(context)
        made.append(Authority(file, *contexts))
    return made
