"""The legs of a return by all forces, as files: path as OEM, thrust as OCM, flown again from them.

Out from a sphere about Earth to the asteroid, and from there to that sphere: all bodies pull.  What
the two legs miss by when flown from their files, and what corrects that, is told.
Checked: tests/lowthrust/test_return_files.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput, NotSolved
from windlass.lowthrust.carried import Sphere, carried
from windlass.lowthrust.corrections import correction, nodes
from windlass.lowthrust.exported import export, reflown
from windlass.lowthrust.return_plan import ReturnPlan
from windlass.lowthrust.solve import Solved

LEGS: Final = ("outbound", "return")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFiles:
    """A leg by all forces: its files; xenon there and by the Sun's pull alone [kg]; by what it
    misses when flown from the files [m, m/s]; the Δv that corrects it [m/s].

    status: ``flown``, or why there are no files; then the rest is None.
    """

    name: str
    status: str
    oem: Path | None = None
    ocm: Path | None = None
    xenon_kg: float | None = None
    designed_kg: float | None = None
    miss_m: float | None = None
    miss_m_s: float | None = None
    correction_m_s: float | None = None


def written(plan: ReturnPlan, folder: Path, stem: str, *, created: str) -> tuple[LegFiles, ...]:
    """Return the files of both legs, written into a folder; half a minute to some minutes a leg.

    created: date of the files, UTC.  A leg that has no path among all bodies says why.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out, home = plan.trip.legs
    spare = 1.0 / plan.ask.duty
    return (
        _written(LEGS[0], out, folder, stem, created, spare, begins=Sphere()),
        _written(LEGS[1], home, folder, stem, created, spare, ends=Sphere()),
    )


def _written(
    name: str,
    leg: Solved,
    folder: Path,
    stem: str,
    created: str,
    most: float,
    begins: Sphere | None = None,
    ends: Sphere | None = None,
) -> LegFiles:
    try:
        path = carried(leg.best, begins=begins, ends=ends, most=most)
        files = export(path, folder, f"{stem}-{name}", created=created)
        flown = reflown(files)
        to, span = path.steered.task.to, flown.flight.span_s
        miss_m, miss_m_s = flown.off(to)
        begin = np.concatenate([x[0] for x in flown.flight.state(span[0], "barycentre")])
        fix = correction(flown.flight.among, nodes(span), begin, to)
    except (InvalidInput, NotSolved) as reason:
        return LegFiles(name=name, status=str(reason))
    return LegFiles(
        name=name, status="flown", oem=files.oem, ocm=files.thrust, xenon_kg=path.propellant_kg,
        designed_kg=path.designed_kg, miss_m=miss_m, miss_m_s=miss_m_s,
        correction_m_s=fix.total_m_s,
    )  # fmt: skip
