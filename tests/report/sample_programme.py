"""The synthetic study with a programme: fleet, money, claims, other orbits; nothing of it is real.

As a study of schema 2: options on the orbit of another body have keys that end in "-on-N".
"""

from __future__ import annotations

import copy
from types import ModuleType
from typing import Any

import polars as pl

from windlass.base import ledger
from windlass.base.epochs import YEAR_S
from windlass.base.figure import Figure, derive, leaf

MONEY = "USD2024"
YEARS = 12
KEYS = ("earth-moon.low-thrust", "mars-orbit-on-3.low-thrust")
"""Variants with a programme: the first sells and has a rate of return, the second loses."""


def study(sample: ModuleType, name: str = "Synthetic 1") -> Any:
    """Return the synthetic study with all that a run of schema 2 has beyond it."""
    made = sample.study(name)
    figures = made.figures
    elsewhere = "mars-orbit-on-3.low-thrust"
    figures |= sample._trip(elsewhere, figures["target.mass"], 3_000.0)
    for key, sells in zip(KEYS, (True, False), strict=True):
        figures |= _figures(key, figures[f"{key}.propellant"], sells=sells)
    options = made.data["options"]
    _programme(options[0]["variants"][0], KEYS[0], figures, _sells())
    for one in (options[0]["variants"][1], options[1]["variants"][0]):
        one["programme"] = None
    options.append(_elsewhere(sample, name, figures))
    made.arrays |= {
        "orbits": orbits(),
        "trade.mars-orbit-on-3.low-thrust": made.arrays["trade.earth-moon.low-thrust"],
        "path.mars-orbit-on-3.low-thrust": made.arrays["path.earth-moon.low-thrust"],
    }
    made.data |= {
        "schema": 2,
        "claims": claims(),
        "orbits": _counts(),
        "contents": _contents(),
        "instead": [_instead(options[0])],
        "figures": ledger.write(figures),
    }
    return made


def _figures(key: str, propellant: Figure, *, sells: bool) -> dict[str, Figure]:
    """Return the figures of a fleet and of money by name."""
    made: dict[str, Figure] = {}

    def put(role: str, value: float, unit: str, shown: str = "", **more: Any) -> Figure:
        figure = leaf(f"{key}.{role}", value, unit, status="assumed", shown=shown, **more)
        made[figure.name] = figure
        return figure

    ships = put("fleet.ships", 3.0, "", low=2.0, high=5.0)
    fleet = derive(
        f"{key}.fleet.propellant",
        "kg",
        lambda ships, each: ships * each,
        {"ships": ships, "each": propellant},
        model="propellant of one ship, times the ships",
    )
    made[fleet.name] = fleet
    for role, value in (("allowed", 2.0), ("by_propellant", 40.0), ("by_launches", 2.0)):
        put(f"fleet.{role}", value, "")
    for role, value in (("total", 4.0), ("ships", 3.0), ("vehicles", 1.0), ("first_month", 1.0)):
        put(f"flights.{role}", value, "")
    put("largest.body", 250e3, "kg")
    put("supply.years", 0.4 * YEAR_S, "s", "yr")
    put("readiness.time", 4.0 * YEAR_S, "s", "yr")
    put("readiness.date", 30.0 * YEAR_S, "epoch")
    put("mining.vehicles", 0.0 if sells else 12_345_678.0, "")
    parts = {
        "spacecraft": put("cost.spacecraft", 6e8, MONEY, low=5e8, high=9e8),
        "launches": put("cost.launches", 3e8, MONEY),
    }
    total = derive(
        f"{key}.cost.total",
        MONEY,
        lambda reserve, **x: sum(x.values()) * (1.0 + reserve),
        {**parts, "reserve": put("cost.reserve", 0.3, "", "%", low=0.2, high=0.5)},
        model="all parts, and the reserve on them",
    )
    made[total.name] = total
    if sells:
        put("npv", -2.5e8, MONEY)
        put("price.now", 10_000.0, f"{MONEY}/kg")
        put("price.sold", 4_000.0, f"{MONEY}/kg")
        put("market.elasticity", 1.2, "", low=0.5, high=2.0)
        put("revenue.total", 2e9, MONEY)
        put("payback", 9.5 * YEAR_S, "s", "yr")
    return made


def _programme(
    variant: dict[str, Any], key: str, figures: dict[str, Figure], programme: dict[str, Any]
) -> None:
    own = {name.removeprefix(f"{key}."): name for name in figures if name.startswith(f"{key}.")}
    known = {role for role in own if role.partition(".")[0] in ROOMS or role in ("npv", "payback")}
    variant["figures"] = variant["figures"] | {role: own[role] for role in sorted(known)}
    variant["programme"] = programme


ROOMS = (
    "fleet",
    "flights",
    "largest",
    "supply",
    "readiness",
    "mining",
    "cost",
    "price",
    "market",
    "revenue",
)


def _sells() -> dict[str, Any]:
    """Return a programme that spends, earns, and turns twice."""
    flows = {
        "development": [-2e8] * 4 + [0.0] * 8,
        "launches": [0.0] * 4 + [-3e8] + [0.0] * 7,
        "operations": [0.0] * 5 + [-1e7] * 7,
        "delivery": [0.0] * YEARS,
        "revenue": [0.0] * 7 + [4e8] * 5,
    }
    return {
        "market": "Synthetic rock, sold nowhere",
        "flows": flows,
        "rates": [-0.031, 0.084],
        "flags": ["learning curve: 30,000 units, known to about 10,000"],
        "notes": [],
        "missing": {"payback.at_rate": "each kilogram that is sold loses money"},
    }


def _elsewhere(sample: ModuleType, name: str, figures: dict[str, Figure]) -> dict[str, Any]:
    """Return an option on the orbit of another body, of which nothing is sold."""
    key = KEYS[1]
    variant = sample._tug(name) | {
        "feasible": False,
        "reasons": [
            {
                "what": "launches",
                "text": "needs 3 ships, the launcher lifts 2",
                "have": 2.0,
                "need": 3.0,
                "unit": "",
            }
        ],
        "figures": {
            role: f"{key}.{role}" if role != "returned" else "target.mass" for role in sample.ROLES
        },
        "arrays": {"trade": f"trade.{key}", "path": f"path.{key}"},
    }
    nothing = {
        "market": "",
        "flows": {},
        "rates": [],
        "flags": [],
        "notes": ["nothing is sold, so nothing is earned"],
        "missing": {},
    }
    _programme(variant, key, figures, nothing)
    title = "Into Mars orbit, were its orbit like that of Otherbody"
    option = sample._option("mars-orbit-on-3", title, [variant], None)
    return dict(option)


def _instead(option: dict[str, Any]) -> dict[str, Any]:
    """Return a real asteroid that succeeds: here the first variant under another name."""
    variant = copy.deepcopy(option["variants"][0])
    return {
        "key": "earth-moon-of-realone",
        "kind": "earth-moon",
        "title": "To a high lunar orbit, with Realone instead",
        "variants": [variant],
        "best": "low-thrust",
    }


def orbits() -> pl.DataFrame:
    """Return five plausible orbits, one of which lets a ship bring something."""
    rows = []
    for number in range(5):
        for variant in ("low-thrust", "impulsive"):
            able = number == 2 and variant == "low-thrust"
            rows.append(
                {
                    "orbit": number,
                    "like": "Otherbody" if number == 2 else str(1_000 + number),
                    "rule": "even" if number % 2 else "easy",
                    "a_au": 1.1 + 0.3 * number,
                    "e": 0.2,
                    "i_deg": 5.0 * number,
                    "option": "mars-orbit",
                    "variant": variant,
                    "share_kg": 2_500.0 if able else None,
                    "ships": 40.0 if able else None,
                }
            )
    return pl.DataFrame(rows, schema_overrides={"share_kg": pl.Float64, "ships": pl.Float64})


def _counts() -> list[dict[str, Any]]:
    common = {"option": "mars-orbit", "orbits": 5}
    return [
        common
        | {
            "variant": "low-thrust",
            "flown": 1,
            "least_ships": 40.0,
            "most_ships": 40.0,
            "best": "Otherbody",
        },
        common
        | {
            "variant": "impulsive",
            "flown": 0,
            "least_ships": None,
            "most_ships": None,
            "best": None,
        },
    ]


def _contents() -> list[dict[str, Any]]:
    contents = (("rich", "Rich iron", 5e-5, True), ("poor", "Poor rock", 5e-7, False))
    return [
        {
            "like": like,
            "title": title,
            "content": content,
            "low": 0.5 * content,
            "high": 2.0 * content,
            "mass_kg": 1e8 / content,
            "chosen": chosen,
        }
        for like, title, content, chosen in contents
    ]


def claims() -> list[dict[str, Any]]:
    """Return a claim of each status."""
    ships = f"{KEYS[0]}.fleet.ships"
    return [
        _claim("a", "holds", claimed_text="1..5", figure=ships, computed=3.0, ratio=0.6),
        _claim(
            "b",
            "within the range",
            claimed_text="2 bn USD2012",
            figure=f"{KEYS[0]}.cost.total",
            computed=1.17e9,
            ratio=0.5,
            unit=MONEY,
            decides=_decides(meets=True, value=0.4, reached=2.3e9, text="0.4"),
            reproduced=2.34e9,
        ),
        _claim(
            "c",
            "does not hold",
            claimed_text=">= 2500",
            figure=ships,
            computed=3.0,
            ratio=0.0012,
            decides=_decides(meets=False, value=0.5, reached=31.0, beyond=0.9, text="0.5"),
        ),
        _claim(
            "d",
            "not computed",
            claimed_text="<= 5 yr",
            unit="s",
            why="it never pays back; no single input changes that within its range",
        ),
        _claim("e", "shown", shown_by="option earth-moon"),
        _claim("f", "shown", shown_by="command windlass study --set"),
        _claim("g", "shown", shown_by="not yet", note="Comes later."),
    ]


def _claim(key: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "text": f"Synthetic claim {key}",
        "account": "Nobody",
        "source": "brophy2012" if key == "a" else "",
        "note": "",
        "shown_by": "",
        "status": status,
        "why": "",
        "variant": KEYS[0] if status != "shown" else "",
        "option": "To a high lunar orbit" if status != "shown" else "",
        "figure": None,
        "role": None,
        "unit": "",
        "claimed": [None, None],
        "claimed_text": "",
        "computed": None,
        "ratio": None,
        "decides": None,
        "reproduced": None,
        "runs": 0,
    } | more


def _decides(**more: Any) -> dict[str, Any]:
    return {
        "name": "cost.reserve",
        "unit": "",
        "shown": "%",
        "nominal": 0.3,
        "low": 0.2,
        "high": 0.5,
        "status": "assumed",
        "sources": ["brophy2012"],
        "note": "Made up.",
        "beyond": None,
        "key": "cost.reserve",
    } | more
