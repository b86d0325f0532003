"""Write and read SPK files, the ephemerides of SPICE: type 13, one segment an arc.

Written by SPICE itself (extra ``spk``); read by way of jplephem's view of the file, so that
nothing of SPICE is needed for that.  Type 9 (Lagrange) is read as well.
Checked: tests/exchange/test_spk.py, validation/exchange.py.
"""

from __future__ import annotations

import struct
import textwrap
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.exchange.names import CENTRES, centre_of_code, told_at
from windlass.exchange.oem import LINE, plain
from windlass.exchange.trajectory import Arc, Scheme, Trajectory

Array = NDArray[np.float64]

TYPES: Final[dict[int, Scheme]] = {9: "lagrange", 13: "hermite"}
FRAME: Final = 1
"""SPICE's number of the frame that it calls J2000 and that is the ICRF."""
DIRECTORY: Final = 100
"""An epoch of so many stands in a segment's directory."""
_NAME: Final = "named: "
_WORD: Final = 8


def write_spk(path: Path, trajectory: Trajectory, *, target: int | None = None) -> None:
    """Write a trajectory as an SPK file; one that is there already is replaced.

    target: SPICE's number of what flies; by default the trajectory's object_id, where it is one.
    Covariances have no place in such a file.
    Raises InvalidInput where the number is missing, an arc is no Hermite polynomial of odd
    degree, or spiceypy is not installed.
    """
    try:
        import spiceypy
    except ImportError as error:
        raise InvalidInput(
            "SPK files are written by spiceypy, which is not installed", value=path.name,
            remedy="pip install windlass[spk]",
        ) from error  # fmt: skip
    body = _number(trajectory, target)
    for k, arc in enumerate(trajectory.arcs):
        if arc.scheme != "hermite" or arc.degree % 2 == 0:
            raise InvalidInput(
                f"arc {k + 1} of {trajectory.name} is no Hermite polynomial of odd degree",
                value=(arc.scheme, arc.degree), remedy="sample the trajectory again",
            )  # fmt: skip
    text = [f"{_NAME}{trajectory.name}", *trajectory.comment]
    lines = [part for line in text for part in textwrap.wrap(plain(line), LINE)]
    fresh = path.with_name(path.name + ".part")
    fresh.unlink(missing_ok=True)
    try:
        room = (LINE + 1) * len(lines) + 1000
        handle = spiceypy.spkopn(str(fresh), plain(trajectory.name)[:60], room)
        try:
            spiceypy.dafac(handle, lines)
            for arc in trajectory.arcs:
                _segment(spiceypy, handle, body, trajectory, arc)
        finally:
            spiceypy.dafcls(handle)
        fresh.replace(path)
    except spiceypy.utils.exceptions.SpiceyError as error:
        spiceypy.reset()
        said = str(error).strip().splitlines()
        raise InvalidInput(
            f"SPICE does not write {path.name}: {' '.join(said)[:300]}",
            remedy="write into a folder that is there, arcs of epochs in order",
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def _segment(spiceypy: Any, handle: int, body: int, trajectory: Trajectory, arc: Arc) -> None:
    spiceypy.spkw13(
        handle, body, CENTRES[trajectory.centre][1], "J2000", *arc.span_s,
        plain(trajectory.name)[:40] or "trajectory", arc.degree, arc.epochs_s.size,
        1e-3 * arc.states, arc.epochs_s,
    )  # fmt: skip


def _number(trajectory: Trajectory, target: int | None) -> int:
    if target is not None:
        return target
    try:
        return int(trajectory.object_id)
    except ValueError:
        raise InvalidInput(
            f"{trajectory.name} has no number of SPICE", value=trajectory.object_id,
            remedy="give target: 20000000 + number for an asteroid, below 0 for a spacecraft",
        ) from None  # fmt: skip


def read_spk(path: Path, *, target: int | None = None) -> Trajectory:
    """Return the segments of one target of an SPK file as a trajectory.

    target: SPICE's number of what flies; needed where the file holds several.
    Raises InvalidInput naming file, segment, value and remedy.
    """
    from jplephem.daf import DAF

    try:
        with path.open("rb") as file:
            daf = DAF(file)
            size = path.stat().st_size
            if size < _WORD * (daf.free - 1):
                raise InvalidInput(
                    "the file is cut short", value=f"{size} bytes", where=path.name,
                    remedy=f"it should have {_WORD * (daf.free - 1)}: fetch or write it again",
                )  # fmt: skip
            segments = list(daf.summaries())
            remarks = daf.comments().splitlines()
            chosen = _chosen(path.name, segments, target)
            arcs = [_arc(daf, f"{path.name}: segment {k}", ints) for k, ints in chosen]
    except (OSError, ValueError, TypeError, struct.error, IndexError) as error:
        raise InvalidInput(
            f"{path.name} is no SPK file that can be read: {error}", remedy="give a binary SPK file"
        ) from error
    body, code = int(chosen[0][1][2]), int(chosen[0][1][3])
    for k, ints in chosen:
        if int(ints[3]) != code:
            raise InvalidInput(
                "segments have several centres", value=int(ints[3]),
                where=f"{path.name}: segment {k}", remedy="give a file with one centre",
            )  # fmt: skip
    name = next((line[len(_NAME) :] for line in remarks if line.startswith(_NAME)), str(body))
    with told_at(path.name):
        return Trajectory(
            name=name, object_id=str(body), centre=centre_of_code(code),
            arcs=tuple(arcs), comment=tuple(r for r in remarks if not r.startswith(_NAME)),
        )  # fmt: skip


def _chosen(
    name: str, segments: list[Any], target: int | None
) -> list[tuple[int, tuple[float, ...]]]:
    """Return the number and the summary of each segment of the target."""
    found = {int(values[2]) for _, values in segments}
    if not found:
        raise InvalidInput("no segment", where=name, remedy="the file may be cut short")
    if target is None and len(found) > 1:
        raise InvalidInput(
            "several targets", value=sorted(found), where=name, remedy="name one as target"
        )
    body = found.pop() if target is None else target
    chosen = [(k + 1, ints) for k, (_, ints) in enumerate(segments) if int(ints[2]) == body]
    if not chosen:
        raise InvalidInput(
            "no such target", value=body, where=name, remedy=f"it holds {sorted(found)}"
        )
    return chosen


def _arc(daf: Any, where: str, values: tuple[float, ...]) -> Arc:
    first, last = float(values[0]), float(values[1])
    frame, kind, start, end = (int(value) for value in values[4:8])
    if kind not in TYPES:
        raise InvalidInput(
            "type of a segment", value=kind, where=where, remedy="types 9 and 13 are read"
        )
    if frame != FRAME:
        raise InvalidInput(
            "frame of a segment", value=frame, where=where, remedy="only J2000 (1) is read"
        )
    words = np.array(daf.read_array(start, end), dtype=np.float64)
    width, count = (int(word) for word in words[-2:])
    directory = (count - 1) // DIRECTORY
    if count < 1 or words.size != 7 * count + directory + 2:
        raise InvalidInput(
            "length of a segment", value=words.size, where=where, remedy="write the file again"
        )
    degree = 2 * width + 1 if TYPES[kind] == "hermite" else width
    epochs = words[6 * count : 7 * count]
    with told_at(where):
        whole = count > 0 and (first, last) == (float(epochs[0]), float(epochs[-1]))
        return Arc(
            epochs_s=epochs, states=1e3 * words[: 6 * count].reshape(count, 6),
            scheme=TYPES[kind], degree=degree, usable_s=None if whole else (first, last),
        )  # fmt: skip
