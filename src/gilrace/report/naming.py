"""What the files of documents are called: after the race, with an ending that tools know."""

from __future__ import annotations

import re

ENDINGS = {"markdown": "md", "junit": "junit.xml", "trace": "trace.json"}  # else the format's own name


def stem(race: str) -> str:
    """A race's name as a file name: a recording may carry any text, also ``../..``."""
    return re.sub(r"[^\w.-]+", "-", race).strip(".-")[:80] or "race"


def file_name(race: str, form: str, number: int = 1) -> str:
    """``cpu-primes.html``, ``cpu-primes-2.junit.xml``."""
    return f"{stem(race)}{f'-{number}' if number > 1 else ''}.{ENDINGS.get(form, form)}"
