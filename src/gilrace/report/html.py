"""A race as one self-contained HTML file: charts, reasons, numbers, doubts; nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.budget import KINDS
from gilrace.analysis.caveats import caveat
from gilrace.analysis.reading import yardstick_words
from gilrace.analysis.remarks import cut_off
from gilrace.analysis.verdict import judge
from gilrace.report.cores import chart as cores_chart
from gilrace.report.cores import shade
from gilrace.report.markup import Markup, element, joined
from gilrace.report.numbers import LEFT, TITLES, machine_words, rows
from gilrace.report.page import key, page, section, table
from gilrace.report.palette import PARTS, SIGN_WORDS, SIGNS, lane_colours
from gilrace.report.scaling import sections as scaling_sections
from gilrace.report.shares import budgets, kinds_of
from gilrace.report.shares import chart as shares_chart
from gilrace.report.speedups import chart as speedups_chart
from gilrace.report.timeline import chart as timeline_chart

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.standing import Verdict
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The document."""
    verdict = judge(state)
    title = state.opened.title or state.opened.name if state.opened else "No race"
    parts = [_head(state, title, verdict)]
    if verdict.standings:
        parts += [
            *scaling_sections(state),
            section(_speedup_title(state), speedups_chart(state, verdict)),
            section("Why", *_reasons(state, verdict)),
            section("Numbers", table(TITLES, list(rows(state, verdict.standings)), LEFT), *_numbers_note()),
            section("Where the time went", *_budget(state)),
            section("Timeline", *_timeline(state)),
            section("Cores", *_cores(state, events)),
        ]
    parts += [
        section("Expectations", *_expectations(outcomes)),
        section("To keep in mind", *_doubts(state, verdict)),
        section("What went wrong", *_failures(state)),
    ]
    return page(f"{title} - gilrace", parts)


def _head(state: RaceState, title: str, verdict: Verdict) -> Markup:
    opened = state.opened
    summary = str(opened.scenario.get("summary") or "") if opened else ""
    return element(
        "header",
        element("h1", title),
        element("p", summary, class_="dim") if summary else "",
        element("p", verdict.headline, class_="headline"),
        element("p", verdict.confidence) if verdict.confidence else "",
        element("p", _about(state), class_="dim small"),
    )


def _about(state: RaceState) -> str:
    opened = state.opened
    if opened is None:
        return ""
    shape = f"{units.count(opened.items, 'item')}, {units.count(opened.rounds, 'round')}"
    mode = "fair heats, interleaved" if opened.mode == "fair" else "all lanes at once"
    parts = (opened.name, shape, mode, machine_words(state), opened.started_at, f"gilrace {opened.version}")
    return " · ".join(part for part in parts if part)


def _speedup_title(state: RaceState) -> str:
    return f"Speed-up over {yardstick_words(state)}"


def _reasons(state: RaceState, verdict: Verdict) -> Iterator[Markup]:
    colours = lane_colours(state)
    cells = (
        element(
            "tr",
            element(
                "td", f"{s.lane.letter} {s.lane.name}", class_="words lane",
                style=f"color: {colours[s.lane.id]}",
            ),
            element(
                "td",
                f"{s.sentence}: {s.why.text}" if s.why.text else s.sentence,
                element("div", s.advice, class_="dim") if s.advice else "",
                class_="words",
            ),
            element("td", s.why.pattern, class_="words dim lane"),
        )
        for s in verdict.standings
    )  # fmt: skip
    yield element("table", element("tbody", joined(cells)))


def _numbers_note() -> Iterator[Markup]:
    yield element(
        "p",
        "Medians over the rounds; ± is a 95 % interval; brackets are 99 % intervals, valid for all pairs of "
        "lanes together. p50 and p99 are of one item.",
        class_="dim small",
    )


def _budget(state: RaceState) -> Iterator[Markup]:
    found = budgets(state)
    if not found:
        return
    kinds = kinds_of(found)
    yield shares_chart(state, found)
    yield key([(PARTS[kind], KINDS[kind]) for kind in kinds])
    cells = [
        (f"{info.letter} {info.name}", *(one.words(kind) for kind in kinds), _doubt(one.doubt))
        for info, one in found
    ]
    yield table(("lane", *(KINDS[kind] for kind in kinds), "waits told apart to"), cells, 1)
    yield element("p", _METHOD, class_="dim small")


_METHOD = (
    "The median heat of each lane: the time of all its workers (one for an event loop) from start to end. "
    "Start-up, pickling, items, CPU time and the tail are timed. How waiting divides between the GIL "
    "and other waits is what samples saw, from outside the lane: a thread that sleeps at the runtime's lock "
    "waits for the GIL. The last column is the standard error of that."
)


def _doubt(doubt: float) -> str:
    return f"±{doubt * 100:.1f} points" if doubt >= 0.0005 else units.UNKNOWN


def _timeline(state: RaceState) -> Iterator[Markup]:
    drawn = timeline_chart(state)
    if not drawn:
        return
    yield drawn
    yield key([(PARTS["startup"], "start-up"), *((SIGNS[sign], SIGN_WORDS[sign]) for sign in SIGNS)])
    yield element(
        "p",
        "The median heat of each lane, on one clock as if all had started together; a row a worker, a block "
        "an item. The thin strip below a row is what the worker was seen doing.",
        class_="dim small",
    )


def _cores(state: RaceState, events: Sequence[Event]) -> Iterator[Markup]:
    drawn = cores_chart(state, events)
    if not drawn:
        return
    yield drawn
    yield key([(shade(percent), f"{percent} % busy") for percent in (0, 50, 100)])
    yield element(
        "p", "The whole race as it ran, heat after heat; a letter where a heat begins.", class_="dim small"
    )


def _expectations(outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    if not outcomes:
        return
    cells = (
        element(
            "tr",
            element("td", outcome.status, class_=f"words {outcome.status}"),
            element("td", outcome.text, class_="words wide"),
            element("td", "; ".join(x for x in (outcome.measured, outcome.reason) if x), class_="words dim"),
        )
        for outcome in outcomes
    )
    yield element("table", element("tbody", joined(cells)))


def _doubts(state: RaceState, verdict: Verdict) -> Iterator[Markup]:
    yield from (element("p", text) for text in (*cut_off(state), *verdict.remarks))
    for code in verdict.caveats:
        words = caveat(code)
        yield element("p", f"{words.text}; {words.advice}" if words.advice else words.text)


def _failures(state: RaceState) -> Iterator[Markup]:
    """The latest detail of every lane that has a heat without a result."""
    for lane in state.lanes:
        broken = [heat for heat in lane.past if heat.status not in ("finished", "skipped", "stopped")]
        if broken:
            last = broken[-1]
            yield element("p", f"{lane.info.letter} {lane.info.name}: {last.status}: {last.reason}")
            if last.detail:
                yield element("pre", last.detail)
