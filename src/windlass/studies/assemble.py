"""Put a study together as plain data and tables, as the store, report and command line take it.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from windlass.base import ledger
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.figure import Figure
from windlass.catalogue.describe import PRECISION_WORDS, Description
from windlass.studies import answer, pushed, spend
from windlass.studies.claims import Verdict
from windlass.studies.paths import body_path, leg_path
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant, event_rows
from windlass.transfers.legs import Leg, LegGrid

VARIANT_TITLES = {
    "low-thrust": "Solar-electric tug", "impulsive": "Chemical stage", **pushed.TITLES,
}  # fmt: skip


def arrays(variants: list[Variant]) -> dict[str, pl.DataFrame]:
    """Return porkchops, trades and paths by name."""
    made = {name: grid_frame(found) for name, found, _ in _porkchops(variants)}
    for one in variants:
        if one.trade.height:
            made[f"trade.{one.goal.key}"] = one.trade
        if one.choice is not None:
            made[f"path.{one.goal.key}"] = _paths(one)
    return made


def data(
    scenario: Scenario,
    about: Description,
    variants: list[Variant],
    best: Variant | None,
    figures: Mapping[str, Figure],
    *,
    verdicts: Sequence[Verdict],
    instead: list[Variant],
    orbits: pl.DataFrame,
    contents: list[dict[str, object]],
) -> dict[str, Any]:
    """Return the study as plain data.

    instead: real asteroids that succeed where the target does not; orbits: options on plausible
    orbits; contents: what the claimed worth means for other contents.
    """
    return {
        "name": scenario.name,
        "title": scenario.title,
        "scenario": scenario.model_dump(mode="json", by_alias=True),
        "target": _target(about),
        "answer": answer.lines(about, variants, best, verdicts, instead),
        "options": _options(variants),
        "recommended": None
        if best is None
        else {"option": best.goal.option, "variant": best.goal.variant},
        "porkchops": [
            {"key": name, "array": name, "title": found.ask.name, "best": mark}
            for name, found, mark in _porkchops(variants)
        ],
        "claims": [one.as_dict() for one in verdicts],
        "instead": _options(instead),
        "orbits": _orbits(orbits),
        "contents": contents,
        "figures": ledger.write(figures),
        "warnings": _warnings(scenario, about, variants),
    }


def grid_frame(found: LegGrid) -> pl.DataFrame:
    """Return a grid of legs as a long table, departures slow, flight times fast."""
    n, m = found.status.shape
    return pl.DataFrame(
        {
            "depart_s": np.repeat(found.depart_s, m),
            "tof_s": np.tile(found.tof_s, n),
            "cost_m_s": found.cost_m_s.ravel(),
            "vinf_depart_m_s": found.vinf_depart_m_s.ravel(),
            "vinf_arrive_m_s": found.vinf_arrive_m_s.ravel(),
            "n_rev": found.n_rev.ravel(),
            "status": found.status.ravel(),
        }
    )


def _orbits(found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return for each option and variant on how many orbits it flies, and the ships there."""
    rows = []
    for (option, variant), part in found.group_by(["option", "variant"], maintain_order=True):
        able = part.filter(pl.col("ships").is_not_null()).sort("ships")
        rows.append(
            {
                "option": option,
                "variant": variant,
                "orbits": part.height,
                "flown": able.height,
                "least_ships": able["ships"][0] if able.height else None,
                "most_ships": able["ships"][-1] if able.height else None,
                "best": able["like"][0] if able.height else None,
            }
        )
    return rows


def _porkchops(
    variants: list[Variant],
) -> list[tuple[str, LegGrid, dict[str, float] | None]]:
    """Return each grid once: (name, grid, the chosen cell of the first goal that uses it)."""
    seen: dict[int, str] = {}
    found: list[tuple[str, LegGrid, dict[str, float] | None]] = []
    for one in variants:
        searches = one.searches
        if one.departure.unable or searches is None or one.goal.technique:
            continue
        out = searches.out(one.departure, one.goal.electric)
        back = searches.back(one.goal)
        legs = (None, None) if one.choice is None else (one.choice.out, one.choice.back)
        for role, grid, leg in (("out", out, legs[0]), ("return", back, legs[1])):
            if id(grid) in seen:
                continue
            name = f"porkchop.{role}.{one.goal.key}"
            seen[id(grid)] = name
            mark = None if leg is None else {"depart_s": leg.depart_s, "tof_s": leg.tof_s}
            found.append((name, grid, mark))
    return found


def _paths(one: Variant) -> pl.DataFrame:
    choice = one.choice
    if choice is None or one.searches is None:
        raise AssertionError("a path needs legs")
    rock, planets = one.searches.rock, one.searches.planets
    earth = planets.body("earth")
    start, end = choice.out.depart_s, choice.back.arrive_s
    parts = [
        body_path("Earth", earth, start, start + YEAR_S),
        body_path(rock.name, rock, start, min(end, start + 2.0 * YEAR_S)),
        leg_path("out", choice.out),
        leg_path("return", choice.back),
    ]
    if one.goal.body == "mars":
        parts.append(body_path("Mars", planets.body("mars"), start, start + 1.881 * YEAR_S))
    return pl.concat(parts)


def _options(variants: list[Variant]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in variants:
        option = found.setdefault(
            one.goal.option,
            {"key": one.goal.option, "title": one.goal.title, "variants": [], "best": None},
        )
        option["variants"].append(_variant(one))
    for key, option in found.items():
        chosen = answer.best_of(v for v in variants if v.goal.option == key)
        option["best"] = None if chosen is None else chosen.goal.variant
    return list(found.values())


def _variant(one: Variant) -> dict[str, Any]:
    key = one.goal.key
    return {
        "key": one.goal.variant,
        "title": VARIANT_TITLES[one.goal.variant],
        "technique": one.goal.technique,
        "vehicle": one.goal.vehicle.title,
        "launcher": one.departure.launcher,
        "how": one.departure.how,
        "notes": list(one.goal.arrival.notes),
        "feasible": one.feasible,
        "reasons": [reason.as_dict() for reason in one.reasons],
        "figures": {role: f"{key}.{role}" for role in one.figures},
        "events": event_rows(one),
        "programme": _programme(one),
        "legs": [] if one.choice is None else _legs(one, one.choice.out, one.choice.back),
        "arrays": {
            "trade": f"trade.{key}" if one.trade.height else None,
            "path": None if one.choice is None else f"path.{key}",
        },
    }


def _programme(one: Variant) -> dict[str, Any] | None:
    made = one.programme
    if made is None:
        return None
    return {
        "market": made.market,
        "flows": {kind: list(values) for kind, values in made.flows.items()},
        "rates": list(made.rates),
        "flags": list(made.flags),
        "notes": list(made.notes),
        "missing": {role: held.why for role, held in made.missing.items()},
    }


def _legs(one: Variant, out: Leg, back: Leg) -> list[dict[str, Any]]:
    ends = (("out", out), ("return", back))
    return [
        {
            "name": role,
            "between": leg.name,
            "depart": format_epoch(leg.depart_s),
            "arrive": format_epoch(leg.arrive_s),
            "tof_d": leg.tof_s / 86_400.0,
            "vinf_depart_km_s": leg.vinf_depart_m_s / 1e3,
            "vinf_arrive_km_s": leg.vinf_arrive_m_s / 1e3,
            "n_rev": leg.n_rev,
            "refly": dict(one.refly.get(role, {"status": "not computed", "note": "not flown"})),
        }
        for role, leg in ends
    ]


def _target(about: Description) -> dict[str, Any]:
    plain = about.as_dict()
    target = about.target
    return {
        "designation": target.designation,
        "full_name": target.title,
        "class": target.orbit_class,
        "taxonomy": target.taxonomy,
        "class_title": plain["class"],
        "analogue": plain["analogue"],
        "precision": target.orbit.precision,
        "precision_note": PRECISION_WORDS[target.orbit.precision],
        "uncertainty": target.orbit.uncertainty,
        "orbit_source": target.orbit.source,
        "orbit": plain["orbit"],
        "notes": [target.note] if target.note else [],
        "figures": {name.rpartition(".")[2]: name for name in about.figures},
        "sources": about.sources,
    }


def _warnings(scenario: Scenario, about: Description, variants: list[Variant]) -> list[str]:
    said = []
    orbit = about.target.orbit
    if orbit.precision != "full":
        said.append(f"The orbit is not of the best kind: {PRECISION_WORDS[orbit.precision]}.")
    if orbit.uncertainty is not None and orbit.uncertainty >= 5:
        said.append(
            f"Uncertainty code {orbit.uncertainty}: the body may not be found where this says."
        )
    body = about.physical
    if any(one.feasible and not one.goal.electric for one in variants):
        said.append("Boil-off of the chemical stage over the years of the trip is not computed.")
    said.extend(
        f"{one.goal.vehicle.title}: Isp and thrust are those of its own propellant, not of "
        f"{scenario.fleet.propellant}; only price and supply are. Give tug.isp and tug.power too."
        for one in variants
        if one.goal.electric
        and scenario.fleet.propellant not in (None, spend.own_propellant(one.goal))
    )
    said.extend(
        f"{one.goal.title}, {VARIANT_TITLES[one.goal.variant].lower()}: a leg could not "
        "be flown again among the planets."
        for one in variants
        if any(leg["status"] != "converged" for leg in one.refly.values())
    )
    for one in variants:
        asked = one.goal.returned
        most = None if body is None else body.mass.high
        if asked.trace.status == "chosen" and most is not None and asked.value > most:
            said.append(f"{one.goal.title}: the body very likely has less mass than asked for.")
    return sorted(set(said), key=said.index)
