"""Legs of a campaign with dated departures and where each comes from, as a table that it reads.

A row is one departure of a leg; what its source does not say is left empty, and told.
Checked: tests/studies/test_campaign_legs.py.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from windlass.base import units
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.studies.toml_file import parsed, read


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One departure.  dv_m_s: burned by the vehicle; c3_m2_s2: of departure from Earth, for the
    record; shares: vehicle type -> share of the departing mass that it burns; None: not known.
    """

    leg: str
    origin: str
    destination: str
    date_s: float
    source: str
    duration_s: float | None = None
    dv_m_s: float | None = None
    c3_m2_s2: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """Rows by leg and date, and what is to be said of them."""

    rows: tuple[LegRow, ...]
    notes: tuple[str, ...]


def table(rows: Iterable[LegRow]) -> str:
    """Return rows as CSV with units in the headings, every number with all its digits."""
    held = list(rows)
    vehicles = sorted({key for one in held for key in one.shares})
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(
        ["leg", "from", "to", "date", "duration [d]", "dv [m/s]", "c3 [km2/s2]",
         *(f"shares.{key}" for key in vehicles), "source"]
    )  # fmt: skip
    for one in held:
        out.writerow(
            [one.leg, one.origin, one.destination, instant(one.date_s),
             _cell(one.duration_s, DAY_S), _cell(one.dv_m_s), _cell(one.c3_m2_s2, 1e6),
             *(_cell(one.shares.get(key)) for key in vehicles), one.source]
        )  # fmt: skip
    return text.getvalue()


def told(found: Legs, path: Path) -> dict[str, Any]:
    """Return rows and notes as plain data, units in the keys."""
    return {
        "file": str(path),
        "legs": [
            {"leg": one.leg, "from": one.origin, "to": one.destination,
             "date": instant(one.date_s), "date_s": one.date_s,
             "duration_d": None if one.duration_s is None else one.duration_s / DAY_S,
             "dv_m_s": one.dv_m_s,
             "c3_km2_s2": None if one.c3_m2_s2 is None else one.c3_m2_s2 / 1e6,
             "shares": dict(one.shares), "source": one.source}
            for one in found.rows
        ],
        "notes": list(found.notes),
    }  # fmt: skip


def lines(plain: Mapping[str, Any]) -> list[str]:
    """Return told rows as lines."""
    said = []
    for one in plain["legs"]:
        dv = "Δv not told" if one["dv_m_s"] is None else f"{one['dv_m_s']:,.2f} m/s"
        lasts = "duration not told"
        if one["duration_d"] is not None:
            lasts = f"{one['duration_d']:,.2f} d"
        c3 = "" if one["c3_km2_s2"] is None else f", C3 {one['c3_km2_s2']:.3f} km²/s²"
        burned = "".join(f", {key} burns {100 * x:.4g} %" for key, x in one["shares"].items())
        said.append(
            f"{one['leg']}: {one['from']} to {one['to']}, leaves {one['date'][:10]}, {lasts}, "
            f"{dv}{c3}{burned}"
        )
    return [*said, *plain["notes"], f"Table: {plain['file']}"]


def ends(path: Path) -> dict[str, dict[str, Any]]:
    """Return the legs that a campaign file has, as they stand in it.

    Raises SourceError for a file that cannot be read, InvalidInput for one without legs.
    """
    found = parsed(read(path, "campaign"), path, "campaign").get("leg")
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise InvalidInput("campaign file has no legs", where=str(path), remedy="write [leg.NAME]")
    return found


def nodes(leg: str, there: Mapping[str, Any] | None, default: tuple[str, str]) -> tuple[str, str]:
    """Return where a leg begins and ends: as the campaign says, else the default."""
    if there is None:
        return default
    if leg not in there:
        near = difflib.get_close_matches(leg, there, n=3, cutoff=0.3)
        raise InvalidInput(
            "the campaign has no such leg", value=leg,
            remedy=f"one of: {', '.join(near or there)}",
        )  # fmt: skip
    begins, stops = there[leg].get("from"), there[leg].get("to")
    if begins is None or stops is None:
        raise InvalidInput(
            "leg of the campaign without its ends", value=leg, remedy="give from, to"
        )
    return str(begins), str(stops)


def lasts(leg: str, there: Mapping[str, Any] | None) -> float | None:
    """Return how long a leg takes by the campaign [s], None where it does not say."""
    given = (there or {}).get(leg, {}).get("duration")
    return None if given is None else units.parse(given, "s", where=f"leg.{leg}.duration")


def instant(t_s: float) -> str:
    """Return an epoch as a TDB date to the millisecond, as campaign files read it."""
    whole = round(t_s * 1e3)
    minute, rest = divmod(whole, 60_000)
    return f"{format_epoch(minute * 60.0, 'minute')}:{rest / 1e3:06.3f}"


def _cell(value: float | None, per: float = 1.0) -> str:
    if value is None:
        return ""
    if not math.isfinite(value):
        raise InvalidInput("figure of a leg is not finite", value=value)
    return repr(value / per)
