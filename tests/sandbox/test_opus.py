"""Recordings of a browser become Ogg Opus without losing a packet."""

import struct

import pytest

from sandbox.opus import NotOpus, voice_of
from sandbox.play import sample_voice

HEAD = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
UNKNOWN = b"\x01" + b"\xff" * 7
SHORT, LONG = b"\x08" + b"a" * 20, b"\x0b\x02" + b"b" * 600  # one frame of 20 ms; two of them


def element(name: str, body: bytes) -> bytes:
    return bytes.fromhex(name) + (0x1000_0000 | len(body)).to_bytes(4, "big") + body


def block(packet: bytes) -> bytes:
    return element("a3", b"\x81\x00\x00\x80" + packet)


def recording(*packets: bytes) -> bytes:
    tracks = element("1654ae6b", element("ae", element("d7", b"\x01") + element("63a2", HEAD)))
    cluster = bytes.fromhex("1f43b675") + UNKNOWN + element("e7", b"\x00")
    clusters = b"".join(cluster + block(packet) for packet in packets)
    return element("1a45dfa3", b"webm") + bytes.fromhex("18538067") + UNKNOWN + tracks + clusters


def pages(ogg: bytes) -> list[tuple[int, int, bytes]]:
    """(flags, position, body) of each page."""
    found, at = [], 0
    while at < len(ogg):
        magic, _, flags, position, _, _, _, count = struct.unpack("<4sBBqIIIB", ogg[at : at + 27])
        assert magic == b"OggS"
        start = at + 27 + count
        length = sum(ogg[at + 27 : start])
        found.append((flags, position, ogg[start : start + length]))
        at = start + length
    return found


def test_packets_keep_their_order_and_their_time() -> None:
    first, tags, *sound = pages(voice_of(recording(SHORT, LONG, SHORT)))
    assert first == (2, 0, HEAD)
    assert tags[2].startswith(b"OpusTags")
    assert sound == [(0, 960, SHORT), (0, 2880, LONG), (4, 3840, SHORT)]


def test_what_is_ogg_already_stays() -> None:
    assert voice_of(sample_voice()) == sample_voice()


@pytest.mark.parametrize("broken", [b"", b"RIFF....WAVE", recording(), recording(SHORT)[:60]])
def test_anything_else_is_refused(broken: bytes) -> None:
    with pytest.raises(NotOpus):
        voice_of(broken)
