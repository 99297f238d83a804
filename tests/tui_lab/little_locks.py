"""Two locks in opposite order."""

from gilrace.lab.demo import Actor, Demo, Guard


class Tools:
    def __init__(self, env):
        self.pen = env.Lock(name="pen")
        self.ruler = env.Lock(name="ruler")


def setup(env):
    return env.share(Tools(env), "tools")


def draw(tools):
    with tools.pen, tools.ruler:
        pass


def measure(tools):
    with tools.ruler, tools.pen:
        pass


def check(tools, runs):
    return None


def demo():
    return Demo(
        name="little_locks",
        title="Little locks",
        summary="Ann takes the pen first, Bob the ruler.",
        actors=(Actor("Ann", draw), Actor("Bob", measure)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the pen first.",
                (Actor("Ann", draw), Actor("Bob", draw)),
                removes="circular wait",
            ),
        ),
        fails=("deadlock",),
        repeat=True,
    )
