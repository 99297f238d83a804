"""The same readers as `fuzz.py`, with inputs that atheris (libFuzzer) steers to code it has not seen yet.

    pip install atheris
    python benchmarks/fuzz_guided.py scenarios -max_total_time=300

Further words are options of libFuzzer; a folder as the first of them keeps the corpus. An input that ends in
anything but an error raised on purpose stops it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gilrace"]):
    import fuzz
    from gilrace.errors import GilraceError
    from gilrace.scenario.problem import Flaw


sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))


def main() -> None:
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["gilrace"]):
        target = fuzz.TARGETS[name]()

    def one(data: bytes) -> None:
        try:
            target.read(data.decode("utf-8", "surrogateescape"))
        except (GilraceError, Flaw):
            return

    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None
    if corpus is not None:
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(dict.fromkeys(target.seeds)):
            (corpus / f"seed-{number}").write_text(seed, "utf-8")
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
