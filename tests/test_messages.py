"""Every text for users is one literal with named fields, visible to translators."""

import ast
import string
from functools import cache
from typing import NamedTuple

import pytest

from tests import catalogues
from tests.extraction import KEYWORDS, has_letters
from tests.trees import PACKAGE, calls
from tracker.errors import Refused
from tracker.messages import Joined, Message, Plural, both, either

MAKERS = "Message", "Plural"
DEFINED_IN = PACKAGE / "messages.py"


class Template(NamedTuple):
    """A call with a message: its location, and its templates, None for one that is not a literal."""

    place: str
    name: str
    templates: tuple[str | None, ...]
    fields: frozenset[str]


@cache
def templates() -> tuple[Template, ...]:
    return tuple(
        Template(
            f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}",
            called,
            tuple(literal(argument) for argument in node.args[: 2 if called == "Plural" else 1]),
            frozenset(word.arg or "**" for word in node.keywords),
        )
        for path, node, called in calls()
        if called in KEYWORDS.keys() - {"said"} and path != DEFINED_IN and not passes_on(node)
    )


def passes_on(node: ast.Call) -> bool:
    """Whether it is the one call in errors.py that makes a message of an error's own arguments."""
    return ast.unparse(node) == "Message(template, **fields)"


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_template_is_one_literal() -> None:
    """No f-string, no sum, no variable: an extractor drops those without a word."""
    assert len(templates()) > 300, "the callables have other names now"
    made = [f"{each.place} {each.name}" for each in templates() if None in each.templates or not each.templates]
    assert made == []


def test_every_field_has_a_name_that_its_template_uses() -> None:
    """A field is missing only where the message is filled in later, by `given`."""
    odd = []
    for each in templates():
        used = set().union(*(fields_of(template or "") for template in each.templates))
        unused = each.fields - used - {"**", "option", "rule"} - ({"count"} if each.name == "Plural" else set())
        if unused or not all(name.isidentifier() for name in used):
            odd.append(f"{each.place} {sorted(unused)} {sorted(used)}")
    assert odd == []


def needed(maker: ast.Call) -> set[str]:
    """The fields of a message that the call that makes it does not fill."""
    texts = (literal(argument) or "" for argument in maker.args[: 2 if ast.unparse(maker.func) == "Plural" else 1])
    return set().union(*map(fields_of, texts)) - {word.arg for word in maker.keywords}


def test_an_error_is_made_with_all_its_fields() -> None:
    errors = KEYWORDS.keys() - {"said", *MAKERS}
    incomplete = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno} {sorted(needed(node))}"
        for path, node, called in calls()
        if called in errors and needed(node) and all(word.arg for word in node.keywords)
    ]
    assert incomplete == []


def test_every_template_is_in_the_catalogues() -> None:
    """That they have nothing else, and helps and headings too, is a slow test of theirs."""
    known: set[str] = set()
    for message in catalogues.kept("lv"):
        known.update([message.id] if isinstance(message.id, str) else message.id)
    said = {template for each in templates() for template in each.templates if template and has_letters(template)}
    assert said - known == set(), "run python -m tests.renewing"


def test_a_message_is_filled_in_when_it_is_shown() -> None:
    message = Message("{place} was closed on {day}.")
    assert str(message.given(place="london").given(day="2015-01-01")) == "london was closed on 2015-01-01."
    assert str(Message("Only {this}.")) == "Only {this}.", "without fields a text is what it is"


def test_text_of_a_users_is_never_a_template() -> None:
    assert str(Message("There is no place '{name}'.", name="{0} {name} {}")) == "There is no place '{0} {name} {}'."


@pytest.mark.parametrize(("count", "said"), [(0, "0 copies"), (1, "1 copy"), (2, "2 copies"), (21, "21 copies")])
def test_a_number_decides_between_singular_and_plural(count: int, said: str) -> None:
    assert str(Plural("{count} copy", "{count} copies", count=count)) == said
    assert str(Plural("{count} copy", "{count} copies").given(count=count)) == said


def test_a_field_may_hold_a_message() -> None:
    copies = Plural("{count} copy", "{count} copies", count=1)
    assert str(Message("{copies} of {item} left.", copies=copies, item="THB/lv")) == "1 copy of THB/lv left."


def test_things_are_listed_as_people_list_them() -> None:
    assert [str(either(names)) for names in ("a", "ab", "abc")] == ["a", "a or b", "a, b or c"]
    assert [str(both(names)) for names in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]


def test_a_refusal_says_its_sentences_one_after_the_other() -> None:
    error = Refused.from_message(Joined(Message("No."), Message("Try {command}.", command="this"))).concerning("item")
    assert (str(error), error.about, error.exit_code) == ("No. Try this.", "item", 1)
