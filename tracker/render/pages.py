"""A page of several tables: below each other, a sheet each, or by their names in one JSON object."""

from collections.abc import Callable
from functools import partial
from typing import TextIO

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.table import Page
from tracker.model.text import plain
from tracker.render.screen import Screen
from tracker.render.streams import destination


def write_page(
    page: Page,
    *,
    format: str,  # noqa: A002
    output: str | None = None,
    screen: Screen | None = None,
    tell: Callable[[Message], None] | None = None,
) -> None:
    """Write all tables of a page. Raises WrongUsage for a format that holds one table only, else as `write`."""
    draw = _writer(page, format, screen, tell)
    with destination(output) as stream:
        draw(page, stream)


def _writer(
    page: Page, name: str, screen: Screen | None, tell: Callable[[Message], None] | None
) -> Callable[[Page, TextIO], None]:
    if name == "table":
        return partial(_draw, screen=screen or Screen())
    if name == "markdown":
        return _write_markdown
    if name == "json":
        return _write_json
    if name == "xlsx":
        return _write_workbook
    if name == "html":
        from tracker.render import html

        return html.write_page
    if name == "pdf":
        from tracker.render import pdf

        return partial(pdf.write_page, tell=tell)
    raise WrongUsage("{format} holds one table; choose one with --table: {names}.", format=name, names=page.names)


def _draw(page: Page, stream: TextIO, screen: Screen) -> None:
    from tracker.render.canvas import Canvas
    from tracker.render.screen import draw_on

    canvas = Canvas(stream)
    canvas.paragraph(page.title, "bold")
    for section in page.sections:
        canvas.lines([""])
        draw_on(section.table, canvas, screen)
    canvas.lines([""])
    for message in page.foot:
        canvas.paragraph(message)
    canvas.paragraph(f"  {page.command}")
    canvas.show(screen.page)


def _write_markdown(page: Page, stream: TextIO) -> None:
    from tracker.render import markdown

    stream.write(f"# {markdown.literal(str(page.title))}\n")
    for section in page.sections:
        table = section.table.exported().read()
        stream.write(f"\n## {markdown.literal(str(table.title))}\n\n")
        if table.rows:
            markdown.write_rows(table, stream)
        else:
            stream.write(f"{markdown.literal(str(table.empty))}\n")
    stream.write("\n" + "".join(f"{markdown.literal(str(message))}\n\n" for message in page.foot))
    stream.write(f"    {plain(page.command)}\n")


def _write_json(page: Page, stream: TextIO) -> None:
    from tracker.render import json_

    before = "{\n"
    for section in page.sections:
        stream.write(f'{before}"{section.name}": ')
        json_.write_array(section.table.exported(), stream)
        before = ",\n"
    stream.write("}\n")


def _write_workbook(page: Page, stream: TextIO) -> None:
    from tracker.render import workbook

    tables = {section.name: section.table.exported() for section in page.sections}
    workbook.write_sheets(str(page.title), tables, stream)
