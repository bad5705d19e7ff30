"""Codes that a scanner reads."""

import io

from tracker.typesetting.setting import require


def require_segno() -> None:
    """Raise Refused, naming the extra, unless segno is installed."""
    require("segno")


def drawn(text: str) -> str:
    """Return a QR code of the text as a picture, in SVG: with a quiet zone, and readable when a part is smudged."""
    import segno

    written, code = io.BytesIO(), segno.make(text, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, border=2, nl=False)
    return written.getvalue().decode("ascii")
