"""Write and read CZML: JSON that browsers show on a globe.

CZML has one inertial frame, centred on Earth (``INERTIAL``, axes of the ICRF), and UTC.  A path
about the Sun has no place in it: what is written is the part near Earth, about Earth.
Covariances, the time scale TDB and other centres cannot be told.
Checked: tests/exchange/test_czml.py, validation/exchange.py.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, J2000_JD
from windlass.base.errors import InvalidInput
from windlass.exchange.names import told_at
from windlass.exchange.sample import TOLERANCE_M, sample
from windlass.exchange.trajectory import Arc, Scheme, Trajectory

Array = NDArray[np.float64]

WITHIN_M: Final = 2.0e9
"""Distance from Earth up to which a path is shown, unless told otherwise [m]: about five times
that of the Moon."""
LOOK_S: Final = 0.25 * DAY_S
"""Step of the search for parts near Earth."""
SCHEMES: Final[dict[str, Scheme]] = {"HERMITE": "hermite", "LAGRANGE": "lagrange",
                                     "LINEAR": "lagrange"}  # fmt: skip
ROW: Final = 7


def write_czml(
    path: Path,
    trajectory: Trajectory,
    *,
    within_m: float = WITHIN_M,
    tolerance_m: float = TOLERANCE_M,
) -> Trajectory:
    """Write what of a trajectory lies near Earth as CZML; return exactly that.

    within_m: distance from Earth; tolerance_m: of the interpolation about Earth, where the
    trajectory has another centre.  Raises InvalidInput where it never comes near.
    """
    shown = near_earth(trajectory, within_m, tolerance_m)
    ends = [stamps(*arc.span_s) for arc in shown.arcs]
    whole = f"{ends[0][0]}/{ends[-1][1]}"
    position = [_position(arc, f"{a}/{b}") for arc, (a, b) in zip(shown.arcs, ends, strict=True)]
    document = {
        "id": "document", "name": shown.name, "version": "1.0",
        "clock": {"interval": whole, "currentTime": ends[0][0], "multiplier": 600,
                  "range": "LOOP_STOP"},
    }  # fmt: skip
    body = {
        "id": shown.object_id, "name": shown.name, "description": "; ".join(shown.comment),
        "availability": [f"{a}/{b}" for a, b in ends],
        "properties": {"comment": list(shown.comment)},
        "position": position,
        "point": {"pixelSize": 6},
        "path": {"leadTime": 0, "trailTime": 30 * DAY_S, "resolution": 600},
    }  # fmt: skip
    path.write_text(json.dumps([document, body], indent=1, allow_nan=False) + "\n", "utf-8")
    return shown


def near_earth(trajectory: Trajectory, within_m: float, tolerance_m: float) -> Trajectory:
    """Return the parts of a trajectory within a distance of Earth, about Earth."""
    arcs: list[Arc] = []
    for arc in trajectory.arcs:
        a, b = arc.span_s
        t = np.unique(np.append(np.linspace(a, b, int((b - a) / LOOK_S) + 3), arc.epochs_s))
        t = t[(t >= a) & (t <= b)]
        t = t[np.append(np.diff(t) > 1.0, True)]
        t[0] = a
        alone = Trajectory(name=trajectory.name, object_id=trajectory.object_id,
                           centre=trajectory.centre, arcs=(arc,))  # fmt: skip
        within = np.linalg.norm(alone.state(t, "earth")[0], axis=1) <= within_m
        near = np.concatenate([[False], within, [False]])
        near[1:-1] |= near[2:] | near[:-2]  # a step before and one after
        edges = np.diff(near.astype(int))
        for first, last in zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True):
            span = float(t[int(first)]), float(t[int(last) - 1])
            if trajectory.centre == "earth" and span == arc.span_s:
                arcs.append(arc)
            else:
                made = sample(alone, centre="earth", span_s=span, tolerance_m=tolerance_m)
                arcs += made.arcs
    if not arcs:
        raise InvalidInput(
            f"{trajectory.name} does not come near Earth", value=f"within {within_m:.3g} m",
            remedy="CZML has no scene about the Sun: write an OEM or SPK file, or ask for more",
        )  # fmt: skip
    return Trajectory(
        name=trajectory.name, object_id=trajectory.object_id, centre="earth", arcs=tuple(arcs),
        comment=trajectory.comment,
    )  # fmt: skip


def _position(arc: Arc, interval: str) -> dict[str, Any]:
    start, seconds = to_utc(arc.epochs_s)
    rows = np.column_stack([np.round(seconds, 7), np.round(arc.states, 9)])
    return {
        "interval": interval, "interpolationAlgorithm": arc.scheme.upper(),
        "interpolationDegree": arc.degree, "referenceFrame": "INERTIAL", "epoch": start,
        "cartesianVelocity": [float(x) for x in rows.ravel()],
    }  # fmt: skip


def to_utc(t_s: Array) -> tuple[str, Array]:
    """Return a midnight of UTC as text, and how many seconds after it the epochs [TDB] lie.

    Leap seconds that are not yet announced are not foreseen: as all who show CZML do.
    """
    from astropy.time import Time

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of years without announced leap seconds
        given = Time(J2000_JD, np.asarray(t_s) / DAY_S, format="jd", scale="tdb")
        day = f"{given[0].utc.isot[:10]}T00:00:00"
        midnight = Time(day, scale="utc", format="isot")
        seconds = np.asarray((given.tt - midnight.tt).sec, dtype=np.float64)
    return f"{day}Z", seconds


def from_utc(text: str, seconds: Array) -> Array:
    """Return epochs [s past J2000 TDB] of seconds after an instant of UTC."""
    from astropy.time import Time, TimeDelta

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = Time(text.removesuffix("Z"), scale="utc", format="isot")
            made = (start.tt + TimeDelta(seconds, format="sec", scale="tt")).tdb
    except ValueError as error:
        raise InvalidInput("no epoch", value=text, remedy='write "2029-04-13T00:00:00Z"') from error
    return np.asarray((made.jd1 - J2000_JD) * DAY_S + made.jd2 * DAY_S, dtype=np.float64)


def stamps(*t_s: float) -> list[str]:
    """Return epochs [s past J2000 TDB] as UTC: "2029-04-13T21:44:50.816000Z"."""
    from astropy.time import Time

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = Time(J2000_JD, np.array(t_s) / DAY_S, format="jd", scale="tdb", precision=6).utc
        return [f"{text}Z" for text in given.isot]


def read_czml(path: Path, *, object_id: str | None = None) -> Trajectory:
    """Return the sampled position of one packet of a CZML file as a trajectory about Earth.

    object_id: which packet, where several have one.
    Raises InvalidInput naming file, place, value and remedy.
    """
    packets = _packets(path)
    moving = [one for one in packets[1:] if "position" in one]
    if object_id is not None:
        moving = [one for one in moving if one.get("id") == object_id]
    if len(moving) != 1:
        raise InvalidInput(
            "packets with a position", value=[one.get("id") for one in moving], where=path.name,
            remedy="name the one to read by object_id" if moving else "the file shows no path",
        )  # fmt: skip
    packet = moving[0]
    key = str(packet.get("id", ""))
    given = packet["position"]
    arcs = [
        _arc(one, f"{path.name}: {key}: position {k + 1}")
        for k, one in enumerate(given if isinstance(given, list) else [given])
    ]
    said = packet.get("properties", {})
    comment = said.get("comment", []) if isinstance(said, dict) else []
    with told_at(f"{path.name}: {key}"):
        return Trajectory(
            name=str(packet.get("name", key)), object_id=key, centre="earth", arcs=tuple(arcs),
            comment=tuple(map(str, comment)) if isinstance(comment, list) else (),
        )  # fmt: skip


def _packets(path: Path) -> list[dict[str, Any]]:
    try:
        read = json.loads(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} cannot be read: {error}", remedy="give a file") from error
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"no JSON: {error.msg}", where=f"{path.name}:{error.lineno}:{error.colno}",
            remedy="the file may be cut short",
        ) from error  # fmt: skip
    good = isinstance(read, list) and read and all(isinstance(one, dict) for one in read)
    if not good or read[0].get("id") != "document":
        raise InvalidInput(
            "not CZML", where=path.name, remedy='give a list whose first packet is the "document"'
        )
    packets: list[dict[str, Any]] = read
    return packets


def _arc(one: Any, where: str) -> Arc:
    if not isinstance(one, dict) or "cartesianVelocity" not in one or "epoch" not in one:
        raise InvalidInput(
            "a position without states", where=where,
            remedy="give epoch and cartesianVelocity: times, positions and velocities",
        )  # fmt: skip
    frame = one.get("referenceFrame", "FIXED")
    if frame != "INERTIAL":
        raise InvalidInput(
            "referenceFrame", value=frame, where=where, remedy="only INERTIAL is read: convert it"
        )
    how = str(one.get("interpolationAlgorithm", "LINEAR"))
    degree = one.get("interpolationDegree", 1)
    if how not in SCHEMES or not isinstance(degree, int):
        raise InvalidInput(
            "interpolation", value=(how, degree), where=where, remedy=f"one of {list(SCHEMES)}"
        )
    values = one["cartesianVelocity"]
    numbers = isinstance(values, list) and all(type(x) in (int, float) for x in values)
    if not numbers or not values or len(values) % ROW:
        raise InvalidInput(
            "cartesianVelocity", value=len(values) if isinstance(values, list) else values,
            where=where, remedy="give numbers in sevens: time, position, velocity",
        )  # fmt: skip
    rows = np.array(values, dtype=np.float64).reshape(-1, ROW)
    with told_at(where):
        return Arc(
            epochs_s=from_utc(str(one["epoch"]), rows[:, 0]), states=rows[:, 1:],
            scheme=SCHEMES[how], degree=1 if how == "LINEAR" else degree,
        )  # fmt: skip
