"""Ask for a screen: which asteroids, by which rules, and what came of it in words and as data.

Checked: tests/screen/test_search.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.progress import Progress
from windlass.bodies.settle import settle
from windlass.catalogue import whole as columns
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.read import with_files
from windlass.catalogue.table import builtin
from windlass.catalogue.whole import Whole
from windlass.screen import low_thrust_chunk, low_thrust_rows, retrieve_rows
from windlass.screen.low_thrust import LowThrustRules
from windlass.screen.retrievable import Retrieval
from windlass.screen.run import Run

if TYPE_CHECKING:
    import polars as pl

BUILTIN: Final = (
    "no catalogue is installed: only the well-known asteroids that come with Windlass are "
    "screened; `windlass catalogue update` brings all"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finished screen: its run, all rows, and those with a trip, the cheapest first."""

    run: Run
    frame: pl.DataFrame
    reached: pl.DataFrame

    def plain(self, top: int | None = None) -> dict[str, Any]:
        """Return the screen for programs: units in the keys, dates as text."""
        if isinstance(self.run.rules, Retrieval):
            more = retrieve_rows.plain(self.frame, self.reached, self.run.rules, top)
            return self._head() | more
        if isinstance(self.run.rules, LowThrustRules):
            return self._head() | low_thrust_rows.plain(self.frame, self.reached, top)
        shown = self.reached if top is None else self.reached.head(top)
        rows = [plain_row(row) for row in shown.iter_rows(named=True)]
        return self._head() | {"rows": rows}

    def _head(self) -> dict[str, Any]:
        return {
            "run": self.run.name,
            "kind": self.run.rules.kind,
            "asteroids": self.frame.height,
            "without_ephemeris": without_ephemeris(self.frame),
            "count": self.reached.height,
        }


def asteroids(
    targets: Sequence[str] = (),
    files: Sequence[Path] = (),
    h_max: float | None = None,
    progress: Progress | None = None,
) -> tuple[Whole, str]:
    """Return the asteroids to screen, and a note where they are fewer than one may think.

    targets: names or designations, none for all; files: catalogue files, which take the place
    of the installed catalogue; where they have two orbits of an asteroid, the one that holds is
    taken, as there; h_max: greatest absolute magnitude, without which a body is left out too.
    Raises InvalidInput for a name that nobody bears.
    """
    note = ""
    if targets:
        given = with_files(files) if files else None
        found = Catalogue(tuple(lookup(name, given) for name in targets))
        whole = settle(columns.from_catalogue(found, {"targets": list(targets)}), progress)
    elif files:
        from windlass.catalogue.collection import join
        from windlass.catalogue.read import read

        whole = columns.from_catalogue(
            join([read(path) for path in files]), {"files": [path.name for path in files]}
        )
        whole = settle(whole, progress)
    else:
        kept = columns.installed()
        note = "" if kept is not None else BUILTIN
        whole = kept or columns.from_catalogue(builtin(), {"table": "built in"})
    if h_max is not None:
        bright = [row for row in whole.frame.iter_rows(named=True) if _within(row["h_mag"], h_max)]
        if not bright:
            raise InvalidInput("no asteroid is that bright", value=h_max, where="--max-h")
        whole = columns.from_rows(bright, dict(whole.provenance) | {"h_max": h_max})
    return whole, note


def _within(h_mag: float | None, h_max: float) -> bool:
    return h_mag is not None and h_mag <= h_max


def found(run: Run, frame: pl.DataFrame) -> Found:
    """Return a finished screen with its reached asteroids sorted, the best first."""
    if isinstance(run.rules, LowThrustRules):
        return Found(run=run, frame=frame, reached=low_thrust_rows.ranked(frame))
    reached = frame.filter(frame["dv_m_s"].is_not_null()).sort("dv_m_s", "designation")
    return Found(run=run, frame=frame, reached=reached)


def without_ephemeris(frame: pl.DataFrame) -> int:
    """Return how many asteroids could not be integrated."""
    if "ephemeris" not in frame.columns:
        return int((frame["state"] == low_thrust_chunk.NO_EPHEMERIS).sum())
    return int(frame["ephemeris"].str.starts_with("none").sum())


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for programs: the two trips and the front as objects."""
    trip = {k: v for k, v in row.items() if not k.startswith(("front_", "fast_"))}
    trip["launch"] = _date(row["launch_s"])
    fast = {k[5:]: v for k, v in row.items() if k.startswith("fast_")}
    front = {k[6:]: v for k, v in row.items() if k.startswith("front_")}
    count = len(front["dv_m_s"] or ())
    points = [{name: values[k] for name, values in front.items()} for k in range(count)]
    return trip | {
        "fastest": fast | {"launch": _date(fast["launch_s"])},
        "front": [point | {"launch": _date(point["launch_s"])} for point in points],
    }


def _date(t_s: float | None) -> str | None:
    return None if t_s is None else format_epoch(t_s)
