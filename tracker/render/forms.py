"""Forms as workbooks: what is printed in them is locked, so that they come back as they went out."""

from datetime import datetime
from typing import Any, TextIO

from tracker.model.forms import Fill, Form
from tracker.model.formulas import would_run
from tracker.model.quantities import MAX_QUANTITY
from tracker.render.streams import bytes_of, destination
from tracker.render.workbook import holdable, literal, new_workbook, sheet_name

_FIRST_DAY = 60
"""The day number from which Excel counts right: the day after its 29 February 1900."""


def write_form(form: Form, output: str | None) -> None:
    """Write a form to a file or stdout. Raises as `write`."""
    with destination(output) as stream:
        _write(form, stream)


def _write(form: Form, stream: TextIO) -> None:
    with new_workbook(bytes_of(stream, "xlsx"), constant_memory=False) as workbook:
        made = {} if form.moment is None else {"created": datetime.fromisoformat(form.moment)}  # the same again
        workbook.set_properties({"title": holdable(form.title), **made})
        sheet, styles = workbook.add_worksheet(sheet_name(form.title)), _styles(workbook)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        _text(sheet, 0, 0, form.title, styles["title"])
        for row, line in enumerate(form.told, 1):
            _text(sheet, row, 0, line, None)
        row = len(form.told) + 2
        for at, column in enumerate(form.columns):
            hidden = {"hidden": True} if column.fill is Fill.HIDDEN else {}
            sheet.set_column(at, at, column.width, None, hidden)
            _text(sheet, row, at, column.heading, styles["heading"])
            _text(sheet, row + 1, at, column.name, styles["name"])
        sheet.freeze_panes(row + 2, 0)
        sheet.repeat_rows(row, row + 1)
        row += 2
        for block in form.blocks:
            _fill(sheet, form, row, block, styles)
            row += len(block)


def _styles(workbook: Any) -> dict[Any, Any]:
    border = {"border": 1, "border_color": "#999999", "valign": "top", "text_wrap": True}
    free = {**border, "locked": False, "bg_color": "#FFFBE6"}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "heading": workbook.add_format({**border, "bold": True}),
        "name": workbook.add_format({**border, "italic": True, "font_size": 8, "font_color": "#777777"}),
        "literal": workbook.add_format({**border, "quote_prefix": True}),
        Fill.NOTHING: workbook.add_format(border),
        Fill.HIDDEN: workbook.add_format(border),
        Fill.DAY: workbook.add_format({**free, "num_format": "yyyy-mm-dd"}),
        Fill.COPIES: workbook.add_format({**free, "num_format": "0"}),
        Fill.TEXT: workbook.add_format(free),
    }


def _fill(sheet: Any, form: Form, first: int, block: tuple[tuple[str | int | None, ...], ...], styles: Any) -> None:
    """Write the rows of a place; the cell of their date is one for all."""
    last = first + len(block) - 1
    for at, column in enumerate(form.columns):
        style = styles[column.fill]
        if column.fill is Fill.DAY:
            sheet.data_validation(first, at, last, at, {"validate": "date", "criteria": ">", "value": _FIRST_DAY})
            if last > first:
                sheet.merge_range(first, at, last, at, "", style)
                continue
        if column.fill is Fill.COPIES:
            between = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MAX_QUANTITY}
            sheet.data_validation(first, at, last, at, between)
        for row, values in enumerate(block, first):
            value = values[at]
            if isinstance(value, int):
                sheet.write_number(row, at, value, style)
            elif value is None:
                sheet.write_blank(row, at, None, style)
            else:
                _text(sheet, row, at, value, styles["literal"] if would_run(value) else style)


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    sheet.write_string(row, column, literal(holdable(text)), style)
