"""Small pictures that open, with EXIF that says where they were taken."""

import io

from PIL import Image

TAKEN_AT = "taken at 33.36 N 7.58 W"


def photo(width: int = 8, height: int = 4, kind: str = "JPEG") -> bytes:
    """A picture whose EXIF says where it was taken, and that it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = TAKEN_AT
    target = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(target, kind, exif=exif)
    return target.getvalue()
