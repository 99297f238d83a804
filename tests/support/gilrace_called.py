"""Commands called in this process: what they say and their exit code; no time is spent on starting."""

from __future__ import annotations

from dataclasses import dataclass

from click.testing import CliRunner

from gilrace.cli import main


@dataclass(frozen=True)
class Told:
    """As of `subprocess.run`."""

    returncode: int
    stdout: str
    stderr: str


def call(*words: object, stdin: str = "") -> Told:
    """``gilrace`` with those words; no terminal is there."""
    code: object = 0
    with CliRunner().isolation(input=stdin) as (out, err, _):
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = end.code
        said, told = out.getvalue().decode(), err.getvalue().decode()
    return Told(code if isinstance(code, int) else int(code is not None), said, told)
