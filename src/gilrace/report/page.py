"""The look of an HTML report: one style sheet inside the page, nothing from elsewhere, fit for paper."""

from __future__ import annotations

from gilrace.report.markup import Markup, element, joined
from gilrace.report.palette import DIM, FAINT, FONT, INK

CSS = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; padding: 28px 32px 40px; max-width: 1020px; background: #fff; color: {INK};
  font: 15px/1.5 {FONT}; overflow-wrap: anywhere; }}
h1 {{ font-size: 25px; line-height: 1.25; margin: 0 0 4px; }}
h2 {{ font-size: 17px; margin: 34px 0 10px; padding-top: 10px; border-top: 1px solid {FAINT}; }}
p {{ margin: 4px 0; }}
.dim {{ color: {DIM}; }}
.small {{ font-size: 13px; }}
.headline {{ font-size: 19px; font-weight: 600; margin: 14px 0 2px; }}
svg {{ display: block; width: 100%; height: auto; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }}
th {{ text-align: right; font-weight: 600; color: {DIM}; border-bottom: 1px solid {FAINT};
  padding: 3px 6px; white-space: nowrap; }}
td {{ text-align: right; padding: 4px 6px; border-bottom: 1px solid #eef0f2; white-space: nowrap; }}
.words {{ text-align: left; white-space: normal; }}
.lane, table.fixed td {{ white-space: nowrap; }}
.lane {{ font-weight: 600; }}
.key {{ display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; list-style: none;
  font-size: 13px; color: {DIM}; }}
.key svg {{ display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }}
.wide {{ min-width: 15em; }}
.pass, .fail, .inconclusive, .skipped {{ font-weight: 600; white-space: nowrap; }}
.pass {{ color: #00703c; }} .fail {{ color: #b3261e; }} .inconclusive {{ color: #8a5a00; }}
.skipped {{ color: {DIM}; }}
pre {{ white-space: pre-wrap; font-size: 12px; background: #f6f7f8; padding: 10px 12px; border-radius: 4px; }}
@page {{ margin: 14mm; }}
@media print {{
  body {{ padding: 0; max-width: none; font-size: 11pt; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  .scroll {{ overflow: visible; }} table {{ font-size: 8.5pt; }} td, th {{ padding: 2px 4px; }}
  h2, svg, tr, .key {{ break-inside: avoid; }}
  h2 {{ break-after: avoid; }}
}}
"""


def page(title: str, parts: list[Markup]) -> str:
    """A whole document. Its policy lets no script run and nothing be loaded, whatever it contains."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; style-src 'unsafe-inline'",
        ),
        element("title", title),
        element("style", Markup(CSS)),
    )
    body = element("body", *parts)
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def section(title: str, *parts: str) -> Markup:
    """A part with a heading; empty when there is nothing in it."""
    inner = joined(parts)
    return element("section", element("h2", title), inner) if inner else Markup()


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]], words: int) -> Markup:
    """Rows of cells; the first ``words`` columns are words, the others numbers."""
    head = (element("th", title, class_="words" if k < words else None) for k, title in enumerate(titles))
    body = (
        element("tr", *(element("td", c, class_="words" if k < words else None) for k, c in enumerate(row)))
        for row in rows
    )
    inner = element(
        "table", element("thead", element("tr", joined(head))), element("tbody", joined(body)), class_="fixed"
    )
    return element("div", inner, class_="scroll")


def key(entries: list[tuple[str, str]]) -> Markup:
    """What the colours of a chart mean: ``(colour, words)``."""

    def swatch(colour: str) -> Markup:
        square = element("rect", width=12, height=12, rx=2, fill=colour)
        return element("svg", square, viewBox="0 0 12 12", aria_hidden="true")

    return element("ul", *(element("li", swatch(c), words) for c, words in entries), class_="key")
