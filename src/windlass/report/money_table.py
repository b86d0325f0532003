"""Money: what the programme costs, what the product fetches, and whether that pays.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from windlass.report.cells import Cell, missing
from windlass.report.figure_rows import FigureRows, Row, gathered, of_roles
from windlass.report.variants import View

COSTS: Final = (
    ("cost.spacecraft", "Spacecraft"),
    ("cost.vehicles", "Mining vehicles"),
    ("cost.launches", "Launches"),
    ("cost.propellant", "Propellant"),
    ("cost.operations", "Operations"),
    ("cost.oversight", "Oversight and first studies"),
    ("cost.delivery", "Delivery to the ground"),
)
TOTAL: Final = ("cost.total", "All costs, with reserve")
SECOND: Final = ("cost.spacecraft_amcm", "Second opinion on the spacecraft")
EARNS: Final = (
    ("product.mass", "Product that reaches its market"),
    ("price.now", "Price today"),
    ("price.sold", "Price when it is sold"),
    ("market.elasticity", "Elasticity of demand"),
    ("market.years", "Product by the world’s yearly supply"),
    ("value.gross", "Worth at the price of today"),
    ("revenue.annual", "Income of a year of sale"),
    ("revenue.total", "Income in all"),
)
NPV: Final = ("npv", "Net present value")
PAYS: Final = (
    ("payback", "Payback, from the start"),
    ("payback.at_rate", "Costs by the net income of a year"),
)
ROLES: Final = (*COSTS, TOTAL, SECOND, *EARNS, NPV, *PAYS)
NO_RATE: Final = "no rate between −99 % and 10,000 % a year brings the present value to nought"
SEVERAL: Final = "several rates: none of them ranks the option; judge by the present value"
LOSS: Final = "below nought: less comes back than was spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The tables on money, and what has to be said of each variant."""

    costs: FigureRows
    earns: FigureRows
    pays: FigureRows
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a variant sells, which relationships leave their range, what was not computed."""

    view: View
    market: str
    flags: tuple[str, ...]
    notes: tuple[str, ...]


def money(found: Sequence[View]) -> Money | None:
    """Return the tables of the variants that have a programme, None where none has."""
    able = [one for one in found if one.programme is not None]
    if not able:
        return None
    rates = Row(
        title="Internal rate of return", cells=tuple(_rates(one) for one in able), kept=True
    )
    return Money(
        costs=gathered(able, of_roles(able, (*COSTS, TOTAL, SECOND))),
        earns=gathered(able, of_roles(able, EARNS)),
        pays=gathered(
            able, [*of_roles(able, (NPV,), kept=True), rates, *of_roles(able, PAYS, kept=True)]
        ),
        remarks=tuple(_remark(one, one.programme) for one in able if one.programme is not None),
    )


def _remark(one: View, programme: Mapping[str, Any]) -> Remark:
    return Remark(
        view=one,
        market=str(programme["market"]),
        flags=tuple(str(flag) for flag in programme["flags"]),
        notes=tuple(str(note) for note in programme["notes"]),
    )


def _rates(one: View) -> Cell:
    """Return every internal rate of return, or why there is none."""
    if one.programme is None or not one.programme["flows"]:
        return missing(one.why("npv") if one.figure("npv") is None else "no cash flow was kept")
    rates = [float(rate) for rate in one.programme["rates"]]
    if not rates:
        return missing(NO_RATE)
    note = SEVERAL if len(rates) > 1 else LOSS if rates[0] < 0.0 else ""
    told = "; ".join(f"{100.0 * rate:.2f} % a year".replace("-", "−") for rate in rates)
    return Cell(text=told, note=note, name=f"{one.key}.rates")
