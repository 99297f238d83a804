"""Dictionary count: get, add, store are three steps."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Poll:
    def __init__(self, env: Env) -> None:
        self.votes = env.share({"yes": 0}, "votes")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Poll:
    return Poll(env)


def vote(poll: Poll) -> None:
    poll.votes["yes"] = poll.votes.get("yes", 0) + 1


def vote_locked(poll: Poll) -> None:
    with poll.lock:
        vote(poll)


def check(poll: Poll, runs: int) -> str | None:
    counted = poll.votes["yes"]
    return f"{runs} votes were cast, {counted} were counted" if counted != runs else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="word_count",
        title="Counting in a dictionary",
        summary="Everybody votes: take the count out of the dictionary, add one, put it back.",
        actors=everyone(names, vote),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock around the whole count.", everyone(names, vote_locked)),),
        fails=("invariant",),
        repeat=True,
        lesson="A dictionary is safe to share; a count in it is not.",
    )
