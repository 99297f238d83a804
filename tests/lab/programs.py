"""Small random programs over shared variables and every modelled tool, as demos."""

from __future__ import annotations

from gilrace.lab.demo import Actor, Demo, Env

Line = tuple[str, int]


class World:
    def __init__(self, env: Env) -> None:
        self.locks = [env.Lock(name=f"lock {n}") for n in range(2)]
        self.rlock = env.RLock(name="rlock")
        self.condition = env.Condition(name="condition")
        self.semaphore = env.Semaphore(1, name="semaphore")
        self.event = env.Event(name="event")
        self.queue = env.Queue(1, name="queue")
        self.barrier = env.Barrier(2, name="barrier")
        self.numbers = env.share({0: 0, 1: 0}, "numbers")


def locked(world: World, n: int) -> None:
    with world.locks[n]:
        world.numbers[n] = world.numbers[n] + 1


def nested(world: World, n: int) -> None:
    with world.locks[n], world.locks[1 - n]:
        pass


def tried(world: World, n: int) -> None:
    if world.locks[n].acquire(blocking=False):
        world.locks[n].release()
    else:
        world.numbers[n] = 7


def timed(world: World, n: int) -> None:
    if world.locks[n].acquire(timeout=1):
        world.locks[n].release()
    else:
        world.numbers[n] = 9


def waited(world: World, n: int) -> None:
    with world.condition:
        world.condition.wait(timeout=None if n else 1)


def notified(world: World, n: int) -> None:
    with world.condition:
        if n:
            world.condition.notify()
        else:
            world.condition.notify_all()


def checked_wait(world: World, n: int) -> None:
    with world.condition:
        if not world.numbers.get(n):
            world.condition.wait()


def again(world: World, n: int) -> None:
    with world.rlock, world.rlock:
        world.numbers[n] = 5


def entered(world: World, n: int) -> None:
    with world.semaphore:
        world.numbers[n] = world.numbers[n] + 1


def put(world: World, n: int) -> None:
    world.queue.put(n)


def got(world: World, n: int) -> None:
    world.numbers[n] = world.queue.get()


def summed(world: World, n: int) -> None:
    world.numbers[n] = sum([world.numbers[k] for k in (0, 1)])


def read_locked(world: World, n: int) -> int:
    with world.locks[n]:
        return int(world.numbers[n])


LINES = {
    "read": lambda world, n: world.numbers[n],
    "write": lambda world, n: world.numbers.__setitem__(n, 3),
    "add": lambda world, n: world.numbers.__setitem__(n, world.numbers[n] + 1),
    "locked": locked,
    "nested": nested,
    "try": tried,
    "timed": timed,
    "wait": waited,
    "notify": notified,
    "checked wait": checked_wait,
    "rlock": again,
    "semaphore": entered,
    "set": lambda world, n: world.event.set(),
    "event wait": lambda world, n: world.event.wait(timeout=None if n else 1),
    "put": put,
    "get": got,
    "sum": summed,
    "read locked": lambda world, n: world.numbers.__setitem__(1 - n, read_locked(world, n)),
    "meet": lambda world, n: world.barrier.wait(),
    "insert": lambda world, n: world.numbers.__setitem__(n + 5, 3),
    "drop": lambda world, n: world.numbers.pop(n + 5, None),
    "look": lambda world, n: (n + 5) in world.numbers,
    "walk": lambda world, n: list(iter(world.numbers)),
    "copy": lambda world, n: world.numbers.copy(),
    "clear": lambda world, n: world.numbers.clear(),
}


def program(bodies: list[list[Line]]) -> Demo:
    """A demo whose actors do these lines; it fails when the numbers end up equal and not zero."""

    def body(world: World, lines: list[Line]) -> None:
        for name, n in lines:
            LINES[name](world, n)

    def check(world: World, runs: int) -> str | None:
        one, other = world.numbers.get(0), world.numbers.get(1)
        return "equal" if one == other and one != 0 else None

    actors = tuple(Actor(f"actor {n}", body, (lines,)) for n, lines in enumerate(bodies))
    return Demo("random", "random", "random", actors, World, check, (), ())
