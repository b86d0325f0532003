"""Figures as cells of a table, and names and units as a reader expects them.

Checked: tests/report/test_cells.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, assumed_share
from windlass.base.units import currency
from windlass.report.amounts import amount, in_shown, span
from windlass.report.names import WORDS, told

OPEN_RANGE: Final = "range open"
_NAME: Final = re.compile(r"[._]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a table shows for a figure; text "not computed" with the reason where there is none.

    flags: models beneath it that are used outside what they were calibrated on.
    """

    text: str
    low_high: str = ""
    note: str = ""
    name: str = ""
    flags: tuple[str, ...] = ()

    @property
    def computed(self) -> bool:
        """Whether there is a figure behind it."""
        return bool(self.name)


def cell(figure: Figure | None, why: str) -> Cell:
    """Return the cell of a figure; why: the reason to give where there is none."""
    if figure is None:
        return missing(why)
    return Cell(
        text=value_text(figure),
        low_high=range_text(figure),
        name=figure.name,
        flags=figure.trace.flags,
    )


def missing(why: str) -> Cell:
    """Return the cell of something that was not computed, with the reason."""
    if not why:
        raise InvalidInput("a missing figure needs a reason", remedy="say why it is missing")
    return Cell(text="not computed", note=why)


def absent() -> Cell:
    """Return the cell of something that an option does not have."""
    return Cell(text="none", note="no part of this option")


def share_cell(figure: Figure | None, why: str) -> Cell:
    """Return the share of a figure that rests on assumed or claimed inputs."""
    if figure is None:
        return missing(why)
    share = assumed_share(figure)
    if share is None:
        return missing("no input moves this figure")
    return Cell(text=f"{share:.0%}".replace("%", " %"), name=figure.name)


def value_text(figure: Figure) -> str:
    """Return "6.50 t"; an epoch as a date."""
    if figure.unit == "epoch":
        return format_epoch(figure.value)
    return in_unit(figure, figure.value)


def range_text(figure: Figure) -> str:
    """Return "4.1 to 9.8 t", what leaves it open, or nothing where no range is known."""
    if figure.low is None or figure.high is None:
        failing = any(r.low is None or r.high is None for r in figure.responses.values())
        return OPEN_RANGE if failing else ""
    if figure.unit == "epoch":
        return f"{format_epoch(figure.low)} to {format_epoch(figure.high)}"
    if (
        figure.unit and currency(figure.unit) == figure.unit
    ):  # its ends may differ by many powers of ten
        low, high = (amount(end, figure.unit, digits=3) for end in (figure.low, figure.high))
    else:
        low, high = in_unit(figure, figure.low, 3), in_unit(figure, figure.high, 3)
    return span(low, high)


def in_unit(figure: Figure, value: float, digits: int = 4) -> str:
    """Return a value [SI] in the unit that the figure is shown in."""
    return in_shown(value, figure.shown_unit, digits)


def plain_name(name: str, titles: Mapping[str, str] | None = None) -> str:
    """Return a figure's name in words: "tug.dry_mass" -> "tug dry mass".

    titles: prefix of an option and variant -> its title.
    """
    for prefix, title in (titles or {}).items():
        if name.startswith(prefix + "."):
            return f"{plain_name(name.removeprefix(prefix + '.'))} – {title}"
    whole = told(name)
    if whole is not None:
        return whole
    return " ".join(WORDS.get(part, part) for part in _NAME.split(name) if part)


def leaf_name(key: str) -> str:
    """Return the name of a leaf from its key in a figure's responses."""
    return key.rpartition("=")[0]


def figure_of(figures: Mapping[str, Figure], names: Mapping[str, Any], role: str) -> Figure | None:
    """Return the figure of a role, None where the study gave none.

    Raises InvalidInput where the study names a figure that there is not.
    """
    name = names.get(role)
    if name is None:
        return None
    if name not in figures:
        raise InvalidInput(
            "the study names a figure that is not among its figures",
            value=name,
            remedy="run the study again",
        )
    return figures[name]
