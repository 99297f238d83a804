"""Every key of every screen, in one table: bindings, footers, help and key maps are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from gilrace.tui.drawings.frame import Key

if TYPE_CHECKING:
    from textual.binding import BindingType


class Act(NamedTuple):
    """Something a person can do. ``id`` is its name in a key map."""

    id: str
    keys: str
    action: str
    label: str  # in footer and help; "" = not in the footer
    help: str
    vim: str = ""  # further keys of the key map "vim"


_MOVE = (
    Act("up", "up,k", "move(-1)", "", "up"),
    Act("down", "down,j", "move(1)", "", "down"),
    Act("page-up", "pageup", "move(-10)", "", "a page up", "ctrl+u"),
    Act("page-down", "pagedown", "move(10)", "", "a page down", "ctrl+f"),
    Act("first", "home", "move(-100000)", "", "to the first", "g"),
    Act("last", "end", "move(100000)", "", "to the last", "G"),
)
_BACK = Act("back", "escape", "back", "Back", "back to the screen before", "h")

TABLE: Mapping[str, tuple[Act, ...]] = {
    "everywhere": (
        Act("help", "question_mark", "help", "Help", "this help"),
        Act("quit", "q,ctrl+c", "quit_app", "Quit", "stop the race and quit"),
        Act("theme", "ctrl+t", "next_theme", "", "next theme"),
        Act("copy", "c", "copy", "", "copy the screen as text"),
        Act("picture", "ctrl+s", "picture", "", "save the screen as SVG"),
    ),
    "browser": (
        Act("race", "enter", "race", "Race", "race the scenario", "l"),
        *(Act(f"guess-{k}", str(k), f"guess({k})", "", f"guess {k}, then race") for k in range(1, 10)),
        Act("filter", "slash", "filter", "Filter", "show only what matches"),
        Act("together", "m", "together", "Together", "all lanes at once"),
        Act("wild", "w", "wild", "Sweep", "sweep it; a demo: really run"),
        Act("edit", "v", "edit", "YAML", "open the file in $EDITOR"),
        Act("new", "n", "new", "New", "a new scenario, here"),
        Act("reload", "f5", "reload", "", "read the files again"),
        Act("learn", "g", "learn", "Learn", "which tool fits my problem?"),
        Act("tags", "t", "tags", "Tags", "filter by the next tag"),
        *(act._replace(vim="") if act.id == "first" else act for act in _MOVE),
    ),
    "guess": (
        Act("no-guess", "enter", "guess(0)", "Race without a guess", "race without a guess"),
        *(Act(f"guess-{k}", str(k), f"guess({k})", "", f"guess {k}") for k in range(1, 10)),
        _BACK,
    ),
    "trust": (
        Act("let", "y", "let(False)", "Let it", "let it run its code, as it is now"),
        Act("let-folder", "f", "let(True)", "Let its folder", "let it and all in its folder"),
        _BACK._replace(keys="escape,n"),
    ),
    "race": (
        Act("results", "enter", "results", "Results", "the result so far", "l"),
        Act("pause", "space", "pause", "Pause", "pause before the next heat"),
        Act("skip", "s", "skip", "Skip heat", "end this heat, run the next"),
        Act("replay", "r", "replay", "Replay", "all lanes on one clock"),
        Act("again", "a", "again", "Again", "the same race again"),
        Act("together", "m", "together", "Fair/together", "start again in the other mode"),
        Act("more", "plus", "rounds(1)", "", "next race: a round more"),
        Act("less", "minus", "rounds(-1)", "", "next race: a round less"),
        Act("workers-more", "w", "workers(1)", "", "next race: a worker more each"),
        Act("workers-less", "W", "workers(-1)", "", "next race: a worker less each"),
        Act("stop", "x", "stop", "Stop", "stop the race, keep the times"),
        Act("log-up", "up,k", "scroll_log(1)", "", "earlier events"),
        Act("log-down", "down,j", "scroll_log(-1)", "", "later events"),
        _BACK,
    ),
    "results": (
        Act("tab-1", "1", "tab('summary')", "Summary", "who won, by how much, how sure"),
        Act("tab-2", "2", "tab('timeline')", "Timeline", "who did what when"),
        Act("tab-3", "3", "tab('why')", "Why", "where the time went"),
        Act("next-tab", "tab", "next_tab", "", "the next of these"),
        Act("replay", "r", "replay", "Replay", "all lanes on one clock"),
        Act("again", "a", "again", "Again", "the same race again"),
        Act("export", "e", "export", "Export", "save the recording here"),
        Act("left", "left", "cursor(-1)", "", "timeline cursor left", "h"),
        Act("right", "right", "cursor(1)", "", "timeline cursor right", "l"),
        Act("zoom-in", "plus", "zoom(1)", "", "timeline closer"),
        Act("zoom-out", "minus", "zoom(-1)", "", "timeline wider"),
        *_MOVE[:4],
        Act("back", "escape", "back", "Back", "back to the screen before"),
    ),
    "sweep": (
        Act("stop", "space,x", "stop", "Stop", "stop the sweep, keep the times"),
        Act("tab", "tab,right", "tab", "Next curve", "the next curve; after the last, all candidates"),
        Act("log", "g", "log", "Log axis", "logarithmic axis or straight"),
        Act("fits", "f", "fits", "Amdahl/USL", "the laws, or the points alone"),
        Act("more", "plus", "more", "More N", "sweep this strategy again, twice as far"),
        Act("export", "e", "export", "Export", "save the recording and reports here"),
        Act("results", "enter", "results", "Results", "all candidates as lanes of a race", "l"),
        *_MOVE[:4],
        _BACK,
    ),
    "replay": (
        Act("play", "space", "play", "Play/pause", "stop and go on"),
        Act("left", "left", "seek(-1)", "", "a little earlier", "h"),
        Act("right", "right", "seek(1)", "", "a little later", "l"),
        Act("jump-back", "p", "jump(-1)", "", "to the event before"),
        Act("jump", "n", "jump(1)", "Next event", "to the next event"),
        Act("results", "enter", "results", "Results", "the result"),
        Act("faster", "plus", "faster(1)", "Faster", "faster, up to 10×"),
        Act("slower", "minus", "faster(-1)", "Slower", "slower, down to 0.05×"),
        Act("first", "home", "seek(-100000)", "", "to the start"),
        Act("last", "end", "seek(100000)", "", "to the end"),
        Act("order", "o", "order", "One clock/as it was", "one clock, or as it was run"),
        Act("back", "escape", "back", "Back", "back to the screen before"),
    ),
    "learn": (
        Act("choose-left", "left", "choose(-1)", "", "the answer to the left", "h"),
        Act("choose-right", "right", "choose(1)", "", "the answer to the right", "l"),
        Act("race", "enter", "race", "Race it", "race what shows it"),
        Act("guide", "1", "page('guide')", "", "the three questions"),
        Act("table", "2,t", "page('table')", "Table", "rules of thumb beside this machine's races"),
        Act("glossary", "3,g", "page('glossary')", "Glossary", "what the words mean"),
        Act("next-page", "tab", "next_page", "", "the next of these"),
        *_MOVE[:4],
        Act("back", "escape", "back", "Back", "back to the screen before"),
    ),
    "stepper": (
        Act("step", "n,right", "step", "Step", "the next step"),
        Act("step-back", "b,left", "back_step", "Back", "a step back"),
        *(Act(f"actor-{k}", str(k), f"actor({k})", "", f"actor {k} makes a step") for k in range(1, 10)),
        Act("auto", "space", "auto", "Auto", "step by itself, and stop"),
        Act("failing", "x", "failing", "Failing", "the next interleaving that fails"),
        Act("guard", "l", "guard", "Guard", "the next fix, or none"),
        Act("model", "g", "model", "GIL", "switches anywhere, or only where a GIL can"),
        Act("wild", "R,w", "wild", "For real", "really run it"),
        Act("microscope", "m", "microscope", "Microscope", "inside this line: instruction by instruction"),
        Act("break", "k", "challenge", "Break it", "challenge: make it fail by hand"),
        Act("fix", "f", "fix", "Fix it", "edit a copy; gilrace proves it or breaks it"),
        Act("first", "home", "jump(-100000)", "", "to the start"),
        Act("last", "end", "jump(100000)", "", "to the last known step"),
        Act("back", "escape", "back", "", "back to the screen before", "h"),
    ),
    "microscope": (
        Act("step", "n,right", "move(1)", "Step", "the next instruction"),
        Act("step-back", "b,left", "move(-1)", "Back", "an instruction back"),
        *(Act(f"actor-{k}", str(k), f"actor({k})", "", f"look at actor {k}") for k in range(1, 10)),
        Act("switch", "x", "switch", "Next switch", "to the next place to switch"),
        Act("whole", "a", "whole", "Line/all", "this line, or all that is done"),
        *_MOVE[2:],
        Act("back", "escape,m", "back", "Close", "back to the screen before", "h"),
    ),
    "wild": (
        Act("guard", "l", "guard", "Guard", "switch the fix while it runs"),
        Act("again", "r", "again", "Again", "start it again"),
        Act("python", "p", "python", "Python", "again on the next interpreter that is here"),
        Act("stop", "s", "stop", "Stop", "stop it"),
        Act("abort", "a", "recover('abort')", "Abort one", "deadlock: call off one wait"),
        Act("order", "o", "recover('order')", "Order", "deadlock: impose the order"),
        Act("timeout", "t", "recover('timeout')", "Time out", "deadlock: give up after a while"),
        Act("kill", "k", "recover('kill')", "Kill", "deadlock: kill the process"),
        Act("back", "escape", "back", "Back", "back to the screen before", "h"),
    ),
    "help": (
        *_MOVE[:4],
        Act("back", "escape,question_mark", "back", "Close", "close the help"),
    ),
}  # fmt: skip

SIGNS = {
    "enter": "⏎", "escape": "esc", "question_mark": "?", "slash": "/", "plus": "+", "minus": "-",
    "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip


def bindings(part: str) -> list[BindingType]:
    """Textual's bindings of a part of the table."""
    from textual.binding import Binding

    return [Binding(act.keys, act.action, act.help, id=f"{part}.{act.id}", show=False) for act in TABLE[part]]


def footer_keys(
    part: str,
    keymap: Mapping[str, str],
    *,
    only: tuple[str, ...] = (),
    glyphs: str = "full",
    labels: Mapping[str, str] | None = None,
) -> tuple[Key, ...]:
    """The footer of a screen: its own keys, then help and quit.

    ``only`` picks and orders by id; ``labels`` are what some of them do just now.
    """
    acts = {act.id: act._replace(label=(labels or {}).get(act.id, act.label)) for act in TABLE[part]}
    chosen = [acts[one] for one in only] if only else [act for act in acts.values() if act.label]
    own = tuple(_key(part, act, keymap, glyphs) for act in chosen)
    last = tuple(_key("everywhere", act, keymap, glyphs) for act in TABLE["everywhere"] if act.label)
    return own + last


def _key(part: str, act: Act, keymap: Mapping[str, str], glyphs: str) -> Key:
    key = keys_of(part, act, keymap).split(",")[0]
    return Key(sign(key, glyphs), act.label, key)


def keys_of(part: str, act: Act, keymap: Mapping[str, str]) -> str:
    """The keys of an act under a key map."""
    return keymap.get(f"{part}.{act.id}", act.keys)


def sign(key: str, glyphs: str = "full") -> str:
    """How a key is written; Enter's sign is not in every set."""
    return key if key == "enter" and glyphs != "full" else SIGNS.get(key, key)


def keymap(name: str, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Keys by act for ``default`` or ``vim``, with a person's own on top."""
    found: dict[str, str] = {}
    if name == "vim":
        found = {f"{p}.{a.id}": f"{a.keys},{a.vim}" for p, acts in TABLE.items() for a in acts if a.vim}
    return found | dict(own or {})
