"""Write CCSDS Orbit Ephemeris Messages, version 2.0, in the form of keys and values.

One block an arc, TDB, ICRF; positions to a tenth of a millimetre, velocities to a nanometre a
second.
Checked: tests/exchange/test_oem.py, validation/exchange.py.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from pathlib import Path
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.exchange.names import CENTRES, parse_stamp, stamp
from windlass.exchange.trajectory import Arc, Covariance, Trajectory

LINE: Final = 200
"""Characters of a comment's line; the standard allows 254 in all."""
_PLAIN: Final = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "’": "'", "·": "."})
_KEY_SAFE: Final = re.compile(r"^[\x20-\x7e]+$")


def write_oem(
    path: Path, trajectory: Trajectory, *, created: str, originator: str = "WINDLASS"
) -> None:
    """Write a trajectory as an OEM file.

    created: date of the file, UTC, as "2026-11-21T22:00:00".
    Raises InvalidInput for what its header cannot say.
    """
    parse_stamp(created, where="created")
    header = {"CREATION_DATE": created, "ORIGINATOR": originator}
    lines = ["CCSDS_OEM_VERS = 2.0", *remarks(trajectory.comment)]
    lines += [f"{key} = {said(key, value)}" for key, value in header.items()]
    for k, arc in enumerate(trajectory.arcs):
        lines += ["", *_block(trajectory, arc, k)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")


def plain(text: str) -> str:
    """Return text in ASCII, as these files want it."""
    flat = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return flat.encode("ascii", "ignore").decode().replace("\n", " ")


def remarks(lines: tuple[str, ...]) -> list[str]:
    """Return comments as lines of these files."""
    return [f"COMMENT {part}" for line in lines for part in textwrap.wrap(plain(line), LINE)]


def said(key: str, value: str) -> str:
    """Return a value of a header; InvalidInput where these files cannot say it."""
    if not _KEY_SAFE.match(value) or not value.strip():
        raise InvalidInput(
            f"{key} of an orbit data message",
            value=value,
            remedy="use letters, figures and signs of ASCII",
        )
    return value.strip()


def _block(trajectory: Trajectory, arc: Arc, k: int) -> list[str]:
    first, last = float(arc.epochs_s[0]), float(arc.epochs_s[-1])
    usable = arc.span_s
    meta = {
        "OBJECT_NAME": said("OBJECT_NAME", plain(trajectory.name)),
        "OBJECT_ID": said("OBJECT_ID", plain(trajectory.object_id)),
        "CENTER_NAME": CENTRES[trajectory.centre][0],
        "REF_FRAME": "ICRF",
        "TIME_SYSTEM": "TDB",
        "START_TIME": stamp(first),
        "USEABLE_START_TIME": stamp(usable[0]),
        "USEABLE_STOP_TIME": stamp(usable[1]),
        "STOP_TIME": stamp(last),
        "INTERPOLATION": arc.scheme.upper(),
        "INTERPOLATION_DEGREE": str(arc.degree),
    }
    lines = ["META_START", f"COMMENT arc {k + 1} of {len(trajectory.arcs)}"]
    lines += [f"{key} = {value}" for key, value in meta.items()]
    lines += ["META_STOP", ""]
    for t, state in zip(arc.epochs_s, arc.states, strict=True):
        r = " ".join(f"{1e-3 * x:.7f}" for x in state[:3])
        v = " ".join(f"{1e-3 * x:.12f}" for x in state[3:])
        lines.append(f"{stamp(float(t))} {r} {v}")
    if arc.covariances:
        lines += ["", "COVARIANCE_START"]
        for one in arc.covariances:
            lines += _covariance(one)
        lines.append("COVARIANCE_STOP")
    return lines


def _covariance(one: Covariance) -> list[str]:
    lines = [f"EPOCH = {stamp(one.t_s)}", f"COV_REF_FRAME = {one.frame.upper()}"]
    rows = [1e-6 * one.matrix[i, : i + 1] for i in range(6)]
    return lines + [" ".join(f"{x:.16e}" for x in row) for row in rows]
