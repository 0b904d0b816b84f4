"""Links as squares to scan (QR codes)."""

from io import BytesIO
from typing import Any


def square(link: str, error: str = "l") -> Any:
    """A `segno.QRCode`; `error` is how much of it may be unreadable: l 7 %, m 15 %, q 25 %."""
    import segno  # noqa: PLC0415 - 1 MB, which only whoever shows one needs

    return segno.make(link, error=error, micro=False)


def png(link: str, error: str = "l", *, scale: int = 12, border: int = 4) -> bytes:
    """A picture, so many pixels and so much white round it for each point."""
    out = BytesIO()
    square(link, error).save(out, kind="png", scale=scale, border=border)
    return out.getvalue()
