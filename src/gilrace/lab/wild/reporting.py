"""From what the watchman found to a report people can read: names, places, the graph, a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from gilrace.lab.wild.events import Edge, Member, Place, Stuck
from gilrace.lab.wild.finding import Finding
from gilrace.lab.wild.table import Table


@dataclass(slots=True)
class Names:
    """What the child told about its tools: number -> (name, phrase, wakes whoever waits)."""

    actors: tuple[str, ...]
    tools: dict[int, tuple[str, str, bool]] = field(default_factory=dict)

    def actor(self, index: int) -> str:
        return self.actors[index] if 0 <= index < len(self.actors) else ""

    def tool(self, number: int) -> tuple[str, str, bool]:
        return self.tools.get(number, ("a lock", "waits for", False))


def report(
    finding: Finding,
    table: Table,
    names: Names,
    stacks: dict[int, tuple[Place, ...]],
    *,
    start: int,
    found: int,
    guard: str,
) -> Stuck:
    """Times are clock readings; the report's count from ``start``."""
    members = tuple(_member(wait, table, names, stacks, found) for wait in finding.waits)
    failure = _failure(finding, table, names)
    return Stuck(
        failure=failure,
        sentence=_sentence(failure, members, finding, (found - finding.closed) / 1e6),
        members=members,
        edges=tuple(Edge(member.actor, member.tool, member.holder) for member in members),
        circle=finding.kind == "circle",
        closed=finding.closed - start,
        found=found - start,
        guard=guard,
    )


def _member(
    wait: tuple[int, int, int, int],
    table: Table,
    names: Names,
    stacks: dict[int, tuple[Place, ...]],
    found: int,
) -> Member:
    actor, _, tool, holder = wait
    name, phrase, _ = names.tool(table.tool(tool).name) if tool >= 0 else ("", "", False)
    holds = tuple(dict.fromkeys(names.tool(number)[0] for number in table.held_by(actor)))
    waited_ns = found - table.actor(actor).since if tool >= 0 else 0
    return Member(
        names.actor(actor), name, phrase, names.actor(holder), holds, waited_ns, stacks.get(actor, ())
    )


def _failure(finding: Finding, table: Table, names: Names) -> str:
    if finding.kind in ("livelock", "orphan", "starvation"):
        return finding.kind
    if finding.kind == "nobody left":
        signals = (names.tool(table.tool(tool).name)[2] for _, _, tool, _ in finding.waits)
        return "lost wake-up" if any(signals) else "deadlock"
    return "deadlock"


def _sentence(failure: str, members: tuple[Member, ...], finding: Finding, ms: float) -> str:
    if failure == "livelock":
        who = _and([member.actor for member in members])
        return f"{who} made {finding.tries} attempts in {ms:.0f} ms, and nobody got anything done"
    if failure == "starvation":
        who = _and([member.actor for member in members])
        asked = f"asked {finding.tries} times" if finding.tries else "waited"
        return f"{who} {asked} in {ms:.0f} ms and never had a turn, while the others had {finding.turns}"
    if finding.kind == "circle" and len(members) == 1:
        return f"{members[0].actor} waits for {members[0].tool}, which it holds itself"
    waits = ", ".join(_waits(member) for member in members)
    if finding.kind == "circle":
        return f"{waits}, and so round in a circle"
    if failure == "orphan":
        return f"{waits}, who died holding it"
    return f"{waits}, and nobody is left to let {'them' if len(members) > 1 else members[0].actor} go on"


def _waits(member: Member) -> str:
    held = f", which {member.holder} holds" if member.holder else ""
    return f"{member.actor} {member.phrase} {member.tool}{held}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
