"""Figures in words: one line, a tree of what a figure stands on, HTML for a notebook.

Checked: tests/base/test_words.py.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Final

from windlass.base import units
from windlass.base.epochs import format_epoch
from windlass.base.figure import Figure, assumed_share
from windlass.base.sources import cite_keys

COUNTED: Final = ("", "t", "kg", "yr", "1/yr")
"""Units before which a great number is told in words."""
_GREAT: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_FROM: Final = 1e7


def number(value: float, digits: int = 4) -> str:
    """Return a value with the given significant digits, thousands apart, no exponent if tame."""
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e7:
        return f"{value:.{digits - 1}e}"
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{float(text):.0f}"
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if abs(float(text)) >= 1000 else text


def great(value: float, digits: int = 4) -> str:
    """Return a number with few digits; from ten million on in words: "1.85 billion"."""
    if abs(value) < _FROM:
        return number(value, digits)
    size, word = scale(value)
    return f"{number(value / size, digits)} {word}"


def scale(value: float) -> tuple[float, str]:
    """Return the size and word in which a great number is told; 1 and nothing for another."""
    if abs(value) < _FROM:
        return 1.0, ""
    return next((size, word) for size, word in _GREAT if abs(value) >= size)


def figure_text(figure: Figure, *, with_range: bool = True) -> str:
    """Return "6.5 t (4.1 to 9.8)"; an epoch as a date.

    An open end is "—", with the reason: "6.5 t (4.1 to —, the model fails at the upper end)".
    """
    text = _amount(figure, figure.value, 4)
    if figure.unit != "epoch":
        text = f"{text} {figure.shown_unit}".strip()
    about = range_text(figure) if with_range else ""
    return f"{text} ({about})" if about else text


def range_text(figure: Figure) -> str:
    """Return "4.1 to 9.8" in the shown unit; what leaves it open; nothing where none is known."""
    low, high = figure.low, figure.high
    fails = any(r.low is None or r.high is None for r in figure.responses.values())
    if low is None and high is None:
        return "range open, the model fails at both ends" if fails else ""
    ends = ["—" if end is None else _amount(figure, end, 3) for end in (low, high)]
    text = " to ".join(ends)
    if low is not None and high is not None:
        return text
    side = "lower" if low is None else "upper"
    return f"{text}, " + (
        f"the model fails at the {side} end" if fails else f"the {side} end is not known"
    )


def _amount(figure: Figure, value: float, digits: int) -> str:
    if figure.unit == "epoch":
        return format_epoch(value)
    told = great if figure.shown_unit in COUNTED else number
    return told(units.to_shown(value, figure.shown_unit), digits)


def explain(figure: Figure, depth: int = 12) -> list[tuple[int, str]]:
    """Return the tree from a figure down to its sources as (depth, line).

    A figure that came up before is named again but not opened again.
    """
    return list(_walk(figure, figure.name, 0, depth, set()))


def _walk(
    figure: Figure, role: str, level: int, depth: int, seen: set[str]
) -> Iterator[tuple[int, str]]:
    trace = figure.trace
    about = f"{role} = {figure_text(figure)}"
    if trace.inputs:
        about += f"  ← {trace.model}"
    about += f"  [{trace.status}]"
    if trace.sources:
        about += "  " + ", ".join(trace.sources)
    key = f"{figure.name}={figure.value!r}"
    again = key in seen and bool(trace.inputs)
    if again:
        about += "  (opened above)"
    yield level, about
    if trace.note and not again:
        yield level + 1, f"note: {trace.note}"
    for flag in () if again else (trace.flags if not level else figure.own_flags):
        yield level + 1, f"flag: {flag}"
    for name, digest in () if again else trace.data:
        yield level + 1, f"data: {name} sha256 {digest[:12]}"
    if again or not trace.inputs:
        return
    if level >= depth:
        yield level + 1, "… deeper inputs are not shown; ask for more depth"
        return
    seen.add(key)
    for name, part in trace.inputs:
        shown = name if name == part.name else f"{name} ({part.name})"
        yield from _walk(part, shown, level + 1, depth, seen)


def sources_of(figures: Iterable[Figure]) -> set[str]:
    """Return the reference keys of all figures and of everything beneath them."""
    keys: set[str] = set()
    stack = list(figures)
    seen: set[int] = set()
    while stack:
        figure = stack.pop()
        if id(figure) in seen:
            continue
        seen.add(id(figure))
        keys.update(figure.trace.sources)
        stack.extend(part for _, part in figure.trace.inputs)
    return keys


def cite(*figures: Figure) -> list[str]:
    """Return one printable reference for everything that the figures stand on."""
    return cite_keys(sources_of(figures))


def figure_html(figure: Figure) -> str:
    """Return a small HTML table for a notebook: figure, range, model, share assumed."""
    share = assumed_share(figure)
    rows = [
        (figure.name, figure_text(figure)),
        ("model", figure.trace.model),
        ("status", figure.trace.status),
        ("sources", ", ".join(figure.trace.sources) or "through its inputs"),
        ("rests on assumptions", "not computed" if share is None else f"{share:.0%}"),
        *(("flag", flag) for flag in figure.trace.flags),
    ]
    cells = "".join(
        f"<tr><th style='text-align:left'>{html.escape(a)}</th><td>{html.escape(b)}</td></tr>"
        for a, b in rows
    )
    return f"<table>{cells}</table>"
