"""A synthetic study in the stored form: no real body, no real trip, made up for these tests.

Its masses and times are not results of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from windlass.base import ledger
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.figure import Figure, derive, leaf

START = parse_epoch("2031-02-03")
TARGET = "Synthetic 1"


@dataclass
class Sample:
    """A study as ``render`` takes it."""

    data: dict[str, Any]
    arrays: dict[str, pl.DataFrame]
    figures: dict[str, Figure]


def study(name: str = TARGET) -> Sample:
    """Return a study of three variants: one feasible, one too heavy, one without any trip."""
    figures = _figures()
    options = [
        _option("earth-moon", "To a high lunar orbit", [_tug(name), _stage(name)], "low-thrust"),
        _option("mars-orbit", "Into Mars orbit", [_no_trip()], None),
    ]
    data = {
        "schema": 1,
        "name": "synthetic-1",
        "title": f"Bring {name} home",
        "scenario": {"schema": 1, "target": name, "window": {"launch": "2031..2033"}},
        "run": {"version": "0", "lock": "none", "threads": 2},
        "target": _target(name),
        "answer": [f"{name} can be brought to a high lunar orbit.", "It takes 6 years."],
        "options": options,
        "recommended": {"option": "earth-moon", "variant": "low-thrust"},
        "porkchops": [
            {
                "key": "porkchop.out",
                "title": f"Earth to {name}",
                "array": "porkchop.out",
                "best": {"depart_s": START + 40 * DAY_S, "tof_s": 300 * DAY_S},
            }
        ],
        "figures": ledger.write(figures),
        "warnings": ["All of this is synthetic."],
    }
    arrays = {
        "porkchop.out": porkchop(600, 120),
        "trade.earth-moon.low-thrust": _trade(1.0),
        "trade.earth-moon.impulsive": _trade(0.4),
        "path.earth-moon.low-thrust": _path(name),
        "path.earth-moon.impulsive": _path(name),
    }
    return Sample(data=data, arrays=arrays, figures=figures)


def porkchop(n: int, m: int) -> pl.DataFrame:
    """Return a made-up porkchop of n departures and m flight times, a corner without arcs."""
    depart = START + DAY_S * np.arange(n)
    tof = DAY_S * (60.0 + 4.0 * np.arange(m))
    x, y = np.meshgrid(np.arange(n) / n, np.arange(m) / m, indexing="ij")
    cost = 900.0 + 30_000.0 * ((x - 0.3) ** 2 + (y - 0.5) ** 2)
    cost[(x > 0.9) & (y > 0.9)] = np.nan
    return pl.DataFrame(
        {
            "depart_s": np.repeat(depart, m),
            "tof_s": np.tile(tof, n),
            "cost_m_s": cost.ravel(),
            "vinf_depart_m_s": 0.6 * cost.ravel(),
            "vinf_arrive_m_s": 0.4 * cost.ravel(),
            "n_rev": np.zeros(n * m, dtype=np.int8),
            "status": np.where(np.isnan(cost.ravel()), 3, 0).astype(np.int8),
        }
    )


def _figures() -> dict[str, Figure]:
    albedo = leaf(
        "target.albedo", 0.15, "", status="assumed", sources=("wright2016",), low=0.02, high=0.4
    )
    density = leaf("target.density", 2_300.0, "kg/m3", status="assumed", low=1_100.0, high=3_600.0)
    white = leaf("target.white_diameter", 2.9, "m", status="measured", sources=("sbdb2026",))
    diameter = derive(
        "target.diameter",
        "m",
        lambda white, albedo: white / albedo**0.5,
        {"white": white, "albedo": albedo},
        model="white diameter / √albedo",
        sources=("pravec2007",),
    )
    mass = derive(
        "target.mass",
        "kg",
        lambda diameter, density: 0.5236 * diameter**3 * density,
        {"diameter": diameter, "density": density},
        model="sphere",
    )
    made = {figure.name: figure for figure in (albedo, density, diameter, mass)}
    for key, isp in (("low-thrust", 3_000.0), ("impulsive", 450.0)):
        made |= _trip(f"earth-moon.{key}", mass, isp)
    return made


def _trip(key: str, mass: Figure, isp_s: float) -> dict[str, Figure]:
    isp = leaf(f"{key}.isp", isp_s, "s", status="published", sources=("brophy2012",), shown="s")
    dv = leaf(
        f"{key}.return.dv", 100.0, "m/s", status="computed", sources=("izzo2015",), model="search"
    )
    propellant = derive(
        f"{key}.propellant",
        "kg",
        lambda mass, isp, dv: mass * (np.exp(dv / (isp * 9.80665)) - 1.0),
        {"mass": mass, "isp": isp, "dv": dv},
        model="rocket equation",
        sources=("tsiolkovsky1903",),
    )
    launch = derive(
        f"{key}.launch.mass",
        "kg",
        lambda propellant: 6_000.0 + propellant,
        {"propellant": propellant},
        model="dry mass and propellant",
    )
    able = leaf(f"{key}.launch.capability", 14_000.0, "kg", status="claimed", sources=("lsp2023",))
    date = leaf(f"{key}.launch.date", START, "epoch", status="computed", sources=("izzo2015",))
    time = leaf(
        f"{key}.duration", 6 * YEAR_S, "s", status="computed", sources=("izzo2015",), shown="yr"
    )
    return {one.name: one for one in (isp, dv, propellant, launch, able, date, time)} | {
        f"{key}.returned": mass
    }


ROLES = (
    "returned",
    "propellant",
    "launch.mass",
    "launch.capability",
    "launch.date",
    "duration",
    "return.dv",
)


def _option(key: str, title: str, variants: list[dict[str, Any]], best: str | None) -> Any:
    return {"key": key, "kind": key, "title": title, "variants": variants, "best": best}


def _variant(key: str, title: str, name: str, **more: Any) -> dict[str, Any]:
    events = [
        _event("out arrival", "burn", 9.0, 8.0, 120.0),
        _event("take on the load", "change", 8.0, 500.0, 0.0),
        _event("return departure", "burn", 500.0, 498.5, 100.0),
    ]
    return {
        "key": key,
        "title": title,
        "feasible": True,
        "reasons": [],
        "figures": {role: f"earth-moon.{key}.{role}" for role in ROLES},
        "events": events,
        "legs": [
            _leg("out", "Earth", name, {"status": "converged", "depart_change_m_s": 2.5}),
            _leg("return", name, "Earth", {"status": "not computed", "note": "not asked for"}),
        ],
        "arrays": {"trade": f"trade.earth-moon.{key}", "path": f"path.earth-moon.{key}"},
    } | more


def _tug(name: str) -> dict[str, Any]:
    return _variant("low-thrust", "Solar-electric tug", name)


def _stage(name: str) -> dict[str, Any]:
    reason = {
        "what": "launch mass",
        "text": "needs 40.2 t at C3 1.2 km²/s², the launcher lifts 14.0 t",
        "have": 14_000.0,
        "need": 40_200.0,
        "unit": "kg",
    }
    return _variant("impulsive", "Chemical stage", name, feasible=False, reasons=[reason])


def _no_trip() -> dict[str, Any]:
    return {
        "key": "low-thrust",
        "title": "Solar-electric tug",
        "feasible": False,
        "reasons": [
            {
                "what": "thrust",
                "text": "needs 11.1 N, the tug gives 1.5 N",
                "have": 1.5,
                "need": 11.1,
                "unit": "N",
            }
        ],
        "figures": {},
        "events": [],
        "legs": [],
        "arrays": {"trade": None, "path": None},
    }


def _event(name: str, kind: str, before: float, after: float, dv: float) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "date": "2032-05-06",
        "epoch_s": parse_epoch("2032-05-06"),
        "before_t": before,
        "after_t": after,
        "propellant_t": before - after if kind == "burn" else 0.0,
        "dv_m_s": dv,
        "flown_m_s": 1.1 * dv,
        "burn_d": 20.0 if dv else 0.0,
    }


def _leg(name: str, start: str, end: str, refly: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "from": start,
        "to": end,
        "depart": "2031-02-03",
        "arrive": "2032-05-06",
        "tof_d": 458.0,
        "vinf_depart_km_s": 1.2,
        "vinf_arrive_km_s": 0.5,
        "n_rev": 1,
        "refly": refly,
    }


def _target(name: str) -> dict[str, Any]:
    return {
        "designation": name,
        "full_name": name,
        "class": "APO",
        "taxonomy": None,
        "class_title": "class unknown",
        "precision": "screening",
        "precision_note": "rounded elements: good to screen with, never to certify",
        "uncertainty": 7,
        "orbit_source": "made up for a test",
        "notes": [],
        "figures": {"diameter": "target.diameter", "mass": "target.mass"},
    }


def _trade(factor: float) -> pl.DataFrame:
    mass = np.geomspace(1e3, 8e5, 9)
    return pl.DataFrame(
        {
            "returned_kg": mass * factor,
            "shortest_s": YEAR_S * np.linspace(2.0, 8.0, 9),
            "propellant_kg": 500.0 + 0.01 * mass,
            "launch_kg": 6_000.0 + 0.01 * mass,
        }
    )


def _path(name: str) -> pl.DataFrame:
    angle = np.linspace(0.0, 2.0 * np.pi, 60)
    parts = []
    for body, radius, turn in (("Earth", 1.0, 0), ("Mars", 1.5, 1), (name, 1.1, 2)):
        parts.append(_arc(body, radius, angle + turn, START))
    parts.append(_arc("out", 1.05, angle[:40], START))
    parts.append(_arc("return", 1.08, angle[20:], START + 2 * YEAR_S))
    return pl.concat(parts)


def _arc(name: str, radius: float, angle: Any, start: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "object": [name] * angle.size,
            "t_s": start + YEAR_S * angle / (2.0 * np.pi),
            "x_au": radius * np.cos(angle),
            "y_au": radius * np.sin(angle),
            "z_au": 0.02 * np.sin(angle),
        }
    )
