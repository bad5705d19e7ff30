"""The pages of places in Chromium, on a telephone, in three languages, without scripts."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ViewportSize

from tests.conftest import Clerk
from tests.page.browsing import Serving, chromium

pytestmark = pytest.mark.slow

BASE = "http://localhost"
PHONE = ViewportSize(width=360, height=740)
THANKS = {"en": "Thank you!", "lv": "Paldies!", "ru": "Спасибо!"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as browser:
        yield browser


def test_twelve_places_answer_on_a_telephone_in_three_languages(office: Clerk, browser: Browser) -> None:
    settings = office.db.with_name("tracker.toml")
    settings.write_text(f'public_url = "{BASE}"', encoding="utf-8")
    others = [
        row["code"] for row in office.reads("place", "list") if row["status"] == "open" and row["kind"] != "store"
    ]
    places = list(dict.fromkeys(["dublin", "nicosia", "cibla-sd", *others]))[:12]
    links = office.logs("place", "link", *places)["links"]
    paths = {each["place"]: str(each["link"]).removeprefix(BASE) for each in links}
    settings.unlink()
    serving = Serving(office.db)
    try:
        for at, (place, path) in enumerate(paths.items()):
            language = list(THANKS)[at % 3]
            context = browser.new_context(viewport=PHONE, locale=language, java_script_enabled=False)
            page = context.new_page()
            page.goto(serving.base + path)
            assert page.get_attribute("html", "lang") == language
            if page.locator("[name^=all]").count():
                page.locator("[name^=all]").first.check()
            page.locator("[name='wanted THB/lv']").fill("5")
            page.locator("button").click()
            assert THANKS[language] in page.inner_text("body")
            day = page.locator("dd").last.bounding_box()
            assert day is not None
            assert day["height"] < 80, "the date has room"
            assert context.cookies() == []
            context.close()
            assert office.reads("inbox")[-1]["place"] == place
        context = browser.new_context(viewport=PHONE, bypass_csp=True)
        page = context.new_page()
        for path in list(paths.values())[:3]:
            page.goto(serving.base + path)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            small = page.evaluate(
                "[...document.querySelectorAll('button, input:not([type=hidden]):not([type=checkbox])')]"
                ".filter(each => each.getBoundingClientRect().height < 40).length"
            )
            assert small == 0
        context.close()
    finally:
        serving.ends()
    told = office.does("inbox", "accept", "--all").out
    assert len(re.findall(r"Request \d+:", told)) == 12
    office.does("check")
