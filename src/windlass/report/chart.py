"""What all charts share: their plain form, axes with names and units, safe text, few digits.

A chart is drawn in the browser from plain data.  Colours are names of the page's style
("--c1"), so that one chart serves light, dark and print.  Checked: tests/report/test_charts.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from windlass.base.epochs import format_epoch

COLOURS: Final = ("--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x", "star")

MANY_DECADES: Final = 2.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart: traces and layout in Plotly's words, and the same said in a sentence.

    key: id on the page; alt: what a reader who cannot see it should know; height: in CSS
    pixels; tall: the same on a narrow screen; widest: greatest width; narrow: what of the layout
    is another there, by axis, so that panels beside each other stand above each other.
    """

    key: str
    traces: list[dict[str, Any]]
    layout: dict[str, Any]
    alt: str
    height: int = 460
    tall: int = 460
    widest: int = 1280
    notes: tuple[str, ...] = field(default=())
    narrow: dict[str, Any] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """Return what the page's script draws."""
        made = {
            "data": self.traces,
            "layout": self.layout,
            "height": self.height,
            "tall": self.tall,
            "widest": self.widest,
        }
        return made | {"narrow": self.narrow} if self.narrow else made


def axis(title: str, unit: str, **more: Any) -> dict[str, Any]:
    """Return an axis with its name and unit."""
    text = f"{title} ({unit})" if unit else title
    return {"title": {"text": text, "standoff": 12}, "automargin": True, **more}


def log_axis(title: str, unit: str, values: Sequence[float], **more: Any) -> dict[str, Any]:
    """Return a logarithmic axis over positive values, with a mark at 1, 2, 5, 10, 20, 50."""
    low, high = (math.log10(end(values)) for end in (min, max))
    room = max(0.04 * (high - low), 0.02)
    steps = (1, 2, 5) if high - low < MANY_DECADES else (1,)
    decades = range(math.floor(low) - 1, math.ceil(high) + 1)
    marks = [step * 10.0**decade for decade in decades for step in steps]
    return axis(
        title,
        unit,
        type="log",
        range=[round(low - room, 4), round(high + room, 4)],
        tickvals=significant(marks),
        ticktext=[f"{mark:,.6g}" for mark in marks],
        **more,
    )


def safe(text: object) -> str:
    """Return text that a chart shows as it stands: charts read some tags, names hold none."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short(values: Iterable[float | None], digits: int) -> list[float | None]:
    """Return values rounded to so many decimals; None for what is missing or not finite."""
    found: list[float | None] = []
    for value in values:
        if value is None or not math.isfinite(value):
            found.append(None)
        else:
            rounded = round(float(value), digits)
            found.append(int(rounded) if rounded == int(rounded) else rounded)
    return found


def significant(values: Iterable[float | None], digits: int = 5) -> list[float | None]:
    """Return values with so many significant digits; None for what is missing or not finite."""
    return [
        None if value is None or not math.isfinite(value) else float(f"{value:.{digits}g}")
        for value in values
    ]


def dates(epochs_s: Iterable[float]) -> list[str]:
    """Return epochs [s past J2000] as calendar dates for an axis."""
    return [format_epoch(float(t)) for t in epochs_s]
