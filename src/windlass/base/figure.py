"""Traced figures: a value with unit, range, and everything that it stands on.

A figure is a leaf (an input, a constant, a measured or assumed value, or the answer of a
search) or is derived from other figures by a pure function.  A derived figure keeps how it
answers to every leaf beneath it: its value with the leaf at its low end, at its high end,
and its elasticity.  From these come the range (root sum of squares of the swings of single
leaves, on a logarithmic scale where all are positive), the tornado, and the share that rests
on assumptions.  A leaf that two branches share is moved in both at once.

A model that is used outside what it was calibrated on flags its figure, and every figure made
from that one carries the flag on.  Checked: tests/base/test_figure.py.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from windlass.base import units
from windlass.base.errors import InvalidInput, OutOfDomain, WindlassError
from windlass.base.label import OPEN, Label, join_all

if TYPE_CHECKING:
    from astropy.units import Quantity

Status = Literal["measured", "published", "assumed", "claimed", "computed", "chosen"]
"""chosen: set by the user as a decision, such as a date or a returned mass."""

STATUSES: Final = ("measured", "published", "assumed", "claimed", "computed", "chosen")
UNSURE: Final = ("assumed", "claimed")
_NUDGE: Final = 1e-4
_ROUNDING: Final = 1e-12
"""Swings smaller than this, relative to the value, are rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How a figure answers to one leaf: value at the leaf's ends, and elasticity there.

    low, high: value with the leaf at its low and high end, None where the model does not
    hold there.  elasticity: relative change per relative change of the leaf, None where it is
    not defined (the leaf or the figure is zero, or the model fails nearby).
    """

    status: Status
    low: float | None
    high: float | None
    nudged: float | None
    elasticity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a figure stands on: model, inputs, sources, data, code version, release label.

    flags: uses of a model outside what it was calibrated on, in words, here and beneath.
    """

    model: str
    status: Status
    sources: tuple[str, ...] = ()
    inputs: tuple[tuple[str, Figure], ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    version: str = ""
    note: str = ""
    label: Label = OPEN
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that a person reads: value [unit, SI] with range, shown unit and trace.

    low, high: about the 5 % and 95 % points, None where no range is known.
    responses: leaf -> Response, for the leaves beneath this figure.  fn: what made it from its
    inputs, None for a leaf and for a figure that was read from a store.
    """

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    shown: str = ""
    trace: Trace
    responses: Mapping[str, Response] = field(default_factory=dict, compare=False)
    fn: Callable[..., float] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise InvalidInput(
                f"figure {self.name} is not finite",
                value=self.value,
                remedy='say "not computed" instead of a figure',
            )
        for end in (self.low, self.high):
            if end is not None and not math.isfinite(end):
                raise InvalidInput(
                    f"range of {self.name} is not finite", value=end, remedy="leave that end open"
                )
        if self.low is not None and not self.low <= self.value:
            raise InvalidInput(f"range of {self.name} lies above its value", value=self.low)
        if self.high is not None and not self.high >= self.value:
            raise InvalidInput(f"range of {self.name} lies below its value", value=self.high)
        if self.shown and units.si_of(self.shown) != self.unit:
            raise InvalidInput(
                f"{self.name} in {self.unit or 'no unit'} cannot be shown in {self.shown}"
            )

    @property
    def shown_unit(self) -> str:
        """Unit in which a reader expects the figure."""
        return self.shown or units.customary(self.unit, self.value)

    @property
    def shown_value(self) -> float:
        """Value in the shown unit."""
        return units.to_shown(self.value, self.shown_unit)

    @property
    def quantity(self) -> Quantity:
        """Value as an astropy Quantity."""
        return units.quantity(self.value, self.unit)

    @property
    def label(self) -> Label:
        """Release label, the most restrictive of all inputs."""
        return self.trace.label

    @property
    def own_flags(self) -> tuple[str, ...]:
        """Flags that were raised here, not those of the inputs."""
        beneath = {flag for _, part in self.trace.inputs for flag in part.trace.flags}
        return tuple(flag for flag in self.trace.flags if flag not in beneath)

    def __str__(self) -> str:
        from windlass.base.words import figure_text

        return figure_text(self)

    def _repr_html_(self) -> str:
        from windlass.base.words import figure_html

        return figure_html(self)


def leaf(
    name: str,
    value: float,
    unit: str,
    *,
    status: Status,
    sources: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
    shown: str = "",
    model: str = "",
    inputs: Mapping[str, Figure] | None = None,
    data: tuple[tuple[str, str], ...] = (),
    version: str = "",
    note: str = "",
    label: Label = OPEN,
    flags: tuple[str, ...] = (),
) -> Figure:
    """Return a figure that no function of figures makes: an input or the answer of a search.

    inputs: what a search was given; listed by ``explain``, with no sensitivity through it.
    Raises InvalidInput when a measured, published or claimed value names no source.
    """
    value = float(value)  # a numpy float prints otherwise, and the value is part of the key
    low, high = (None if end is None else float(end) for end in (low, high))
    if status in ("measured", "published", "claimed") and not sources:
        raise InvalidInput(
            f"{name} is {status} but names no source", value=value, remedy="name its source"
        )
    given = tuple((inputs or {}).items())
    trace = Trace(
        model=model or status,
        status=status,
        sources=sources,
        inputs=given,
        data=data,
        version=version,
        note=note,
        label=join_all([label, *(figure.label for _, figure in given)]),
        flags=_flags(flags, (figure for _, figure in given)),
    )
    nudged = value * (1.0 + _NUDGE) if value else None
    own = Response(
        status=status,
        low=value if low is None else low,
        high=value if high is None else high,
        nudged=nudged,
        elasticity=1.0 if value else None,
    )
    return Figure(
        name=name,
        value=value,
        unit=unit,
        low=low,
        high=high,
        shown=shown,
        trace=trace,
        responses={f"{name}={value!r}": own},
    )


def derive(
    name: str,
    unit: str,
    fn: Callable[..., float],
    inputs: Mapping[str, Figure],
    *,
    model: str,
    sources: tuple[str, ...] = (),
    shown: str = "",
    version: str = "",
    note: str = "",
    converts: bool = False,
    flags: tuple[str, ...] = (),
) -> Figure:
    """Return fn(**inputs) as a figure with range, responses and the joined release label.

    converts: the model turns money of one year into money of another; without it all money
    must be of one currency and year, else InvalidInput is raised.  flags: uses of the model
    outside what it was calibrated on, in words.

    fn: pure function of the inputs' SI values that returns an SI value; it may raise
    WindlassError where its model does not hold, which at the nominal point is passed on and
    at the end of a leaf's range leaves that side of the figure's range open.  Raises
    OutOfDomain where fn gives no finite real number at the nominal point.
    """
    if not converts:
        _one_currency(name, unit, inputs)
    nominal = {key: figure.value for key, figure in inputs.items()}
    value = finite_or_none(fn, nominal)
    if value is None:
        try:
            fn(**nominal)
        except (ArithmeticError, ValueError) as error:
            raise OutOfDomain(f"model {model} gave no {name}: {error}", value=nominal) from error
        raise OutOfDomain(f"model {model} gave no finite {name}", value=nominal)
    responses = {
        key: _respond(fn, inputs, key, value)
        for key in sorted({leaf for figure in inputs.values() for leaf in figure.responses})
    }
    low, high = _range(value, responses)
    trace = Trace(
        model=model,
        status="computed",
        sources=sources,
        inputs=tuple(inputs.items()),
        version=version,
        note=note,
        label=join_all(figure.label for figure in inputs.values()),
        flags=_flags(flags, inputs.values()),
    )
    return Figure(
        name=name,
        value=value,
        unit=unit,
        low=low,
        high=high,
        shown=shown,
        trace=trace,
        responses=responses,
        fn=fn,
    )


def _flags(own: tuple[str, ...], inputs: Iterable[Figure]) -> tuple[str, ...]:
    """Return all flags of a figure, each once, its own first."""
    beneath = (flag for figure in inputs for flag in figure.trace.flags)
    return tuple(dict.fromkeys([*own, *beneath]))


def _one_currency(name: str, unit: str, inputs: Mapping[str, Figure]) -> None:
    """Raise InvalidInput where money of several currencies or years meets."""
    found = {units.currency(figure.unit): key for key, figure in inputs.items()}
    found[units.currency(unit)] = name
    found.pop("", None)
    if len(found) > 1:
        told = ", ".join(f"{key} in {year}" for year, key in found.items())
        raise InvalidInput(
            "currency years do not match",
            value=told,
            remedy="turn all money into one year first (economics.prices.in_year)",
        )


def renamed(figure: Figure, name: str) -> Figure:
    """Return the same figure under another name."""
    return replace(figure, name=name)


def assumed_share(figure: Figure) -> float | None:
    """Return the share [0, 1] of a figure's sensitivity that lies in assumed or claimed leaves.

    Sum of |elasticity| over assumed and claimed leaves by the sum over all leaves; None where
    no leaf has an elasticity.
    """
    total = unsure = 0.0
    for response in figure.responses.values():
        if response.elasticity is not None:
            total += abs(response.elasticity)
            if response.status in UNSURE:
                unsure += abs(response.elasticity)
    return unsure / total if total > 0 else None


def tornado(figure: Figure, most: int = 12) -> list[tuple[str, float | None, float | None]]:
    """Return (leaf, value at its low end, value at its high end), the widest swing first."""
    rows = [(key, r.low, r.high) for key, r in figure.responses.items()]
    rows = [row for row in rows if _swing(row) > 0.0]
    return sorted(rows, key=lambda row: (-_swing(row), row[0]))[:most]


def _swing(row: tuple[str, float | None, float | None]) -> float:
    _, low, high = row
    return math.inf if low is None or high is None else abs(high - low)


def finite_or_none(fn: Callable[..., float], values: Mapping[str, float]) -> float | None:
    """Return fn(**values); None where the model does not hold or gives no finite number."""
    try:
        value = fn(**values)
    except (WindlassError, ArithmeticError, ValueError):
        return None
    # A root of a negative number is complex in Python: the model does not hold there.
    if isinstance(value, complex) or not math.isfinite(value):
        return None
    return float(value)


def _respond(
    fn: Callable[..., float], inputs: Mapping[str, Figure], key: str, value: float
) -> Response:
    """Move one leaf everywhere beneath the inputs, to its ends and by a little."""
    known = {name: figure.responses.get(key) for name, figure in inputs.items()}
    status = next(response.status for response in known.values() if response is not None)
    ends: list[float | None] = []
    for end in ("low", "high", "nudged"):
        values: dict[str, float] = {}
        for name, figure in inputs.items():
            response = known[name]
            moved = figure.value if response is None else getattr(response, end)
            if moved is None:
                break
            values[name] = moved
        ends.append(finite_or_none(fn, values) if len(values) == len(inputs) else None)
    low, high, nudged = ends
    elasticity = None if nudged is None or not value else (nudged / value - 1.0) / _NUDGE
    return Response(status=status, low=low, high=high, nudged=nudged, elasticity=elasticity)


def _range(value: float, responses: Mapping[str, Response]) -> tuple[float | None, float | None]:
    """Combine single-leaf swings as independent: root sum of squares, logarithmic if positive.

    Where the model fails at one end of a leaf, the side of the range that lies opposite to
    the leaf's other end is unknown; where it fails at both, both sides are.
    """
    open_low = open_high = False
    pairs = []
    for response in responses.values():
        known = [end for end in (response.low, response.high) if end is not None]
        if len(known) == 2:
            pairs.append((min(known), max(known)))
            continue
        open_low |= not known or known[0] >= value
        open_high |= not known or known[0] <= value
        if known:
            pairs.append((min(known[0], value), max(known[0], value)))
    tiny = _ROUNDING * abs(value)
    if all(value - a <= tiny and b - value <= tiny for a, b in pairs):
        return None, None
    low, high = _spread(value, pairs)
    return None if open_low else low, None if open_high else high


def _spread(value: float, pairs: list[tuple[float, float]]) -> tuple[float | None, float | None]:
    """Return the ends of value for swings taken as independent; None beyond what floats hold."""
    if value > 0 and all(a > 0 for a, _ in pairs):
        down = math.hypot(*(math.log(value) - math.log(min(a, value)) for a, _ in pairs))
        up = math.hypot(*(math.log(max(b, value)) - math.log(value) for _, b in pairs))
        most = math.log(sys.float_info.max) - math.log(value)
        return value * math.exp(-down), value * math.exp(up) if up < most else None
    low = value - math.hypot(*(value - min(a, value) for a, _ in pairs))
    high = value + math.hypot(*(max(b, value) - value for _, b in pairs))
    return low if math.isfinite(low) else None, high if math.isfinite(high) else None
