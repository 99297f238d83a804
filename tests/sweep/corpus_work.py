"""The functions of the labelled corpus: each is one kind of work, a few hundred milliseconds of it in all."""

import asyncio
import hashlib
import json
import subprocess
import time
import zlib

BLOCK = bytes(range(256)) * 8192  # 2 MiB


def squares(item):
    return sum(n * n for n in range(item, item + 60_000))


def primes(item):
    found = 0
    for n in range(2_000 + item, 2_600 + item):
        found += all(n % k for k in range(2, int(n**0.5) + 1))
    return found


def fibonacci(item):
    return _fibonacci(17 + item % 2)


def _fibonacci(n):
    return n if n < 2 else _fibonacci(n - 1) + _fibonacci(n - 2)


def parses(item):
    text = json.dumps([{"name": f"n{k}", "values": list(range(8))} for k in range(600 + item)])
    return len(json.loads(text))


def hashes(item):
    made = hashlib.sha512(item.to_bytes(4, "big"))
    for _ in range(2):
        made.update(BLOCK)
    return made.hexdigest()


def derives(item):
    return hashlib.pbkdf2_hmac("sha256", b"secret", item.to_bytes(4, "big"), 12_000)


def compresses(item):
    return len(zlib.compress(BLOCK + bytes([item]), 6))


def waits(item):
    time.sleep(0.02)
    return item


async def awaits(item):
    await asyncio.sleep(0.02)
    return item


def waits_long(item):
    time.sleep(0.1)
    return item


async def awaits_long(item):
    await asyncio.sleep(0.1)
    return item


def runs_a_command(item):
    return subprocess.run(["sleep", "0.03"], check=True).returncode


def mostly_waits(item):
    time.sleep(0.02)
    return sum(n * n for n in range(item, item + 1_500))


async def mostly_awaits(item):
    await asyncio.sleep(0.02)
    return sum(n * n for n in range(item, item + 1_500))


def mostly_computes(item):
    time.sleep(0.002)
    return sum(n * n for n in range(item, item + 80_000))


def waits_then_hashes(item):
    time.sleep(0.01)
    return hashlib.pbkdf2_hmac("sha256", b"secret", item.to_bytes(4, "big"), 4_000)


def increments(item):
    return item + 1


def adds(item):
    return sum(range(item % 50))


def formats(item):
    return f"item {item:06}"


def hands_back_much(item):
    return BLOCK + bytes([item])


def hands_back_lists(item):
    return [item] * 20_000


def many_parts(item):
    return {k: (item, k, "x" * 20) for k in range(2_500)}


def one_long(item):
    return squares(0) if item else [squares(n) for n in range(250)][-1]


def a_few_longer(item):
    return [squares(n) for n in range(8 if item % 10 == 0 else 2)][-1]


def one_for_all(item):
    return [squares(n) for n in range(250)][-1] if item == 0 else item


def sorts_much(item):
    numbers = [(n * 7_919 + item) % 1_000_003 for n in range(90_000)]
    return sum(sorted(numbers)[:10])


def fills_memory(item):
    table = {n: str(n + item) for n in range(45_000)}
    return len(table[0]) + len(table)
