"""Runs a small script that starts a pool of processes, and reports what became of it."""

import subprocess
import sys
from pathlib import Path


def run(item, script):
    """Run the script beside this file; its answer, or its complaint as an error."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("scripts") / script)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    if done.returncode:
        complaint = [line for line in done.stderr.splitlines() if "Error" in line]
        raise RuntimeError(" ".join(complaint[:2]) or "it failed without a word")
    return done.stdout.strip()
