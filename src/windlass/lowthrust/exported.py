"""A leg by all forces as files, its path as an OEM, its thrust as an OCM; flown again from them.

The path is cut where the force changes, so that each block of the OEM is smooth and its polynomials
meet the flight.  Flown again, only what the files say counts: the first state of the OEM, mass,
thrust and pulling bodies of the OCM, in the reference model.
Source: ccsds502.  Checked: tests/lowthrust/test_exported.py, validation/low_thrust_export.py.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.planets import CHAINS
from windlass.bodies.thrust import Burn
from windlass.exchange.names import TOUCH_S, on_grid, stamp
from windlass.exchange.ocm import ThrustHistory, rounded, write_ocm
from windlass.exchange.oem import write_oem
from windlass.exchange.read_ocm import read_ocm
from windlass.exchange.read_oem import read_oem
from windlass.exchange.sample import sample
from windlass.exchange.trajectory import Trajectory, offset
from windlass.kernels import status as st
from windlass.lowthrust.carried import Carried

Array = NDArray[np.float64]

TOLERANCE_M: Final = 10.0
"""How well a reader's polynomials meet the path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The two files of a leg."""

    oem: Path
    thrust: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownFile:
    """What comes of the files: the flight, what was read, and the thrust as it was flown.

    miss_m, miss_m_s: at the end, from the last state of the OEM; along_m: the greatest distance
    from the OEM on the way, between its states too; final_kg: mass at the end.
    """

    flight: reference.Flight
    trajectory: Trajectory
    history: ThrustHistory
    miss_m: float
    miss_m_s: float
    along_m: float
    final_kg: float

    @property
    def end(self) -> Array:
        """Barycentric state (6,) at the end [m, m/s]."""
        return np.concatenate(
            [x[0] for x in self.flight.state(self.flight.span_s[1], "barycentre")]
        )

    def off(self, to: Array) -> tuple[float, float]:
        """Return the miss [m, m/s] at the end from a barycentric state (6,)."""
        apart = self.end - to
        return float(np.linalg.norm(apart[:3])), float(np.linalg.norm(apart[3:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """What of a flight lies between two changes of the force."""

    flight: reference.Flight
    span_s: tuple[float, float]
    model: str = reference.MODEL
    sources: tuple[str, ...] = reference.SOURCES

    @property
    def name(self) -> str:
        return self.flight.name

    def state(self, t_s: Array | float, centre: str = "sun", /) -> tuple[Array, Array]:
        return self.flight.state(t_s, centre)


def burns(path: Carried) -> tuple[Burn, ...]:
    """Return the parts that thrust, epochs to a microsecond, as files carry them."""
    task = path.steered.task
    force = path.steered.control / np.diff(task.t_s)[:, None]
    return rounded(tuple(
        Burn(from_s=float(a), until_s=float(b), isp_s=float(isp),
             force_n=(float(f[0]), float(f[1]), float(f[2])))
        for a, b, f, isp in zip(task.t_s[:-1], task.t_s[1:], force, task.isp_s, strict=True)
        if np.abs(f).max() > 0.0
    ))  # fmt: skip


def export(
    path: Carried,
    folder: Path,
    stem: str,
    *,
    created: str,
    name: str | None = None,
    object_id: str | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> Exported:
    """Write a leg by all forces as STEM.oem, its path, and STEM.ocm, its thrust, into a folder.

    created: date of the files, UTC, as "2026-11-21T22:00:00"; tolerance_m: how well a reader's
    polynomials meet the path.  Raises InvalidInput for what the files cannot say, NotSolved where
    the path meets a body.
    """
    task, leg = path.steered.task, path.found.leg
    called = name or f"{leg.start.name} to {leg.end.name}"
    begin, end = on_grid(float(task.t_s[0])), on_grid(float(task.t_s[-1]))
    state = path.steered.states[0]
    history = ThrustHistory(
        name=called, object_id=object_id or called, start_s=begin, start_kg=task.mass_kg,
        burns=burns(path), without=path.without,
        comment=(f"engine: {leg.engine.told}", f"model: {reference.MODEL}"),
    )  # fmt: skip
    flight = _fly(called, state, (begin, end), history)
    edges = _edges(history.burns, begin, end)
    parts = [_Stretch(flight=flight, span_s=span) for span in itertools.pairwise(edges)]
    trajectory = sample(
        parts, name=called, object_id=object_id or called, tolerance_m=tolerance_m,
        comment=(f"thrust: {stem}.ocm", f"without the pull of: {_listed(path.without)}"),
    )  # fmt: skip
    made = Exported(oem=folder / f"{stem}.oem", thrust=folder / f"{stem}.ocm")
    write_oem(made.oem, trajectory, created=created)
    write_ocm(made.thrust, history, created=created)
    return made


def reflown(files: Exported) -> FlownFile:
    """Return what comes of a leg's files that are flown again.

    Raises InvalidInput where a file is faulty or the two do not go together, NotSolved where the
    path meets a body.
    """
    trajectory, history = read_oem(files.oem), read_ocm(files.thrust)
    span = trajectory.span_s
    last = max([burn.until_s for burn in history.burns], default=span[0])
    inside = span[0] - TOUCH_S <= history.start_s and last <= span[1] + TOUCH_S
    if trajectory.name != history.name or not inside:
        raise InvalidInput(
            "path and thrust do not go together",
            value=(trajectory.name, history.name, stamp(history.start_s), stamp(last)),
            remedy="give the two files of one leg", where=files.thrust.name,
        )  # fmt: skip
    first = trajectory.arcs[0].states[0] + offset(
        trajectory.centre, "barycentre", np.array([span[0]])
    )
    flight = _fly(trajectory.name, first[0], span, history)
    off = 0.0
    for arc in trajectory.arcs:
        t = np.sort(np.concatenate([arc.epochs_s, 0.5 * (arc.epochs_s[1:] + arc.epochs_s[:-1])]))
        told = arc.state(t) + offset(trajectory.centre, "barycentre", t)
        apart = np.hstack(flight.state(t, "barycentre")) - told
        off = max(off, float(np.linalg.norm(apart[:, :3], axis=1).max()))
    miss = np.linalg.norm(apart[-1].reshape(2, 3), axis=1)
    return FlownFile(
        flight=flight, trajectory=trajectory, history=history, miss_m=float(miss[0]),
        miss_m_s=float(miss[1]), along_m=off, final_kg=history.profile.mass_kg(span[1]),
    )  # fmt: skip


def _fly(
    name: str, state: Array, span_s: tuple[float, float], history: ThrustHistory
) -> reference.Flight:
    """Return the flight of a barycentric state by all forces and the thrust."""
    thrust = history.profile
    among = reference.model(span_s, thrust=thrust, without=history.without)
    flight = reference.fly(
        state[:3], state[3:], *span_s, name=name, centre="barycentre", among=among, thrust=thrust
    )
    if flight.met is not None:
        raise NotSolved(
            f"{name} meets {flight.met}", status=st.LIMIT, value=stamp(flight.span_s[1]),
            remedy="begin and end on spheres about bodies",
        )  # fmt: skip
    return flight


def _edges(made: tuple[Burn, ...], begin: float, end: float) -> list[float]:
    """Return where the force changes, with the ends of the path."""
    inner = sorted({t for burn in made for t in (burn.from_s, burn.until_s) if begin < t < end})
    return [begin, *inner, end]


def _listed(without: tuple[str, ...]) -> str:
    return ", ".join(name for name in CHAINS if name in without) or "none"
