"""Codes that a scanner reads."""

import io


def drawn(text: str) -> str:
    """Return a QR code of the text as a picture, in SVG: with a quiet zone, and readable when a part is smudged."""
    import segno

    written = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=True).save(written, kind="svg", xmldecl=False, border=2)
    return written.getvalue().decode("ascii")
