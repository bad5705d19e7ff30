"""The page in a real browser: its content, what it loads, and access."""

import re
import shlex
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Request
from pypdf import PdfReader

from tests.cli.shell import start
from tests.page.browsing import Serving, chromium
from tests.page.test_pages import cells

pytestmark = pytest.mark.slow

PAGES = (
    *("/", "/stock", "/shipments?to=london&since=2014&sort=-date", "/places?kind=embassy", "/places/nicosia?at=2013"),
    *(
        "/entries/342",
        "/why?of=THB/lv/6",
        "/distribution?by=country&columns=language",
        "/coverage?kind=embassy",
        "/due",
        "/runout?lead=8",
    ),
    *("/refill", "/funding?filter=riga", "/funding/riga?since=2014", "/trace?of=THB/lv/6"),
    *("/log?place=london&type=count", "/find", "/find?text=london", "/help", "/help/offices", "/places/nowhere"),
)
"""Every page, with few rows: looking at each cell takes time."""

WHOLE = "/", "/stock?by=place", "/shipments", "/places/london", "/distribution", "/funding/riga", "/log"
"""Pages as they are, with many rows."""

TABLES = (
    *("/stock", "/places?kind=embassy", "/distribution", "/coverage", "/runout?lead=8", "/trace?of=THB/lv/1"),
    *("/funding", "/due"),
)
"""Pages whose first table is that of the command at their foot, in its order."""

ROWS = "body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent))"
"""The texts of all cells."""

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def serving(tmp_path: Path, sample: bytes) -> Iterator[Serving]:
    """The sample, served for one test: its token lets one browser in."""
    ledger = tmp_path / "tracker.db"
    ledger.write_bytes(sample)
    serving = Serving(ledger)
    yield serving
    code, _, errors = serving.ends()
    assert (code, errors) == (0, "")


class Window:
    """A page in a browser of its own, signed in; errors in it are collected."""

    def __init__(self, browser: Browser, serving: Serving, **settings: Any) -> None:
        """Open the address that was printed."""
        self.page = browser.new_context(locale="en-GB", **settings).new_page()
        self.wrong: list[str] = []
        self.base = serving.base
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self.note)
        self.page.goto(serving.entrance)
        assert "token" not in self.page.url

    def note(self, request: Request) -> None:
        """Note a request that leaves for elsewhere."""
        if not request.url.startswith((self.base, "data:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def close(self) -> None:
        """Close it: nothing went wrong, but that a page of ours may have the status of a fault."""
        assert [problem for problem in self.wrong if "the server responded with a status of 4" not in problem] == []
        self.page.context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "pages"), [(1280, "light", PAGES), (360, "dark", PAGES[:7])], ids=["wide", "narrow"]
)
def test_everybody_can_use_every_page(
    browser: Browser, serving: Serving, width: int, scheme: Any, pages: tuple[str, ...]
) -> None:
    """No rule of WCAG 2 A and AA is broken, and nothing comes from elsewhere."""
    window, axe = Window(browser, serving, viewport={"width": width, "height": 900}, color_scheme=scheme), Axe()
    for address in pages:
        window.page.goto(serving.base + address)
        found = axe.run(window.page, options=WCAG)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, address
    window.close()


@pytest.mark.parametrize("language", ["lv", "ru"])
def test_longer_words_fit_a_telephone_too(browser: Browser, serving: Serving, language: str) -> None:
    window = Window(browser, serving, viewport={"width": 360, "height": 740})
    window.page.goto(f"{serving.base}/?lang={language}")
    for address in WHOLE:
        window.page.goto(serving.base + address)
        assert window.page.get_attribute("html", "lang") == language
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 360, address
    window.close()


def test_a_page_has_the_figures_of_its_command(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    for address in TABLES:
        page.goto(serving.base + address)
        words = shlex.split(page.inner_text("footer code"))[1:]
        names, rows = cells(_answer(serving, *words))
        page.goto(
            serving.base + address + ("&" if "?" in address else "?") + "&".join(f"column={each}" for each in names)
        )
        heads = [text.lower().replace(" ", "_") for text in page.locator("thead").first.locator("th").all_inner_texts()]
        kept = [at for at, head in enumerate(heads) if head in names]
        assert [heads[at] for at in kept] == names, address
        lines = page.locator("tbody").first.evaluate(
            "body => [...body.rows].map(r => [...r.cells].map(c => c.textContent))"
        )
        assert [[line[at].replace("\N{NO-BREAK SPACE}", "") for at in kept] for line in lines] == rows[:100], address
    window.close()


def _answer(serving: Serving, *words: str) -> Any:
    import json

    done = start(*words, "--format", "json", db=serving.ledger)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_is_used_with_the_keyboard_alone_and_without_script(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving, java_script_enabled=False)
    page = window.page
    page.goto(f"{serving.base}/places")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content"), "past the navigation"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("main input[type=search]:focus").count():
            break
    page.keyboard.type("vestnieciba")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("filter=vestnieciba"))
    assert page.locator("tbody tr").count() == 3
    page.locator("th a", has_text="Name").press("Enter")
    page.wait_for_url(re.compile("sort=name"))
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Name")
    window.close()


def test_what_a_clerk_records_is_there_at_the_next_load(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/shipments")
    shipped = start("ship", "dublin", "THB/lv=1", "--ref", "in-the-browser", db=serving.ledger)
    assert shipped.returncode == 0, shipped.stderr
    assert "in-the-browser" not in page.inner_text("main")
    page.reload()
    assert "in-the-browser" in page.locator("tbody tr").first.inner_text()
    page.keyboard.press("/")
    page.keyboard.type("in-the-browser\n")
    page.wait_for_url("**/find?text=in-the-browser")
    window.close()


def test_a_browser_without_the_token_and_a_form_of_another_site_are_refused(browser: Browser, serving: Serving) -> None:
    stranger = browser.new_context().new_page()
    answer = stranger.goto(f"{serving.base}/stock")
    assert answer is not None
    assert answer.status == 403
    assert stranger.locator("table").count() == 0
    assert Axe().run(stranger, options=WCAG).violations_count == 0
    stranger.goto(f"{serving.base}/stock?token={serving.token}")
    assert stranger.inner_text("h1") == "Stock", "what was asked for"
    (cookie,) = stranger.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    form = f"<form method=post action={serving.base}/leave><button>go</button></form>"
    stranger.goto(f"data:text/html,{form}")
    with stranger.expect_response("**/leave") as refused:
        stranger.click("button")
    assert refused.value.status == 403
    assert stranger.context.cookies(), "the session goes on"
    stranger.goto(f"{serving.base}/stock")
    assert stranger.inner_text("h1") == "Stock"
    stranger.click("text=Sign out")
    assert "You have signed out. You can close this window." in stranger.inner_text("main")
    stranger.context.close()


def test_it_is_printed_without_what_is_for_screens(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/stock")
    page.emulate_media(media="print")
    assert [page.locator(each).first.is_visible() for each in ("nav", "header", ".filter", ".shown .acts")] == [
        False
    ] * 4
    assert page.locator("table").first.is_visible()
    page.goto(f"{serving.base}/log?place=london&type=receive&{'&'.join(f'column={each}' for each in _LOG)}")
    heads = page.locator("thead th").all_inner_texts()
    leaves = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    assert all(head in " ".join(leaves[0].extract_text().split()) for head in heads), "the whole of a wide table"
    assert leaves[0].mediabox.width > leaves[0].mediabox.height
    window.close()


_LOG = ("entry", "type", "date", "place", "run", "quantity", "source", "destination", "recorded_at", "recorded_by")


def test_a_file_has_a_name(browser: Browser, serving: Serving, tmp_path: Path) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/entries/13")
    for link, name in (("csv", "shipments-13.csv"), ("Delivery note (pdf)", "note-13.pdf")):
        with page.expect_download() as download:
            page.locator("a", has_text=re.compile(f"^{re.escape(link)}$")).first.click()
        assert download.value.suggested_filename == name
        assert download.value.path().stat().st_size > 100
    window.close()
