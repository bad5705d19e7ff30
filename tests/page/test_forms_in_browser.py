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

pytestmark = pytest.mark.slow

FORMS = "/receive?shipment=342", "/return?place=lodnon", "/count?place=london", "/fix?entry=342"
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
    page.focus("#input-clerk")
    typed(page, "Anna", "Tab", "nicosia", "Tab", "yesterday", "Tab", "15", "Enter")
    assert "Would record 15 copies shipped from store to nicosia on" in page.inner_text("#planned-lines")
    assert page.get_attribute("[autofocus]", "value") == "record"
    assert int(last(serving)[0]) == before
    page.click("[value=record]", no_wait_after=True)
    page.wait_for_url("**/entries/*")
    assert f"Entry {before + 1}: 15 copies shipped" in page.inner_text("[role=status]")
    page.reload()
    page.go_back()
    assert "This was already recorded; nothing new was recorded." in page.inner_text("main")
    follow(page, "text=See what was recorded")
    page.go_back()
    page.go_back()
    page.fill("#input-place", "nicosia")
    page.fill("#quantity-0", "7")
    follow(page, "[value=check]")
    page.dblclick("[value=record]")
    page.wait_for_url("**/entries/*")
    assert last(serving) == [str(before + 2), "ship", "nicosia", "Anna"], "sent twice by a double click"
    window.close()


def test_a_refused_form_says_where_it_is_wrong_and_two_browsers_are_two_clerks(
    browser: Browser, serving: Serving
) -> None:
    other = Serving(serving.ledger, "--write")
    try:
        windows = [Window(browser, each, java_script_enabled=False) for each in (serving, other)]
        for window, name in zip(windows, ("Anna", "Jānis"), strict=True):
            page = window.page
            page.goto(f"{window.base}/request?place=lodnon")
            page.fill("#input-clerk", name)
            page.fill("#quantity-0", "5")
            follow(page, "[value=check]")
            assert "Did you mean london" in page.inner_text("[role=alert]")
            assert page.get_attribute("#input-place", "aria-invalid") == "true"
            assert page.input_value("#quantity-0") == "5"
            page.goto(f"{window.base}/handout?place=london")
            page.fill("#quantity-0", "1")
            follow(page, "[value=check]")
            follow(page, "[value=record]")
            page.wait_for_url("**/entries/*")
            assert last(serving)[1:] == ["handout", "london", name]
            window.close()
    finally:
        code = other.ends()[0]
    assert code == 0
    assert start("check", db=serving.ledger).returncode == 0


def test_another_site_cannot_record(browser: Browser, serving: Serving) -> None:
    before = last(serving)
    window = Window(browser, serving)
    page = window.page
    page.goto(f"{serving.base}/ship")
    csrf = page.get_attribute("[name=csrf] >> nth=0", "value")
    hidden = f'<input name=csrf value="{csrf}"><input name=place value=london><input name=item value=THB/lv>'
    form = f'<form method=post action="{serving.base}/ship">{hidden}<input name=quantity value=1>'
    page.context.route(
        "http://evil.example/",
        lambda route: route.fulfill(body=f"{form}<button name=step value=record>", content_type="text/html"),
    )
    page.goto("http://evil.example/")
    follow(page, "button")
    assert (
        "Use the token in the address that 'tracker serve' printed. It works once; for another, restart "
        "'tracker serve'."
    ) in page.inner_text("main")
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
    page.goto(f"{serving.base}/ship?place=london&line=THB/lv=20")
    page.fill("#input-clerk", "Anna")
    follow(page, "[value=check]")
    shown = [page.url, *(serving.base + address for address in FORMS)]
    for at, address in enumerate(shown):
        if at:
            page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if language == "en":
            found = axe.run(page, options=WCAG)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    window.close()
