"""The forms of the page in a real browser, without a script, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.cli.shell import start
from tests.page.browsing import Serving, chromium
from tests.page.test_browser import WCAG, Window
from tracker.model.codes import short_code

pytestmark = pytest.mark.slow

FORMS = "/receive", "/arrival?shipment=342", "/return?place=lodnon", "/count?place=london", "/fix?entry=342", "/print"
"""Forms that have all that a form may have."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def serving(tmp_path: Path, sample: bytes) -> Iterator[Serving]:
    """The sample, served with forms for one test: its token lets one browser in."""
    ledger = tmp_path / "tracker.db"
    ledger.write_bytes(sample)
    serving = Serving(ledger, "--write")
    yield serving
    code, _, errors = serving.ends()
    assert (code, errors) == (0, "")


def last(serving: Serving) -> list[str]:
    """The last entry that was recorded: its number, type, place and clerk."""
    done = start("log", "--format", "csv", "--fields", "entry,type,place,recorded_by", db=serving.ledger)
    return done.stdout.splitlines()[-1].split(",")


def typed(page: Page, *keys: str) -> None:
    """Type, and press keys, which are named in capitals; Enter leads on."""
    for key in keys:
        if key == "Enter":
            with page.expect_navigation():
                page.keyboard.press(key)
        elif key == "Tab":
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def follow(page: Page, what: str) -> None:
    """Click on what leads to another page, and wait for that."""
    with page.expect_navigation():
        page.click(what)


def test_a_parcel_is_recorded_by_keyboard_and_once_however_often_it_is_sent(browser: Browser, serving: Serving) -> None:
    before = int(last(serving)[0])
    window = Window(browser, serving, java_script_enabled=False)
    page = window.page
    page.goto(f"{serving.base}/ship")
    typed(page, "nicosia", "Tab", "15", "Enter")
    assert "Would record 15 copies shipped from store to nicosia on" in page.inner_text("#planned-lines")
    assert page.get_attribute("[autofocus]", "value") == "record"
    assert int(last(serving)[0]) == before
    page.click("[value=record]", no_wait_after=True)
    page.wait_for_url("**/ship?told=*")
    assert f"Recorded {before + 1}: 15 THB/lv to Latvijas vēstniecība Kiprā" in page.inner_text("[role=status]")
    page.reload()
    assert int(last(serving)[0]) == before + 1
    page.fill("#input-place", "nicosia")
    page.fill("#quantity-0", "7")
    follow(page, ".form [value=check]")
    page.dblclick("[value=record]")
    page.wait_for_url("**/ship?told=*")
    assert last(serving) == [str(before + 2), "ship", "nicosia", "Anna"], "sent twice by a double click"
    window.close()


def test_what_was_typed_outlasts_a_page_that_does_not_answer(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/ship")
    for field, text in (("#input-place", "nicosia"), ("#quantity-0", "5")):
        page.fill(field, text)
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    follow(page, "[value=check]")
    assert page.input_value("#input-place") == "nicosia"
    assert [problem.partition(":")[0] for problem in window.wrong] == ["Failed to load resource"]
    window.wrong.clear()
    window.close()


class Hands:
    """A user who types; keys and loaded pages are counted."""

    def __init__(self, page: Page) -> None:
        """Begin to count."""
        self.page = page
        self.keys = self.loads = 0
        page.on("load", lambda _: setattr(self, "loads", self.loads + 1))

    def type(self, *keys: str) -> None:
        """Type texts, and press keys, which are named in capitals."""
        for key in keys:
            self.keys += 1 if key in ("Enter", "Tab", "ArrowDown", "Space") else len(key)
            if key in ("Enter", "Tab", "ArrowDown", "Space"):
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.type(key)

    def records(self) -> None:
        """See what would be recorded, and record it."""
        self.type("Enter")
        self.page.wait_for_selector(".slip button:focus")
        with self.page.expect_navigation(url="**told=*"):
            self.type("Enter")
        self.page.wait_for_selector("input[role=combobox]:focus")


PARCELS = (
    *(("lond", "40", "20"), ("dubl", None, None), ("nico", "15", "10"), ("aloj", "20", None), ("cibl", "15", "20")),
    *(("vents", "20", "10"), ("liep", "50", "30"), ("daug", "40", "50"), ("marta", "10", "5"), ("roja", None, None)),
    *(("auce", "20", "10"), ("nacion", "60", "20")),
)
"""Twelve parcels: a part of a name, and how many copies of two items; None is as many as before."""


def test_a_morning_of_parcels_takes_few_keys_and_loads(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/ship")
    first, hands = int(last(serving)[0]) + 1, Hands(page)
    page.wait_for_selector("#input-place:focus")
    for part, lv, ru in PARCELS:
        hands.type(part, "Enter")
        if lv is not None:
            hands.type(lv)
        if ru is not None:
            hands.type("Tab", ru)
        hands.records()
    shipped, loads = hands.keys, hands.loads
    rows = start(
        "shipments", "--since", "today", "-f", "csv", "--fields", "entry,place,item,quantity", db=serving.ledger
    )
    sent: dict[str, dict[str, str]] = {}
    for row in rows.stdout.splitlines()[1:]:
        entry, place, item, quantity = row.split(",")
        sent.setdefault(f"{entry} {place}", {})[item] = quantity
    assert [name.split()[0] for name in sent] == [str(first + at) for at in range(12)]
    assert list(sent.values())[:2] == [{"THB/lv": "40", "THB/ru": "20"}] * 2
    assert [name.split()[1] for name in sent][:3] == ["london", "dublin", "nicosia"]
    assert (shipped <= 150, loads <= 12) == (True, True), (shipped, loads)

    page.goto(f"{serving.base}/receive")
    page.wait_for_selector("#input-shipment:focus")
    hands = Hands(page)
    hands.type(f"{first}..{first + 9}", "ArrowDown")
    page.wait_for_selector("#tick-342:focus")
    hands.type("Space", "ArrowDown", "Space")
    hands.records()
    assert (hands.keys <= 40, hands.loads <= 3) == (True, True), (hands.keys, hands.loads)
    assert int(last(serving)[0]) == first + 23
    window.close()


def test_what_was_typed_stays_after_a_change_of_language_and_a_restart(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/ship")
    page.fill("#input-ref", "P-9")
    page.fill("#quantity-0", "7")
    follow(page, "[hreflang=lv]")
    assert page.inner_text("h1") == "Nosūtīt"
    assert (page.input_value("#quantity-0"), page.input_value("#input-ref")) == ("7", "P-9")
    page.fill("#input-place", "lodnon")
    page.click("[value=check]")
    page.wait_for_selector("#input-place[aria-invalid]:focus")
    page.click("text=Pārskats")
    page.go_back()
    page.wait_for_function("document.querySelector('#quantity-0')?.value === '7'")
    window.close()


def test_a_refused_form_says_where_it_is_wrong_and_who_started_the_page_is_the_clerk(
    browser: Browser, serving: Serving
) -> None:
    other = Serving(serving.ledger, "--write", "--clerk", "Jānis")
    try:
        windows = [Window(browser, each, java_script_enabled=False) for each in (serving, other)]
        for window, name in zip(windows, ("Anna", "Jānis"), strict=True):
            page = window.page
            page.goto(f"{window.base}/request?place=lodnon")
            page.fill("#quantity-0", "5")
            follow(page, "[value=check]")
            assert "Did you mean london" in page.inner_text("[role=alert]")
            assert page.get_attribute("#input-place", "aria-invalid") == "true"
            assert page.input_value("#quantity-0") == "5"
            page.goto(f"{window.base}/handout?place=london")
            page.fill("#quantity-0", "1")
            follow(page, "[value=check]")
            follow(page, "[value=record]")
            page.wait_for_url("**/handout?told=*")
            assert last(serving)[1:] == ["handout", "london", name]
            window.close()
    finally:
        code = other.ends()[0]
    assert code == 0
    assert start("check", db=serving.ledger).returncode == 0


def test_a_phone_finds_a_parcel_by_its_short_code_and_counts_by_tapping(browser: Browser, serving: Serving) -> None:
    window = Window(browser, serving, viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    page = window.page
    page.fill(".bar [type=search]", short_code(342))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.tap("text=Receive 342")
    page.tap("text=20 in transit >> nth=0")
    page.tap("[aria-label='One fewer: THB/lv']")
    assert page.input_value("#quantity-0") == "19"
    sizes = page.eval_on_selector_all(".copies > :not(label, [type=hidden], .fits), .form .acts button", _SIZES)
    assert min(side for size in sizes for side in size) >= 44, sizes
    page.tap(".form [value=check]")
    page.tap(".slip button")
    page.wait_for_url("**told=*")
    assert last(serving)[1:] == ["receive", "jekabpils-jak", "Anna"]
    page.goto(f"{serving.base}/count?place=dublin")
    page.tap(".copies:nth-of-type(2) .tap:last-of-type")
    page.tap(".form [value=check]")
    page.wait_for_selector(".slip")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    window.close()


_SIZES = "all => all.map(each => each.getBoundingClientRect()).map(each => [each.width, each.height])"


def test_another_site_cannot_record(browser: Browser, serving: Serving) -> None:
    before = last(serving)
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/ship")
    hidden = "<input name=place value=london><input name=item value=THB/lv>"
    form = f'<form method=post action="{serving.base}/ship">{hidden}<input name=quantity value=1>'
    page.context.route(
        "http://evil.example/",
        lambda route: route.fulfill(body=f"{form}<button name=step value=record>", content_type="text/html"),
    )
    page.goto("http://evil.example/")
    follow(page, "button")
    assert "Open your link; to make one, run 'tracker access add NAME'." in page.inner_text("main")
    assert last(serving) == before
    page.context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1400, "light", "en"), (360, "dark", "lv"), (360, "light", "ru")]
)
def test_everybody_can_use_every_form(
    browser: Browser, serving: Serving, width: int, scheme: Any, language: str
) -> None:
    window, axe = Window(browser, serving, viewport={"width": width, "height": 900}, color_scheme=scheme), Axe()
    page = window.page
    page.goto(f"{serving.base}/?lang={language}")
    page.goto(f"{serving.base}/ship?place=london&item=THB/lv&quantity=20")
    page.click("[value=check]")
    page.wait_for_selector(".slip")
    shown = [page.url, *(serving.base + address for address in FORMS)]
    for at, address in enumerate(shown):
        if at:
            page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if language == "en":
            found = axe.run(page, options=WCAG)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    window.close()
