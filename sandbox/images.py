"""Size of a picture read from its first bytes (PNG, GIF, JPEG, WebP)."""

import struct

UNKNOWN = (800, 600)


def is_picture(content: bytes) -> bool:
    """Is it a format that Telegram takes as a photo?"""
    return content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8")) or content[8:12] == b"WEBP"


def size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; a usual size when the bytes do not say."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"GIF8") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg(content) if content.startswith(b"\xff\xd8") else UNKNOWN


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return UNKNOWN
