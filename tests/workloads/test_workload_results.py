"""Whether the work is really done: against answers found another way."""

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from gilrace.errors import InputError, LaneError
from gilrace.lane.work import ItemError
from gilrace.workloads import compress, hashing, mandelbrot, primes, sum_squares, word_count


def sieve(below: int) -> int:
    composite = set()
    for number in range(2, below):
        composite.update(range(number * number, below, number))
    return below - 2 - len(composite)


def test_primes_are_counted_as_a_sieve_counts_them() -> None:
    assert [primes.call(item, below=1000) for item in range(30)] == [sieve(1000 + i) for i in range(30)]
    assert primes.call(0, below=0) == 0


def test_the_slices_of_squares_add_up_to_the_closed_formula() -> None:
    last = 7 * 50 - 1
    total = sum(sum_squares.call(item, numbers=50) for item in range(7))
    assert total == last * (last + 1) * (2 * last + 1) // 6


def test_hashing_follows_the_published_algorithm() -> None:
    first = hmac_sha256(b"item 3", b"gilrace" + (1).to_bytes(4))
    second = hmac_sha256(b"item 3", first)
    assert hashing.call(3, rounds=2) == bytes(a ^ b for a, b in zip(first, second, strict=True)).hex()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()


def test_data_to_compress_belongs_to_its_item_and_can_be_compressed() -> None:
    data = compress.data_of(5, 4096)
    assert compress.call(5, kilobytes=4) == (4096, zlib.crc32(data))
    assert len(zlib.compress(data)) < 0.7 * len(data)
    assert data != compress.data_of(6, 4096)


def test_rows_of_the_mandelbrot_set_agree_with_complex_arithmetic() -> None:
    rows = [mandelbrot.call(item, width=16, iterations=50) for item in mandelbrot.items(12)]
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            point = complex(-0.7 + (x + 0.5 - 8) * 2.5 / 12, (y + 0.5) * 2.5 / 12 - 1.25)
            assert value == escape(point, 50)
    assert any(0 in row for row in rows)


def escape(point: complex, iterations: int) -> int:
    z = 0j
    for turn in range(iterations):
        z = z * z + point
        if abs(z) > 2:
            return turn % 255 + 1
    return 0


def test_a_png_holds_every_pixel(tmp_path: Path) -> None:
    rows = [mandelbrot.call(item, width=20, iterations=20) for item in mandelbrot.items(15)]
    mandelbrot.finish(rows, {"picture": str(tmp_path / "set.png")})
    chunks = dict(chunks_of((tmp_path / "set.png").read_bytes()))
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (20, 15, 8, 3, 0, 0, 0)
    assert chunks[b"PLTE"] == b"".join(bytes(colour) for colour in mandelbrot.palette())
    assert zlib.decompress(chunks[b"IDAT"]) == b"".join(b"\0" + row for row in rows)
    assert [entry.name for entry in tmp_path.iterdir()] == ["set.png"]


def chunks_of(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = [], 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(kind + content),)
        found.append((kind, content))
        place += length + 12
    return found


def test_a_ppm_holds_every_pixel_in_colour(tmp_path: Path) -> None:
    rows = [mandelbrot.call(item, width=4, iterations=20) for item in mandelbrot.items(3)]
    mandelbrot.picture(rows, tmp_path / "set.ppm")
    head, pixels = b"P6\n4 3\n255\n", (tmp_path / "set.ppm").read_bytes()
    colours = mandelbrot.palette()
    assert pixels == head + b"".join(bytes(colours[value]) for row in rows for value in row)


def test_no_picture_is_written_when_it_is_not_wished_for_or_a_row_is_missing(tmp_path: Path) -> None:
    mandelbrot.finish([b"\0"], {"picture": ""})
    mandelbrot.finish([b"\0", ItemError("ValueError", "no")], {"picture": str(tmp_path / "set.png")})
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_written_is_a_lane_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "set.png").mkdir()
    with pytest.raises(LaneError, match="cannot be written"):
        mandelbrot.picture([b"\0"], tmp_path / "set.png")
    assert [entry.name for entry in tmp_path.iterdir()] == ["set.png"]


@pytest.mark.parametrize(("name", "problem"), [("a.gif", "no known kind"), ("no/a.png", "no folder")])
def test_a_picture_that_cannot_be_is_refused_before_the_race(tmp_path: Path, name: str, problem: str) -> None:
    wish = {"picture": str(tmp_path / name)}
    with pytest.raises(InputError, match=problem), mandelbrot.prepare(tmp_path, 1, wish, None):
        pass


def test_words_are_counted_in_a_file_of_the_users_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("Äpfel äpfel, Birne!\nbirne äpfel 12 x_y", "utf-8")
    counted = word_count.call(str(file), top=2)
    assert counted == {"words": 7, "different": 4, "top": [("äpfel", 3), ("birne", 2)]}


def test_generated_texts_are_the_same_every_time_and_removed_after(tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        with word_count.prepare(tmp_path, 3, {"kilobytes": 2}, None) as extra:
            files = sorted(Path(extra["folder"]).iterdir())
            texts.append([file.read_bytes() for file in files])
            assert [word_count.call(item, **extra)["words"] > 100 for item in range(3)] == [True] * 3
    assert len(texts[0]) == 3
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == 3
    assert list(tmp_path.iterdir()) == []
