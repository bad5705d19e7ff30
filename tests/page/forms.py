"""Filling in the forms of the page, as a browser without a script does."""

import re
from html import unescape

from tests.page.visitors import Sent, Visitor

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Form:
    """The form at an address, for a clerk who may record."""

    def __init__(self, clerk: Visitor, address: str) -> None:
        """Open it."""
        self.clerk, self.path = clerk, address.partition("?")[0]
        self.begun = clerk.get(address).text

    def shows(self, lines: dict[str, str] | None = None, **texts: str) -> Sent:
        """Request the plan, with copies by item, and other texts, whose names have `_` for `-`."""
        return self.send(hidden(self.begun, "form"), "check", lines, texts)

    def records(self, shown: Sent) -> Sent:
        """Record the plan shown."""
        return self.send(hidden(shown.text, "slip"), "record", {}, {})

    def send(self, kept: list[tuple[str, str]], step: str, lines: dict[str, str] | None, texts: dict[str, str]) -> Sent:
        """Send it."""
        named = [(name.replace("_", "-"), text) for name, text in texts.items()]
        wanted = [pair for item, many in (lines or {}).items() for pair in (("item", item), ("quantity", many))]
        kept = [pair for pair in kept if not (wanted and pair[0] == "item")]
        return self.clerk.post_pairs(self.path, [*kept, *wanted, *named, ("step", step)])


def hidden(text: str, name: str) -> list[tuple[str, str]]:
    """Return the hidden texts of the form, or section, of that class."""
    part = text.partition(f'class="{name}"')[2].partition("</form>")[0]
    return [(key, unescape(value)) for key, value in _HIDDEN.findall(part)]


def told(sent: Sent) -> list[str]:
    """Return the lines about what would be recorded, or was."""
    begin = 'class="slip"' if 'class="slip"' in sent.text else 'class="tiding"'
    part = sent.text.partition(begin)[2].partition("</ul>")[0]
    return [unescape(line) for line in re.findall(r"<li>(?:<strong>)?(.*?)(?:</strong>)?</li>", part)]


def problem(sent: Sent) -> str:
    """Return the error shown."""
    found = re.search(r'id="problem" role="alert">(.*?)</p>', sent.text)
    assert found is not None, sent.text
    return unescape(found[1])
