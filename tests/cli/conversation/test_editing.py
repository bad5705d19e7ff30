from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.adapters import Choice, Inquiry
from tracker.cli.conversation.editing import EditingDesk, Fitting

PLACES = [
    Choice("aloja-sd", "Alojas novada Sociālais dienests un ilgstošas sociālās aprūpes centrs", "40 THB/lv"),
    Choice("riga", "Rīgas \x1b[31mdome"),
]


def asked(keys: str, inquiry: Inquiry) -> str:
    with create_pipe_input() as typed:
        typed.send_text(keys)
        return EditingDesk(input=typed, output=DummyOutput()).ask(inquiry)


def test_a_line_can_be_edited() -> None:
    assert asked("dublim\x7fn\x1b[D\x1b[D\x1b[Cx\r", Inquiry("Place: ")) == "dublixn"


def test_the_arrow_up_brings_back_what_was_offered_or_mistyped() -> None:
    assert asked("\x1b[A\x1b[A\r", Inquiry("Carrier: ", history=["latest", "older"])) == "older"


def menu(typed: str, several: bool = False) -> list[tuple[str, str]]:
    found = Fitting(PLACES, several).get_completions(Document(typed), None)  # type: ignore[arg-type]
    return [(each.text, each.display_meta_text) for each in found]


def test_a_long_row_is_cut_at_its_end_so_that_the_name_is_whole() -> None:
    ((code, beside),) = menu("aloj")
    assert code == "aloja-sd"
    assert beside.startswith("Alojas novada Sociālais dienests")
    assert beside.endswith("…")
    assert len(code) + len(beside) <= 76


def test_a_menu_is_of_what_follows_the_last_comma() -> None:
    assert [code for code, _ in menu("aloja-sd, rig", several=True)] == ["riga"]


def test_what_could_steer_a_terminal_is_made_plain() -> None:
    assert menu("riga") == [("riga", "Rīgas �[31mdome")]
