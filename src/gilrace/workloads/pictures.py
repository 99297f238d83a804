"""Rows of bytes and a palette to a picture file: PNG or binary PPM, standard library only."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from gilrace.errors import InputError, LaneError

Rows = Sequence[bytes]
Palette = Sequence[tuple[int, int, int]]


def write(path: Path, rows: Rows, palette: Palette) -> None:
    """Write rows of equal length, all at once or not at all. Raises LaneError."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(FORMATS[path.suffix.lower()](rows, palette))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise LaneError(f"the picture {path} cannot be written: {error.strerror}") from error


def checked_path(path: str) -> Path:
    """The absolute path, when a picture can be written there. Raises InputError."""
    place = Path(path).expanduser().absolute()
    if place.suffix.lower() not in FORMATS:
        raise InputError(
            f"the picture {path} is of no known kind", advice=f"End it in {' or '.join(FORMATS)}."
        )
    if not place.parent.is_dir():
        raise InputError(f"the picture {path} has no folder to be in", advice=f"Create {place.parent} first.")
    if place.is_dir() or not os.access(place.parent, os.W_OK):
        raise InputError(f"the picture {path} cannot be written", advice="Name a file in a folder of yours.")
    return place


def png(rows: Rows, palette: Palette) -> bytes:
    """An indexed PNG, 8 bits a pixel (ISO/IEC 15948)."""
    width = len(rows[0]) if rows else 0
    pixels = b"".join(b"\0" + row for row in rows)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def ppm(rows: Rows, palette: Palette) -> bytes:
    """A binary PPM (P6), 8 bits a channel."""
    width = len(rows[0]) if rows else 0
    colours = [bytes(colour) for colour in palette]
    return b"P6\n%d %d\n255\n" % (width, len(rows)) + b"".join(
        colours[value] for row in rows for value in row
    )


FORMATS: dict[str, Callable[[Rows, Palette], bytes]] = {".png": png, ".ppm": ppm}
