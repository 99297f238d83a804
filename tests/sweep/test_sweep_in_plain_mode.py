"""A sweep in sentences, for real."""

from gilrace.plain.app import FIRST
from gilrace.plain.dialogue import Dialogue
from gilrace.plain.sweeping import sweep_and_tell
from gilrace.scenario import load, resolve


def test_a_sweep_is_offered_and_told_in_sentences():
    assert any(option.startswith("Sweep") for option in FIRST)
    said = []
    sweep_and_tell(Dialogue(lambda: "", said.append), load(resolve("io-two-sleeps")), budget_s=2.0)
    told = "".join(said)
    assert "candidates. Ctrl-C ends it" in told
    assert "started" in told
    assert "To keep in mind" in told
    assert "×" not in told.replace(" ×", "")
    assert not set("│└●⠂") & set(told)


def test_a_demo_cannot_be_swept_and_is_told_so():
    said = []
    sweep_and_tell(Dialogue(lambda: "", said.append), load(resolve("lock-order")))
    assert "is a demo" in "".join(said)
