"""Sample a flight so that a file's own interpolation meets it everywhere.

Intervals are halved until the polynomials, between their nodes, lie within a tolerance of the
flight, whichever window about an instant a reader takes; neighbours differ by a factor of two
at most.
Checked: tests/exchange/test_sample.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.ephemeris import Ephemeris
from windlass.exchange.interpolate import nodes_needed, over
from windlass.exchange.names import CENTRES, TOUCH_S, on_grid, stamp
from windlass.exchange.trajectory import Arc, Scheme, Trajectory, offset
from windlass.kernels.status import LIMIT

Array = NDArray[np.float64]

TOLERANCE_M: Final = 10.0
"""Of the interpolation, unless told otherwise."""
MARGIN: Final = 0.5
"""Share of the tolerance that nodes are chosen for: it is met at instants, and told for all."""
FIRST_STEP_S: Final = 8.0 * DAY_S
SHORTEST_S: Final = 0.01
MOST: Final = 200_000
"""Nodes of an arc."""
BETWEEN: Final = (0.2, 0.5, 0.8)
"""Instants of an interval at which the polynomials are checked."""
ROUNDS: Final = 60


class Flown(Protocol):
    """A flight: states about any centre."""

    @property
    def name(self) -> str:
        """Name of what flies."""
        ...

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        ...

    def state(self, t_s: Array | float, centre: str = ..., /) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a centre."""
        ...


Source: TypeAlias = Flown | Ephemeris | Trajectory


def sample(
    parts: Source | Sequence[Source],
    *,
    centre: str = "sun",
    name: str | None = None,
    object_id: str | None = None,
    span_s: tuple[float, float] | None = None,
    tolerance_m: float = TOLERANCE_M,
    scheme: Scheme = "hermite",
    degree: int = 7,
    comment: Sequence[str] = (),
) -> Trajectory:
    """Return a flight, or flights one after the other, as a trajectory about a centre.

    Where the next part begins the one before ends, and the step of velocity there is an impulse;
    arcs of a Trajectory stay arcs.  span_s: what is taken of it, by default all.  comment: lines
    before those that tell model, sources and digests.
    Raises InvalidInput where parts leave a gap or do not meet within the tolerance, NotSolved
    where no nodes meet it.
    """
    if not tolerance_m > 0.0:
        raise InvalidInput("tolerance", value=tolerance_m, remedy="give metres above 0")
    if centre not in CENTRES:
        raise InvalidInput("unknown centre", value=centre, remedy=f"one of {', '.join(CENTRES)}")
    given: list[Source] = list(parts) if isinstance(parts, Sequence) else [parts]
    if not given:
        raise InvalidInput("a trajectory of no parts", remedy="give a flight")
    called = name or given[0].name
    pieces = _cut(called, [piece for one in given for piece in _pieces(one)], span_s)
    arcs = [_arc(*piece, centre, tolerance_m, scheme, degree) for piece in pieces]
    _meet(called, arcs, tolerance_m)
    told = [*comment, *dict.fromkeys(line for one in given for line in _told(one))]
    told.append(f"interpolation meets the flight within {tolerance_m:g} m")
    return Trajectory(
        name=called, object_id=object_id or called, centre=centre, arcs=tuple(arcs),
        comment=tuple(told),
    )  # fmt: skip


def _pieces(source: Source) -> list[tuple[Source, float, float]]:
    if isinstance(source, Trajectory):
        return [(source, *arc.span_s) for arc in source.arcs]
    return [(source, *source.span_s)]


def _cut(
    name: str, pieces: list[tuple[Source, float, float]], span_s: tuple[float, float] | None
) -> list[tuple[Source, float, float]]:
    """Return the pieces within the span, each ended where the next begins."""
    low, high = span_s or (pieces[0][1], pieces[-1][2])
    made = []
    for k, (source, start, end) in enumerate(pieces):
        until = end
        if k + 1 < len(pieces):
            following = pieces[k + 1][1]
            if following <= start:
                raise InvalidInput(
                    f"parts of {name} are not in order", value=stamp(following),
                    remedy="give them in the order of time",
                )  # fmt: skip
            inner = isinstance(source, Trajectory) and pieces[k + 1][0] is source
            if following > end + TOUCH_S and not inner:
                raise InvalidInput(
                    f"gap between parts of {name}", value=f"{stamp(end)} to {stamp(following)}",
                    remedy="fly the earlier part on, or write two trajectories",
                )  # fmt: skip
            until = min(end, following)
        a, b = on_grid(max(start, low)), on_grid(min(until, high))
        if b - a > SHORTEST_S:
            made.append((source, a, b))
    ends = (made[0][1] - low, high - made[-1][2]) if made else (np.inf, np.inf)
    if max(ends) > SHORTEST_S:
        raise InvalidInput(
            f"span outside of {name}", value=f"{stamp(low)} to {stamp(high)}",
            remedy=f"it holds {stamp(pieces[0][1])} to {stamp(pieces[-1][2])}",
        )  # fmt: skip
    return made


def _arc(
    source: Source, a: float, b: float, centre: str, tolerance: float, scheme: Scheme, degree: int
) -> Arc:
    """Return the piece of a source from a to b with as many nodes as it needs."""
    width = nodes_needed(scheme, degree)
    count = max(width, int(np.ceil((b - a) / FIRST_STEP_S)) + 1)
    t = np.unique(np.append(_grid(np.linspace(a, b, count)[:-1]), b))
    t[0] = a
    for _ in range(ROUNDS):
        states = about(source, t, centre, (a, b))
        bad = _unbalanced(np.diff(t))
        if not bad.any():
            miss = _miss(source, t, states, centre, scheme, width)
            bad = ~(miss <= MARGIN * tolerance)
        if not bad.any():
            return Arc(epochs_s=t, states=states, scheme=scheme, degree=degree)
        steps = np.diff(t)
        if steps[bad].min() < 2.0 * SHORTEST_S or t.size > MOST:
            break
        t = np.sort(np.concatenate([t, _grid((t[:-1] + 0.5 * steps)[bad])]))
    raise NotSolved(
        f"no nodes meet {source.name} within {tolerance:g} m", status=LIMIT, value=t.size,
        remedy="ask for a wider tolerance, another centre, or a shorter span",
    )  # fmt: skip


def _grid(t: Array) -> Array:
    """Return epochs as files carry them: in whole milliseconds."""
    return np.round(t, 3)


def _unbalanced(steps: Array) -> NDArray[np.bool_]:
    """Return which intervals are more than twice as long as a neighbour."""
    bad = np.zeros(steps.size, dtype=bool)
    bad[1:] |= steps[1:] > 2.1 * steps[:-1]
    bad[:-1] |= steps[:-1] > 2.1 * steps[1:]
    return bad


def _miss(
    source: Source, t: Array, states: Array, centre: str, scheme: Scheme, width: int
) -> Array:
    """Return the greatest miss [m] (n-1,) of each interval, over all windows that hold it."""
    worst = np.zeros(t.size - 1)
    k = np.arange(t.size - 1)
    for share in BETWEEN:
        at = t[:-1] + share * np.diff(t)
        true = about(source, at, centre, (t[0], t[-1]))
        for shift in range(width - 1):
            made = over(t, states, scheme, width, k - shift, at)
            worst = np.fmax(worst, np.linalg.norm(made[:, :3] - true[:, :3], axis=1))
    return worst


def about(source: Source, t: Array, centre: str, span: tuple[float, float]) -> Array:
    """Return states (n, 6) of a source about a centre; span: of the piece that is asked."""
    if isinstance(source, Trajectory):
        arc = next(
            arc for arc in source.arcs
            if arc.span_s[0] <= span[0] + TOUCH_S and arc.span_s[1] >= span[1] - TOUCH_S
        )  # fmt: skip
        near = np.clip(t, *arc.span_s)
        return _drift(arc.state(near) + offset(source.centre, centre, near), t - near)
    near = np.clip(t, *source.span_s)
    if not np.all(np.abs(near - t) <= TOUCH_S):
        raise InvalidInput(f"epochs outside of {source.name}", remedy="ask within its span")
    of: Any = source
    own = getattr(source, "centre", None)
    if own is None:
        return _drift(np.hstack(of.state(near, centre)), t - near)
    _icrf(source)
    return _drift(np.hstack(of.state(near)) + offset(str(own), centre, near), t - near)


def _drift(states: Array, dt: Array) -> Array:
    """Return states moved on by the microsecond [s] that rounding an epoch took."""
    states[:, :3] += states[:, 3:] * dt[:, None]
    return states


def _icrf(source: Source) -> None:
    frame = getattr(source, "frame", "icrf")
    if frame != "icrf":
        raise InvalidInput(f"frame of {source.name}", value=frame, remedy="give it in the ICRF")


def _meet(name: str, arcs: list[Arc], tolerance: float) -> None:
    """Raise InvalidInput where one arc ends elsewhere than the next begins."""
    for one, two in itertools.pairwise(arcs):
        if abs(one.epochs_s[-1] - two.epochs_s[0]) > TOUCH_S:
            continue
        apart = float(np.linalg.norm(two.states[0, :3] - one.states[-1, :3]))
        if not apart <= tolerance:
            raise InvalidInput(
                f"parts of {name} do not meet at {stamp(float(two.epochs_s[0]))}",
                value=f"{apart:.3g} m apart", remedy=f"fly the later one on from the earlier, "
                f"or ask for a tolerance above {tolerance:g} m",
            )  # fmt: skip


def _told(source: Source) -> list[str]:
    """Return the lines that say how a source was made."""
    if isinstance(source, Trajectory):
        return list(source.comment)
    lines = [f"model: {model}"] if (model := getattr(source, "model", "")) else []
    if keys := getattr(source, "sources", ()):
        lines.append(f"sources: {', '.join(keys)}")
    return lines + [f"data: {what} {digest}" for what, digest in getattr(source, "data", ())]
