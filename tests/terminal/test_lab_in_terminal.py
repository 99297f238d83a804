"""The lab in a real terminal: from the browser through a bug demo to the wild run, and out again."""

import signal

import pytest

pytestmark = pytest.mark.terminal


def test_from_the_browser_through_a_bug_demo_to_the_wild_run_and_out(start):
    program = start(size=(100, 30))
    program.until("SCENARIOS")
    program.child.send("/")
    program.until("Enter keeps it")
    program.child.send("lock-order pen")
    program.until("DEADLOCKS")
    program.until("▶ lock-order")
    program.child.send("\r")
    program.until("step by step")
    program.child.send("\r")
    program.until("BUG DEMO")
    program.until("2 of 6 fail")  # the bar of all interleavings
    program.until("33.3 %")
    program.child.send("1")
    program.until("step 1/1")
    program.child.send("2")
    program.until("DEADLOCK")
    program.child.send("b")
    program.until("step 1/2")
    program.child.send("x")
    program.until("step 2/2")
    program.child.send("R")
    program.until("FOR REAL")
    program.until("ways out")
    program.child.send("o")
    program.until("guard order is ON")
    program.child.send("q")
    assert program.finish() == 0
    program.must_have_left_nothing()


def test_a_demo_named_on_the_command_line_is_opened_at_once(start):
    program = start("lost-update")
    program.until("BUG DEMO")
    program.until("4 of 6 fail")
    program.child.send("x")
    program.until("the balance is 1")
    program.child.send("\x1b")
    program.until("SCENARIOS")
    program.child.send("q")
    assert program.finish() == 0
    program.must_have_left_nothing()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_in_the_middle_of_a_wild_run_leaves_no_process(start, number):
    program = start("lost-update")
    program.until("4 of 6 fail")
    program.child.send("R")
    program.until("FOR REAL")
    program.until("violations +[1-9]")
    program.child.kill(number)
    code = program.finish()
    if number is signal.SIGKILL:  # nobody could give the terminal back
        program.raw.clear()
        program.before = None
    else:
        assert code in (128 + number, -number)
    program.must_have_left_nothing()
