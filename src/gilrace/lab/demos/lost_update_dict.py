"""Lost update in a dictionary: counting words together."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Page:
    def __init__(self, env: Env) -> None:
        self.counts = env.share({"gil": 0}, "counts")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Page:
    return Page(env)


def count(page: Page, word: str) -> None:
    page.counts[word] = page.counts.get(word, 0) + 1


def count_locked(page: Page, word: str) -> None:
    with page.lock:
        page.counts[word] = page.counts.get(word, 0) + 1


def check(page: Page, runs: int) -> str | None:
    if page.counts["gil"] != runs:
        return f"the word was counted {runs} times, but the dictionary says {page.counts['gil']}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="lost_update_dict",
        title="Lost update in a dictionary",
        summary="Everybody counts the same word: counts[word] = counts.get(word, 0) + 1.",
        actors=everyone(names, count, "gil"),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock around get and set.", everyone(names, count_locked, "gil")),),
        fails=("invariant",),
        repeat=True,
        lesson="Each single dictionary operation is safe; two in a row are not.",
    )
