"""Starvation by readers: while one reads the next comes in, and the writer waits."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Book:
    def __init__(self, env: Env) -> None:
        self.written = False
        self.readers = 0
        self.door = env.Lock(name="door")
        self.room = env.Lock(name="room")
        self.turn_a_page = env.sleep


def setup(env: Env) -> Book:
    return env.share(Book(env), "book")


def read(book: Book, seconds: float) -> None:
    while not book.written:
        with book.door:
            book.readers += 1
            if book.readers == 1:
                book.room.acquire()
        book.turn_a_page(seconds)
        with book.door:
            book.readers -= 1
            if book.readers == 0:
                book.room.release()


def write(book: Book) -> None:
    with book.room:
        book.written = True


def read_once(book: Book) -> None:
    with book.door, book.room:
        pass


def write_in_turn(book: Book) -> None:
    with book.door, book.room:
        book.written = True


def check(book: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="readers_first",
        title="Readers first",
        summary="Ann and Bob read until the book is rewritten; Cleo can write only when nobody reads.",
        actors=(Actor("Ann", read, (0.001,)), Actor("Bob", read, (0.0017,)), Actor("Cleo", write)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "door",
                "Everybody passes the same door one by one, and reads once for each time.",
                (Actor("Ann", read_once), Actor("Bob", read_once), Actor("Cleo", write_in_turn)),
            ),
        ),
        fails=("starvation",),
        lesson="A lock that lets readers overlap can keep a writer out for ever.",
    )
