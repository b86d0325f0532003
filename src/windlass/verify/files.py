"""A trajectory file flown again: does each arc hold, by how much not, what would explain it?

An arc is flown in the reference model from its first state, and compared with the file's own
states all along.  What does not hold is no ballistic flight of this model: the push that would
explain it is told.  Where a file has impulses, a plan is made of it.
Checked: tests/verify/test_files.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.exchange.czml import read_czml
from windlass.exchange.names import TOUCH_S
from windlass.exchange.read_oem import read_oem
from windlass.exchange.spk import read_spk
from windlass.exchange.trajectory import Arc, Impulse, Trajectory, offset
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends
from windlass.kernels.reference_forces import Model
from windlass.transfers.shooting import Patched, close
from windlass.verify.plan import TOLERANCE, Plan

Array = NDArray[np.float64]

WITHIN_M: Final = 1_000.0
"""Miss up to which an arc holds, unless told otherwise."""
SEGMENTS: Final = 64
"""Pieces of an arc, each flown alone, by which a push is looked for."""
STEERED_M_S: Final = 1e-4
"""Steering of a whole arc below which nobody could tell it from rounding."""
FAR_S: Final = 12.0 * DAY_S
"""Longest interval between nodes of a plan."""
ENDINGS: Final = (".oem", ".txt", ".bsp", ".czml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcFlown:
    """One arc flown again: greatest miss [m] and when, miss at its end [m].

    met: body that ended the flight early, None: none; push_m_s2, push_dv_m_s: size of the mean
    acceleration that takes each state of the file to the next, and its sum over the arc; piece_m:
    greatest miss [m] of its pieces, each flown from its own first state; all None where the arc
    holds whole.
    """

    from_s: float
    until_s: float
    greatest_m: float
    greatest_s: float
    final_m: float
    within_m: float
    met: str | None = None
    push_m_s2: float | None = None
    push_dv_m_s: float | None = None
    piece_m: float | None = None

    @property
    def whole(self) -> bool:
        """Whether it is one flight of the reference model, within the limit."""
        return self.met is None and self.greatest_m <= self.within_m

    @property
    def holds(self) -> bool:
        """Whether it is one, or one in pieces: a path so unstable that what a file rounds off
        grows beyond the limit, and steering that nobody could tell from rounding holds it."""
        steered = (
            self.met is None
            and self.piece_m is not None
            and self.push_dv_m_s is not None
            and self.piece_m <= self.within_m
            and self.push_dv_m_s <= STEERED_M_S
        )
        return self.whole or steered

    @property
    def words(self) -> str:
        """What came of it, as a sentence."""
        span = f"{format_epoch(self.from_s, 'minute')} to {format_epoch(self.until_s, 'minute')}"
        if self.whole:
            return f"{span}: holds, {self.greatest_m:.3g} m at most"
        if self.holds:
            return (
                f"{span}: holds piece by piece, {self.piece_m:.3g} m at most; it is unstable: "
                f"flown whole it ends {self.final_m:,.0f} m off, and {self.push_dv_m_s:.2g} m/s "
                "of steering in all would keep it"
            )
        if self.met is not None:
            return f"{span}: flown again it meets {self.met}"
        push = "" if self.push_m_s2 is None else (
            f"; a mean acceleration of {self.push_m_s2:.2g} m/s² would explain it, "
            f"{self.push_dv_m_s:.3g} m/s in all"
        )  # fmt: skip
        return (
            f"{span}: no ballistic flight of this model within {self.within_m:.3g} m, "
            f"{self.greatest_m:.3g} m off at most, {self.final_m:.3g} m at its end{push}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFlown:
    """A file flown again: its arcs, impulses and gaps, and a plan where one can be made of it.

    gaps: (from, until) [s past J2000] of which the file says nothing, or where two arcs do not
    meet; plan: None where why_no_plan says why.
    """

    trajectory: Trajectory
    arcs: tuple[ArcFlown, ...]
    impulses: tuple[Impulse, ...]
    gaps: tuple[tuple[float, float], ...]
    plan: Plan | None
    why_no_plan: str

    @property
    def holds(self) -> bool:
        """Whether all of it is flights of the reference model joined by impulses."""
        return not self.gaps and all(arc.holds for arc in self.arcs)

    @property
    def total_m_s(self) -> float:
        """Sum of the impulses."""
        return float(sum(np.linalg.norm(one.dv_m_s) for one in self.impulses))


def read(path: Path, *, target: int | None = None) -> Trajectory:
    """Return a trajectory file by its ending: .oem or .txt, .bsp, .czml.

    target: which body of an SPK file.  Raises InvalidInput for another ending or a faulty file.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise InvalidInput(
            "kind of a trajectory file", value=path.name,
            remedy=f"give one that ends with {', '.join(ENDINGS)}",
        )  # fmt: skip
    if ending == ".bsp":
        return read_spk(path, target=target)
    return read_czml(path) if ending == ".czml" else read_oem(path)


def flown(trajectory: Trajectory, *, within_m: float = WITHIN_M) -> FileFlown:
    """Return what comes of a trajectory of a file that is flown again.

    within_m: miss up to which an arc holds.  Raises InvalidInput for a limit that is none.
    """
    if not within_m > 0.0:
        raise InvalidInput("limit of the miss", value=within_m, remedy="give metres above 0")
    among = reference.model(trajectory.span_s)
    arcs = tuple(_arc(trajectory, arc, among, within_m) for arc in trajectory.arcs)
    impulses = trajectory.impulses
    # Arcs that adjoin without a step of velocity are one flight in two pieces: no gap.
    gaps = tuple(
        (one.span_s[1], two.span_s[0])
        for one, two in zip(trajectory.arcs[:-1], trajectory.arcs[1:], strict=True)
        if two.span_s[0] - one.span_s[1] > TOUCH_S or _apart(one, two) > within_m
    )
    plan, why = None, ""
    if gaps:
        why = "the file has gaps"
    elif not all(arc.holds for arc in arcs):
        why = "an arc does not hold"
    else:
        try:
            plan = _plan(trajectory, impulses, within_m)
        except NotSolved as reason:
            why = str(reason)
    return FileFlown(
        trajectory=trajectory, arcs=arcs, impulses=impulses, gaps=gaps, plan=plan, why_no_plan=why
    )


def _apart(one: Arc, two: Arc) -> float:
    """Return how far the end of an arc is from the beginning of the next [m]."""
    ends_ = one.state(np.array([one.span_s[1]])), two.state(np.array([two.span_s[0]]))
    return float(np.linalg.norm(ends_[0][0, :3] - ends_[1][0, :3]))


def _barycentric(trajectory: Trajectory, arc: Arc, t: Array) -> Array:
    """Return barycentric states (n, 6) of an arc by the file's own interpolation."""
    return np.asarray(arc.state(t) + offset(trajectory.centre, "barycentre", t))


def _epochs(arc: Arc) -> Array:
    """Return the usable epochs (n,) of an arc, its ends with them."""
    low, high = arc.span_s
    inner = arc.epochs_s[(arc.epochs_s > low) & (arc.epochs_s < high)]
    return np.concatenate([[low], inner, [high]])


def _arc(trajectory: Trajectory, arc: Arc, among: Model, within_m: float) -> ArcFlown:
    """Return one arc flown again."""
    t = _epochs(arc)
    t = np.sort(np.concatenate([t, 0.5 * (t[1:] + t[:-1])]))
    told = _barycentric(trajectory, arc, t)
    flight = reference.fly(
        told[0, :3], told[0, 3:], float(t[0]), float(t[-1]), name=trajectory.name,
        centre="barycentre", among=among,
    )  # fmt: skip
    seen = t <= flight.span_s[1]
    off = np.linalg.norm(flight.state(t[seen], "barycentre")[0] - told[seen, :3], axis=1)
    worst = int(np.argmax(off))
    made = ArcFlown(
        from_s=float(t[0]), until_s=float(t[-1]), greatest_m=float(off[worst]),
        greatest_s=float(t[worst]), final_m=float(off[-1]), within_m=within_m, met=flight.met,
    )  # fmt: skip
    if made.holds:
        return made
    mean, total, piece = _push(trajectory, arc, among)
    return ArcFlown(
        from_s=made.from_s, until_s=made.until_s, greatest_m=made.greatest_m,
        greatest_s=made.greatest_s, final_m=made.final_m, within_m=within_m, met=made.met,
        push_m_s2=mean, push_dv_m_s=total, piece_m=piece,
    )  # fmt: skip


def _push(
    trajectory: Trajectory, arc: Arc, among: Model
) -> tuple[float | None, float | None, float | None]:
    """Return the mean acceleration between states of the file, its sum, and the greatest miss
    between two; None where unknown."""
    epochs = _epochs(arc)
    t = epochs[np.unique(np.linspace(0, epochs.size - 1, SEGMENTS + 1).round().astype(int))]
    told = _barycentric(trajectory, arc, t)
    out = np.empty((t.size - 1, 6))
    status = ends(among, reference.method(), t[:-1].copy(), told[:-1].copy(), t[1:].copy(),
                  TOLERANCE, out)  # fmt: skip
    fine = status == st.OK
    if not fine.any():
        return None, None, None
    dv = np.linalg.norm(told[1:, 3:] - out[:, 3:], axis=1)[fine]
    off = np.linalg.norm(told[1:, :3] - out[:, :3], axis=1)[fine]
    return float(dv.sum() / np.diff(t)[fine].sum()), float(dv.sum()), float(off.max())


def _plan(trajectory: Trajectory, impulses: tuple[Impulse, ...], within_m: float) -> Plan:
    """Return the plan of a file whose arcs all hold.  Raises NotSolved where its nodes do not."""
    when = np.array([one.t_s for one in impulses])
    t: list[float] = []
    told: list[Array] = []
    for arc in trajectory.arcs:
        mine = _thinned(_epochs(arc))
        mine = mine[mine > t[-1] + TOUCH_S] if t and not _near(arc.span_s[0], when) else mine
        if t and abs(t[-1] - mine[0]) <= TOUCH_S:  # at an impulse: the state after it
            t.pop()
            told.pop()
        t += mine.tolist()
        told += list(_barycentric(trajectory, arc, mine))
    at, states = np.array(t), np.array(told)
    # A file without an impulse is a plan with one of nothing, where it begins.
    burns = tuple(int(np.argmin(np.abs(at - x))) for x in when) or (0,)
    path = Patched(t_s=at, states=states, before=states[0], burns=burns)
    among = reference.model((float(at[0]), float(at[-1])))
    chained = _chained(path, among)
    if chained is None or np.linalg.norm(chained[-1, :3] - states[-1, :3]) > within_m:
        path = close(among, path).path
    else:
        path = Patched(t_s=at, states=chained, before=chained[0], burns=burns)
    return Plan(
        name=trajectory.name, title="", path=path, arrives=at.size - 1,
        goal="where the file ends", designer="the file",
        designed_m_s=np.array([float(np.linalg.norm(one.dv_m_s)) for one in impulses] or [0.0]),
    )  # fmt: skip


def _near(t: float, when: Array) -> bool:
    return bool(when.size) and float(np.abs(when - t).min()) <= TOUCH_S


def _thinned(t: Array) -> Array:
    """Return epochs of which each interval is no longer than it must be, the ends kept."""
    kept = [0]
    for k in range(1, t.size):
        wide = t[k] - t[kept[-1]]
        before = t[kept[-1]] - t[kept[-2]] if len(kept) > 1 else 0.0
        room = k + 1 < t.size and t[k + 1] - t[kept[-1]] <= min(FAR_S, max(2.0 * before, 7200.0))
        if not room and wide > 0.0:
            kept.append(k)
    if kept[-1] != t.size - 1:
        kept.append(t.size - 1)
    return t[kept]


def _chained(path: Patched, among: Model) -> Array | None:
    """Return the states of nodes flown one from the other; None where one meets a body.

    At an impulse the place is the flown one, the velocity that of the file.
    """
    states = path.states.copy()
    for k in range(1, len(path.t_s)):
        out = np.empty((1, 6))
        status = ends(among, reference.method(), path.t_s[k - 1 : k].copy(),
                      states[k - 1 : k].copy(), path.t_s[k : k + 1].copy(), TOLERANCE,
                      out)  # fmt: skip
        if status.any():
            return None
        states[k, :3] = out[0, :3]
        if k not in path.burns:
            states[k, 3:] = out[0, 3:]
    return states
