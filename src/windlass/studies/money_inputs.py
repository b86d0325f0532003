"""What the money of a kept study hangs on: its inputs with ranges, and how they move together.

A study's present value is a figure; its inputs are figures too, with what each answers to.  Two
inputs that stand on one leaf move together as far as they do, which gives their correlation; what
the product fetches is opened down to mass, price, supply and elasticity.
Checked: tests/studies/test_money_inputs.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, Response
from windlass.economics import programme_paths
from windlass.economics.monte_carlo import Draws, Walk
from windlass.economics.uncertain import Uncertain

Array = NDArray[np.float64]
Values = Mapping[str, Array]

COSTS: Final = ("spacecraft", "vehicles", "launches", "propellant", "operations", "oversight")
"""Kinds of cost; delivery to the ground is beside them, by the kilogram."""
DELIVERY: Final = "delivery_price"
MARKET: Final = ("mass", "price", "supply", "elasticity")
"""Inputs of what the product fetches; the time of sale is the programme's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Of one variant.  figures: role -> figure; rate: of discount; unit: currency with its year;
    notes: which ends of ranges are open, and what stands for them.
    """

    key: str
    figures: Mapping[str, Figure]
    rate: Figure
    npv: Figure
    unit: str
    notes: tuple[str, ...]

    def nominal(self) -> dict[str, Array]:
        """Return each input at its value (1,)."""
        return {role: np.array([one.value]) for role, one in self.figures.items()}

    def uncertain(self) -> tuple[Uncertain, ...]:
        """Return each input with its distribution: two halves of a lognormal, of a normal where it
        may be 0 or less or is a date."""
        return tuple(uncertain(role, figure) for role, figure in self.figures.items())

    def correlation(self) -> Array:
        """Return how the inputs move together (k, k), by the leaves that they share."""
        return correlation(tuple(self.figures.values()))

    def draws(self, walk: Walk | None = None) -> Draws:
        """Return what a Monte Carlo draws."""
        return Draws(inputs=self.uncertain(), correlation=self.correlation(), walk=walk)

    def with_range(self, role: str) -> bool:
        """Return whether an input has a range."""
        one = self.figures[role]
        return _ends(one)[0] < _ends(one)[1]


def keys(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """Return the variants whose money is known, the greatest present value first."""
    found = [name.removesuffix(".npv") for name in figures if name.endswith(".npv")]
    found = [key for key in found if f"{key}.revenue.total" in figures]
    return tuple(sorted(found, key=lambda key: (-figures[f"{key}.npv"].value, key)))


def inputs(figures: Mapping[str, Figure], key: str) -> Inputs:
    """Return the inputs of a variant of a kept study; InvalidInput where it has no present value.

    figures: of the run by name.
    """
    if key not in keys(figures):
        raise InvalidInput("no money is known of that variant", value=key,
                           remedy=f"one of {', '.join(keys(figures)) or 'none'}")  # fmt: skip
    npv = figures[f"{key}.npv"]
    found = dict(npv.trace.inputs)
    try:
        rate, revenue = found.pop("rate"), dict(found.pop("revenue").trace.inputs)
        sold = dict(revenue["price"].trace.inputs)
        missing = [role for role in (*MARKET, "time") if role not in sold]
    except KeyError as error:
        missing = [str(error)]
    if missing:
        raise InvalidInput("a study of another form", value=f"{key}: {', '.join(missing)}",
                           remedy="run the study again")  # fmt: skip
    found |= {role: sold[role] for role in MARKET}
    if "delivery" in found:
        found[DELIVERY] = dict(found.pop("delivery").trace.inputs)["price"]
    return Inputs(
        key=key, figures=found, rate=rate, npv=npv, unit=npv.unit, notes=_notes(found)
    )  # fmt: skip


def parts(x: Values) -> dict[str, Array]:
    """Return the amounts [money] and times [yr] of ``economics.programme_paths`` (N,) each."""
    more = 1.0 + x["reserve"]
    zero = np.zeros_like(more)
    lift = (x["lift"] - x["start"]) / YEAR_S
    return {
        "development": (x["spacecraft"] + x.get("vehicles", zero) + x["oversight"]) * more,
        "launches": (x["launches"] + x["propellant"]) * more,
        "operations": x["operations"] * more,
        "delivery": delivery(x) * more,
        "revenue": revenue(x),
        "lift_off": lift,
        "arrival": (x["final"] - x["start"]) / YEAR_S,
        "sale_years": x["sale"] / YEAR_S,
        "launch_years": x.get("launching", zero) / YEAR_S,
    }


def revenue(x: Values) -> Array:
    """Return what the product fetches in all (N,) [money], sold evenly."""
    return np.asarray(x["mass"] * price_sold(x))


def price_sold(x: Values) -> Array:
    """Return the price at which it sells (N,) [money/kg]: P0·((Q0 + q)/Q0)^(−1/ε)."""
    more = np.log1p(x["mass"] / x["sale"] / x["supply"])
    return np.asarray(x["price"] * np.exp(-more / x["elasticity"]))


def delivery(x: Values) -> Array:
    """Return what bringing the product to the ground costs (N,) [money]; 0 where it stays above."""
    return np.asarray(x["mass"] * x.get(DELIVERY, np.zeros_like(x["mass"])))


def cost(x: Values) -> Array:
    """Return what all costs, with the reserve (N,) [money]."""
    total = sum((x[role] for role in COSTS if role in x), delivery(x))
    return np.asarray(total * (1.0 + x["reserve"]))


def flows(x: Values, price: Array | None = None, n_years: int | None = None) -> Array:
    """Return the yearly flows of paths (N, years); price (N, years): by which revenue moves."""
    made = parts(x)
    needed = n_years or programme_paths.years(made)
    if price is not None:
        needed = max(needed, price.shape[1]) if n_years is None else needed
        price = np.pad(price, ((0, 0), (0, max(0, needed - price.shape[1]))), mode="edge")
        price = price[:, :needed]
    return programme_paths.flows(made, needed, price)


def present_value(x: Values, rate: float | Array) -> Array:
    """Return the present value at the start of the programme (N,) [money]."""
    found = flows(x)
    years = np.arange(float(found.shape[1]))
    return np.asarray((found * (1.0 + np.reshape(rate, (-1, 1))) ** -years).sum(axis=1))


def levelised(x: Values, rate: float) -> Array:
    """Return the cost of a kilogram delivered (N,) [money/kg]: discounted cost by discounted kg."""
    made = parts(x)
    n = programme_paths.years(made)
    discount = (1.0 + rate) ** -np.arange(float(n))
    none = np.zeros_like(made["revenue"])
    spent = -programme_paths.flows(made | {"revenue": none}, n) @ discount
    only = dict.fromkeys(programme_paths.AMOUNTS, none) | {"revenue": x["mass"]}
    brought = programme_paths.flows(made | only, n) @ discount
    return np.asarray(spent / brought)


def correlation(figures: tuple[Figure, ...]) -> Array:
    """Return the correlation of figures (k, k) by the leaves beneath them, each independent.

    To first order: half of each leaf's swing, of the logarithm where the figure is positive.
    """
    leaves = sorted({key for one in figures for key in one.responses})
    swing = np.array([
        [_swing(one, one.responses.get(key)) for key in leaves] or [0.0] for one in figures
    ])  # fmt: skip
    size = np.sqrt((swing**2).sum(axis=1))
    unit = swing / np.where(size > 0.0, size, 1.0)[:, None]
    found = unit @ unit.T
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _swing(figure: Figure, response: Response | None) -> float:
    if response is None:
        return 0.0
    low = figure.value if response.low is None else response.low
    high = figure.value if response.high is None else response.high
    if figure.unit != "epoch" and min(low, high, figure.value) > 0.0:
        return 0.5 * math.log(high / low)
    return 0.5 * (high - low)


def _ends(figure: Figure) -> tuple[float, float]:
    """Return the ends of a figure's range; where the model leaves one open, by the leaves at whose
    ends it holds, each independent."""
    v, a, b = figure.value, figure.low, figure.high
    if (a is None or b is None) and _fails(figure):
        log = figure.unit != "epoch" and v > 0.0
        pairs = [
            (min(v, r.low, r.high), max(v, r.low, r.high))
            for r in figure.responses.values() if r.low is not None and r.high is not None
        ]  # fmt: skip
        if log and all(low > 0.0 for low, _ in pairs):
            down = math.hypot(*(math.log(v / low) for low, _ in pairs))
            up = math.hypot(*(math.log(high / v) for _, high in pairs))
            known = v * math.exp(-down), v * math.exp(up)
        else:
            known = (v - math.hypot(*(v - low for low, _ in pairs)),
                     v + math.hypot(*(high - v for _, high in pairs)))  # fmt: skip
        return known[0] if a is None else a, known[1] if b is None else b
    return v if a is None else a, v if b is None else b


def _fails(figure: Figure) -> bool:
    return any(r.low is None or r.high is None for r in figure.responses.values())


def _notes(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """Return what is said of ranges that the model leaves open."""
    which: dict[tuple[str, ...], list[str]] = {}
    for role, one in figures.items():
        if _fails(one) and (one.low is None or one.high is None):
            failing = sorted({
                key.rpartition("=")[0] for key, r in one.responses.items()
                if r.low is None or r.high is None
            })  # fmt: skip
            which.setdefault(tuple(failing), []).append(role)
    return tuple(
        f"The ranges of {', '.join(roles)} leave out what the far ends of {', '.join(failing)} "
        "would do: there is no trip there."
        for failing, roles in which.items()
    )


def uncertain(role: str, figure: Figure) -> Uncertain:
    """Return a figure as a distribution: fixed, or in two halves about its value."""
    low, high = _ends(figure)
    if not low < high:
        return Uncertain(name=role, value=figure.value, low=figure.value, high=figure.value,
                         shape="fixed")  # fmt: skip
    shape = "lognormal" if figure.unit != "epoch" and low > 0.0 else "normal"
    return Uncertain(name=role, value=figure.value, low=low, high=high,
                     shape="lognormal" if shape == "lognormal" else "normal")  # fmt: skip
