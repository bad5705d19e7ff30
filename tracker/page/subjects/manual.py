"""The manual: its topics by chapter, a search, and a page for each topic."""

from tracker import docs
from tracker.errors import UnknownName
from tracker.messages import Message
from tracker.model.page_blocks import SentenceList
from tracker.model.text import required
from tracker.page.content import Content, ManualText
from tracker.page.pages import WebPage
from tracker.page.visits import Input, Visit
from tracker.reports.queries import Database

_WORDS = Input("text", Message("Search"), lambda text: required(text, Message("text")), kind="search")


def _show_chapters(_: Database, visit: Visit) -> Content:
    titles = docs.topics()
    if (words := visit.value(_WORDS)) is None:
        lists = (
            f"## {chapter}\n\n" + "\n".join(f"- [{titles[name]}](/help/{name})" for name in names)
            for chapter, names in docs.CHAPTERS
        )
    else:
        lists = (f"## [{titles[name]}](/help/{name})\n\n{text}" for name, text in docs.found(words))
    shown = "\n\n".join(lists)
    return Content(
        HELP.name, [ManualText(shown) if shown else SentenceList([Message("No topic contains these words.")])]
    )


def _show_topic(_: Database, visit: Visit) -> Content:
    if (name := visit.parts["topic"]) not in (titles := docs.topics()):
        raise UnknownName("There is no topic '{topic}'.", topic=name)
    return Content(titles[name], [ManualText(docs.topic(name).partition("\n")[2])])


HELP = WebPage("/help", Message("Help"), _show_chapters, ("help",), (_WORDS,), has_clocks=False)
TOPIC = HELP._replace(address="/help/{topic}", show=_show_topic, words=("help", "{topic}"), fields=())
