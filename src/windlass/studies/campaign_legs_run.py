"""Legs of a campaign from a kept run: a study's trip, or a low-thrust return.

Parts of a trip are launch, spiral, out, return and insertion; a leg is one of them, or several that
follow upon each other.  Checked: tests/studies/test_campaign_legs.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.studies.campaign_legs import LegRow, Legs, lasts, nodes

PLACES: Final = {
    "launch": ("ground", "parking-orbit"),
    "spiral": ("parking-orbit", "escape"),
    "out": ("escape", "asteroid"),
    "return": ("asteroid", "arrival"),
    "insertion": ("arrival", "final-orbit"),
}
"""Ends of each part where no campaign names them."""
USUAL: Final = {"spiral": "spiral", "out": "out", "home": "return+insertion"}
"""Legs where none are asked for; the parts that a trip lacks are left out."""
_BURNS: Final = {
    "spiral": ("spiral",),
    "out": ("out departure", "out arrival"),
    "return": ("return departure", "return arrival"),
    "insertion": ("insertion",),
}
_JOIN_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a trip: when, how long, Δv flown, masses before and after, and how it was found.

    None: the run does not say.
    """

    name: str
    begins_s: float
    lasts_s: float
    dv_m_s: float | None
    kept: float | None
    c3_m2_s2: float | None
    how: str


def of_run(
    kind: str,
    data: Mapping[str, Any],
    *,
    asks: Mapping[str, str],
    source: str,
    option: str = "",
    variant: str = "",
    vehicle: str = "",
    campaign: Mapping[str, Any] | None = None,
) -> Legs:
    """Return legs of a run's result.

    kind: "study" or "return"; asks: leg -> parts with + between them; source: run, version and
    command, which stand in each row; vehicle: type whose share burnt is told; campaign: legs of the
    file that is to read them.  Raises InvalidInput for what the run has not.
    """
    told: list[str]
    if kind == "return":
        pieces, told = _returned(data)
        source = f"{source}; {data['title']}"
    else:
        one = _variant(data, option, variant)
        pieces, told = _studied(one)
        source = f"{source}; study {data['name']}, {one['option']}, {one['key']}"
    asks = dict(asks) or {
        leg: "+".join(part for part in parts.split("+") if part in pieces)
        for leg, parts in USUAL.items()
        if any(part in pieces for part in parts.split("+"))
    }
    rows = []
    for leg, parts in asks.items():
        taken = _parts(leg, parts, pieces, campaign)
        begins, stops = nodes(leg, campaign, (PLACES[taken[0].name][0], PLACES[taken[-1].name][1]))
        row = _joined(leg, taken, (begins, stops), vehicle, source)
        told += [f"{leg}: the run does not say its {what}; left empty." for what in _lacks(row)]
        rows.append(row)
    if not vehicle:
        told.append("Shares burnt are not written: name their vehicle type with --vehicle.")
    return Legs(rows=tuple(rows), notes=tuple(told))


def _variant(data: Mapping[str, Any], option: str, variant: str) -> dict[str, Any]:
    """Return an option's variant, the recommended one where none is named."""
    if not option:
        if data["recommended"] is None:
            raise InvalidInput(
                "the study recommends no option: no trip of it can be flown",
                value=data["name"], remedy="change its scenario until one can",
            )  # fmt: skip
        option = data["recommended"]["option"]
    found = [one for one in data["options"] if one["key"] == option]
    if not found:
        keys = ", ".join(one["key"] for one in data["options"])
        raise InvalidInput("study has no such option", value=option, remedy=f"one of: {keys}")
    variant = variant or found[0]["best"] or found[0]["variants"][0]["key"]
    rows = [one for one in found[0]["variants"] if one["key"] == variant]
    if not rows:
        keys = ", ".join(one["key"] for one in found[0]["variants"])
        raise InvalidInput("option has no such variant", value=variant, remedy=f"one of: {keys}")
    one = rows[0]
    if not one["feasible"] or not one["legs"] or not one["events"]:
        why = one["reasons"][0]["text"] if one["reasons"] else "it has no legs"
        raise InvalidInput(
            f"{option}, {variant} cannot be flown, {why}", value=data["name"],
            remedy="name another with --option and --variant",
        )  # fmt: skip
    return {**one, "option": option}


def _studied(one: Mapping[str, Any]) -> tuple[dict[str, Piece], list[str]]:
    events = {row["name"]: row for row in one["events"]}
    legs = {row["name"]: row for row in one["legs"]}
    pieces, told = {}, []
    for name, burns in _BURNS.items():
        rows = [events[burn] for burn in burns if burn in events]
        if not rows:
            continue
        leg = legs.get(name)
        first = rows[0]["epoch_s"]
        length = rows[-1]["burn_d"] * DAY_S if leg is None else leg["tof_d"] * DAY_S
        if leg is not None and rows[0]["name"].endswith("arrival"):
            first -= length
        kept = 1.0
        for row in rows:
            kept *= row["after_t"] / row["before_t"]
        pieces[name] = Piece(
            name=name,
            begins_s=first,
            lasts_s=length,
            dv_m_s=sum(row["flown_m_s"] for row in rows),
            kept=kept,
            c3_m2_s2=(1e3 * leg["vinf_depart_km_s"]) ** 2 if leg and name == "out" else None,
            how=_how(leg, rows),
        )
        if leg is not None and leg["refly"]["status"] != "converged":
            told.append(f"{name}: not flown again among the planets ({leg['refly']['note']}).")
    told += [
        f"{row['name']}: {1e3 * row['propellant_t']:,.6g} kg are spent there, in no leg; give them "
        "as a demand."
        for row in one["events"] if row["kind"] == "spend"
    ]  # fmt: skip
    lifts = pieces.get("spiral", pieces.get("out"))
    if lifts is not None:
        pieces["launch"] = Piece(
            name="launch", begins_s=lifts.begins_s, lasts_s=0.0, dv_m_s=None, kept=None,
            c3_m2_s2=None if "spiral" in pieces else lifts.c3_m2_s2,
            how="date of the study's launch",
        )  # fmt: skip
    return pieces, told


def _how(leg: Mapping[str, Any] | None, rows: list[Any]) -> str:
    mass = f"{rows[0]['before_t']:.4g} t before it"
    burn = f"constant thrust for {sum(row['burn_d'] for row in rows):.0f} d"
    burn = burn if any(row["burn_d"] > 0.0 for row in rows) else "impulses"
    if leg is None:
        return f"{burn}, {mass}"
    again = leg["refly"]
    flown = "not flown again among the planets"
    if again["status"] == "converged":
        flown = (
            f"flown again among the planets (miss {again['miss_km']:.3g} km, departure changed by "
            f"{again['depart_change_m_s']:.3g} m/s)"
        )
    return (
        f"Lambert arc of {leg['n_rev']} revolutions between N-body ephemerides, {flown}; "
        f"{burn}, {mass}"
    )


def _returned(data: Mapping[str, Any]) -> tuple[dict[str, Piece], list[str]]:
    """Return the pieces of a low-thrust return; a leg that does not hold is refused."""
    pieces = {}
    for leg, name in zip(data["legs"], ("out", "return"), strict=True):
        if leg["status"] != "solved":
            raise InvalidInput(
                f"the {leg['name']} leg of the run does not hold", value=data["title"],
                remedy="solve the return again with other dates or limits",
            )  # fmt: skip
        pieces[name] = Piece(
            name=name, begins_s=leg["departs_s"], lasts_s=leg["tof_s"], dv_m_s=leg["dv_m_s"],
            kept=leg["final_kg"] / leg["start_kg"], c3_m2_s2=None,
            how=f"low thrust by optimal control, {leg['start_kg'] / 1e3:.4g} t before it, flown "
            f"again by another integrator about the Sun alone (miss {leg['miss_m'] / 1e3:.3g} km)",
        )  # fmt: skip
    for name, first, last, how in (
        ("spiral", "low orbit", "lunar flyby", "climb from low orbit"),
        ("insertion", "at Earth", "capture", "capture, time not counted"),
    ):
        found = {one["name"]: one for one in data["events"]}
        if first not in found or last not in found:
            continue
        begins, ends = found[first], found[last]
        pieces[name] = Piece(
            name=name, begins_s=begins["t_s"], lasts_s=ends["t_s"] - begins["t_s"],
            dv_m_s=ends["dv_m_s"], kept=ends["total_kg"] / begins["total_kg"], c3_m2_s2=None,
            how=f"{how}, {begins['total_kg'] / 1e3:.4g} t before it",
        )  # fmt: skip
    pieces["launch"] = Piece(
        name="launch", begins_s=data["events"][0]["t_s"], lasts_s=0.0, dv_m_s=None, kept=None,
        c3_m2_s2=None, how="the run's first date",
    )  # fmt: skip
    return pieces, ["C3 of departures is not in the run; left empty."]


def _parts(
    leg: str, parts: str, pieces: Mapping[str, Piece], campaign: Mapping[str, Any] | None
) -> list[Piece]:
    """Return the parts of a leg; InvalidInput where one is not there or they do not follow on."""
    found = []
    for part in (word.strip() for word in parts.split("+")):
        if part not in pieces:
            raise InvalidInput(
                f"{leg}: the run has no such part", value=part,
                remedy=f"parts, with + between them: {', '.join(pieces)}",
            )  # fmt: skip
        found.append(pieces[part])
    if found[0].name == "launch":
        return [_launch(leg, found, campaign)]
    for one, other in pairwise(found):
        wait = other.begins_s - one.begins_s - one.lasts_s
        if abs(wait) > _JOIN_S:
            raise InvalidInput(
                f"{leg}: {other.name} does not begin where {one.name} ends",
                value=f"{wait / DAY_S:.4g} d between them", remedy="make two legs of them",
            )  # fmt: skip
    return found


def _launch(leg: str, found: list[Piece], campaign: Mapping[str, Any] | None) -> Piece:
    """Return the launch, so early that it ends when the trip begins."""
    length = lasts(leg, campaign)
    if len(found) > 1 or length is None:
        raise InvalidInput(
            f"{leg}: a launch is a leg of its own, and its duration is the campaign's", value=leg,
            remedy="name the campaign with --campaign; its leg says how long a launch takes",
        )  # fmt: skip
    (one,) = found
    return Piece(
        name=one.name, begins_s=one.begins_s - length, lasts_s=length, dv_m_s=one.dv_m_s,
        kept=one.kept, c3_m2_s2=one.c3_m2_s2,
        how=f"{one.how}, less the {length / DAY_S:g} d that the campaign gives it",
    )  # fmt: skip


def _joined(
    leg: str, taken: list[Piece], between: tuple[str, str], vehicle: str, source: str
) -> LegRow:
    kept: float | None = 1.0
    dv: float | None = 0.0
    for one in taken:
        kept = None if kept is None or one.kept is None else kept * one.kept
        dv = None if dv is None or one.dv_m_s is None else dv + one.dv_m_s
    length = taken[-1].begins_s + taken[-1].lasts_s - taken[0].begins_s
    return LegRow(
        leg=leg,
        origin=between[0],
        destination=between[1],
        date_s=taken[0].begins_s,
        duration_s=length if length > 0.0 else None,
        dv_m_s=dv,
        c3_m2_s2=taken[0].c3_m2_s2,
        shares={vehicle: 1.0 - kept} if vehicle and kept is not None else {},
        source="; ".join([f"{one.name}: {one.how}" for one in taken] + [source]),
    )


def _lacks(row: LegRow) -> list[str]:
    held = (("duration", row.duration_s), ("Δv", row.dv_m_s))
    return [what for what, value in held if value is None]
