"""A recording of the browser (WebM) made into the voice message that Telegram carries (Ogg Opus).

WebM: RFC 9559 (Matroska); Ogg: RFC 3533; Opus in Ogg: RFC 7845. The sound itself is copied, not encoded anew.
"""

import struct
from collections.abc import Iterator

FOLDERS = {0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}  # Segment, Tracks, TrackEntry, Cluster, BlockGroup
BLOCKS = (0xA3, 0xA1)
HEAD = 0x63A2
FRAME_MS = (10, 20, 40, 60) * 3 + (10, 20) * 2 + (2.5, 5, 10, 20) * 4
SERIAL = 1


class NotOpus(ValueError):
    """The bytes are not a WebM recording with Opus sound."""


def voice_of(recording: bytes) -> bytes:
    """Ogg Opus bytes of a recording; what is Ogg already stays as it is. Raises NotOpus."""
    if recording.startswith(b"OggS"):
        return recording
    try:
        elements = list(_elements(recording))
    except IndexError as end:
        raise NotOpus("the recording is cut off") from end
    head = next((body for name, body in elements if name == HEAD), b"")
    packets = [body[4:] for name, body in elements if name in BLOCKS and len(body) > 4]
    if not head.startswith(b"OpusHead") or not packets:
        raise NotOpus("no Opus sound in this recording")
    return b"".join(_pages(head, packets))


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Elements of a WebM file in order: (id, body). Folders are walked through as if they were not there."""
    at = 0
    while at < len(data):
        name, at = _number(data, at, keep_mark=True)
        size, at = _number(data, at, keep_mark=False)
        if name not in FOLDERS:
            yield name, data[at : at + size]
            at += size


def _number(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """A variable-length number and the place after it; `keep_mark` for ids."""
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if keep_mark:
        return value, at + length
    return value & ((1 << 7 * length) - 1), at + length


def _pages(head: bytes, packets: list[bytes]) -> Iterator[bytes]:
    tags = b"OpusTags" + struct.pack("<I", 5) + b"twiza" + struct.pack("<I", 0)
    yield _page(head, 0, 0, 2)
    yield _page(tags, 0, 1, 0)
    position = 0
    for index, packet in enumerate(packets):
        position += _samples(packet)
        yield _page(packet, position, index + 2, 4 if index == len(packets) - 1 else 0)


def _samples(packet: bytes) -> int:
    """Length of a packet in samples at 48 kHz, from its first bytes (RFC 6716, 3.1)."""
    frame = FRAME_MS[packet[0] >> 3] * 48
    kind = packet[0] & 3
    count = 1 if kind == 0 else 2 if kind < 3 else packet[1] & 63
    return int(frame * count)


def _page(packet: bytes, position: int, number: int, flags: int) -> bytes:
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    fields = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, SERIAL, number, 0) + bytes([len(lacing)])
    page = fields + lacing + packet
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return table


TABLE = _table()


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ TABLE[(value >> 24) ^ byte]
    return value
