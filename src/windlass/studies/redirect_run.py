"""A comparison of techniques as a run: asked, worked out, kept, and told as plain data.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version, lock_hash
from windlass.base.constants import R_EARTH_M
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.base.figure import Figure
from windlass.base.progress import Progress, silent
from windlass.base.words import great, sources_of
from windlass.bodies import planets
from windlass.redirect.keyholes import keyholes
from windlass.store import Store
from windlass.store.run import Run
from windlass.studies import redirect_deflect as aside
from windlass.studies import redirect_deliver as deliver
from windlass.studies.redirect_ask import Matter, RedirectAsk, matter
from windlass.studies.redirect_row import Row, plain
from windlass.studies.redirect_vary import combinations, tornado

KIND: Final = "redirect"
BEST: Final = "best"
"""Of what is flown: the technique that delivers most."""
EVERY: Final = "all"
"""The same: all techniques that deliver anything."""
COUNTS: Final = (1, 10, 100, 1000)
"""Ships of the curve, beside those that are asked."""
SWUNG: Final = 3
"""Techniques of a delivery whose inputs are moved: those that deliver most."""
KEYHOLE_YEARS: Final = 10
KEYHOLES_WITHIN_M: Final = 2e7
KEYHOLES_FROM_S: Final = 2.0 * YEAR_S
"""How long before the encounter the line of variation begins on which keyholes are looked for."""


def run_id(ask: RedirectAsk, more: dict[str, Any]) -> str:
    """Return the content hash of what a comparison stands on."""
    return content_hash({
        "redirect": repr(ask), "more": more, "planets": planets.load().source.digest,
        "code": code_version(), "lock": lock_hash(),
    })  # fmt: skip


def kept(
    ask: RedirectAsk, *, store: Store, fly: tuple[str, ...] = (), holes: bool = True,
    notes: tuple[str, ...] = (), fresh: bool = False, progress: Progress | None = None,
) -> tuple[Run, bool]:  # fmt: skip
    """Return the run of a comparison, and whether the store had it.

    fly: techniques whose delivery is solved and flown among all bodies; holes: whether keyholes are
    looked for.  Raises what ``compared`` raises.
    """
    own = run_id(ask, {"fly": fly, "holes": holes, "notes": notes})
    if store.has(own) and not fresh:
        store.touch(own)
        return store.get(own), True
    told = compared(ask, fly=fly, holes=holes, notes=notes, progress=progress)
    store.put(
        own, kind=KIND, title=told["title"],
        scenario={"target": ask.target.title, "mode": ask.mode, "ships": ask.count}, result=told,
        arrays={},
    )  # fmt: skip
    return store.get(own), False


def compared(
    ask: RedirectAsk, *, fly: tuple[str, ...] = (), holes: bool = True,
    notes: tuple[str, ...] = (), progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return all techniques side by side as plain data, with units in its keys.

    Raises NotSolved where there is no encounter or way out, InvalidInput for what cannot be asked.
    """
    body, show = matter(ask), progress or silent()
    if ask.mode == "deflect":
        return _deflect(ask, body, holes, notes, show)
    return _deliver(ask, body, fly, notes, show)


def _common(
    ask: RedirectAsk, body: Matter, rows: tuple[Row, ...], notes: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "mode": ask.mode, "asteroid": ask.target.title, "designation": ask.target.designation,
        "orbit_precision": ask.target.orbit.precision,
        "diameter_m": _figure(body.diameter), "density_kg_m3": _figure(body.density),
        "mass_kg": _figure(body.mass), "spin_period_s": body.spin_s, "tumbles": ask.tumbles,
        "escape_m_s": body.rock.escape_m_s,
        "fleet": {
            "ships": ask.count, "dry_kg": ask.ship.dry_kg, "propellant_kg": ask.ship.propellant_kg,
            "power_w": ask.ship.power_w, "isp_s": ask.ship.isp_s,
            "efficiency": ask.ship.efficiency, "duty": ask.ship.duty, "launcher": ask.launcher,
            "dug_kg_s": ask.dug_kg_s,
        },
        "material": ask.material, "yield_kt": ask.yield_kt, "notes": list(notes),
        "techniques": [plain(row) for row in rows],
    }  # fmt: skip


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "value": one.value, "low": one.low, "high": one.high, "status": one.trace.status,
        "sources": sorted(sources_of([one])),
    }  # fmt: skip


def _deflect(
    ask: RedirectAsk, body: Matter, holes: bool, notes: tuple[str, ...], show: Progress
) -> dict[str, Any]:
    with show.task("the encounter", 1) as step:
        all_ = aside.aside(ask, body)
        step.advance()
    rows = aside.rows(all_, show)
    plane = all_.of.plane
    told = _common(ask, body, rows, notes) | {
        "title": f"{ask.target.title} turned aside before {format_epoch(plane.t_s)}",
        "encounter": {
            "body": all_.of.body, "date": format_epoch(plane.t_s, "minute"),
            "perigee_km": plane.perigee_m / 1e3, "b_km": plane.b_m / 1e3,
            "xi_km": plane.xi_m / 1e3, "zeta_km": plane.zeta_m / 1e3,
            "vinf_m_s": plane.vinf_m_s, "hill_radii": plane.hills,
        },
        "lead_yr": ask.lead_s / YEAR_S, "first_launch": format_epoch(plane.t_s - ask.lead_s),
        "needed_km": all_.needed_m / 1e3, "missed_by_radii": ask.radii,
        "earth_radius_km": R_EARTH_M / 1e3,
        "combinations": [asdict(one) for one in combinations(all_, rows)],
        "tornado": {
            row.key: [asdict(one) for one in tornado(all_, row)]
            for row in rows if row.share is not None
        },
    }  # fmt: skip
    if holes:
        told["keyholes"] = _keyholes(all_, told["techniques"], show)
    return told | {"lines": _deflect_lines(told)}


def _keyholes(all_: aside.Aside, rows: list[dict[str, Any]], show: Progress) -> dict[str, Any]:
    """Return the keyholes near where it comes without a push, or why there are none; tell each row
    how far it ends from the nearest."""
    of, reach = all_.of, min(KEYHOLES_WITHIN_M, 2.0 * all_.needed_m)
    begins = max(of.orbit.epoch_s, of.plane.t_s - KEYHOLES_FROM_S)
    r, v = (one[0] for one in of.flight.state(begins))
    with show.task("keyholes", 1) as step:
        try:
            found = keyholes(
                r, v, begins, of.body, of.plane.t_s, years=KEYHOLE_YEARS, reach_m=reach,
                push=of.orbit.nongrav,
            )  # fmt: skip
        except NotSolved as reason:
            return {"why": str(reason), "holes": []}
        step.advance()
    for row in rows:
        shift = row.get("shift_zeta_km")
        off = None if shift is None else found.clearance_m(of.plane.zeta_m + 1e3 * shift)
        row["from_keyhole_km"] = None if off is None else off / 1e3
    return {
        "years": KEYHOLE_YEARS, "within_km": reach / 1e3, "why": "",
        "holes": [
            {
                "resonance": f"{one.h}:{one.k}", "returns": format_epoch(one.returns_s),
                "zeta_km": one.zeta_m / 1e3,
                "width_m": one.width_m, "found": one.found, "note": one.note,
            }
            for one in found.holes
        ],
    }  # fmt: skip


def _deliver(
    ask: RedirectAsk, body: Matter, fly: tuple[str, ...], notes: tuple[str, ...], show: Progress
) -> dict[str, Any]:
    all_ = deliver.delivery(ask, body)
    rows = deliver.rows(all_, show)
    to = all_.task.to
    with show.task("more ships, and what decides", 1) as step:
        curve = deliver.curve(all_, rows, tuple(sorted({*COUNTS, ask.count})))
        swings = {
            row.key: [asdict(one) for one in deliver.swings(all_, row)]
            for row in sorted(rows, key=_large)[:SWUNG] if row.most is not None
        }  # fmt: skip
        step.advance()
    told = _common(ask, body, rows, notes) | {
        "title": f"{ask.target.title} to {to.title}",
        "destination": {
            "key": to.key, "title": to.title, "told": to.told, "planet": to.planet,
            "vinf_m_s": to.vinf_m_s, "after_m_s": to.after_m_s, "sources": list(to.sources),
        },
        "first_launch": format_epoch(ask.begins_s), "within_yr": ask.within_s / YEAR_S,
        "out_yr": (all_.way.arrives_s - all_.way.departs_s) / YEAR_S, "curve": curve,
        "tornado": swings, "flown": {},
    }  # fmt: skip
    best = next((row.key for row in sorted(rows, key=_large) if row.largest_kg), None)
    for row in rows:
        every = EVERY in fly and row.largest_kg is not None
        if row.key in fly or every or (BEST in fly and row.key == best):
            with show.task(f"{row.key} among all bodies", 1) as step:
                try:
                    told["flown"][row.key] = asdict(deliver.flown(all_, row))
                except NotSolved as reason:
                    told["flown"][row.key] = {"why": str(reason)}
                step.advance()
    return told | {"lines": _deliver_lines(told)}


def _large(row: Row) -> float:
    return -(row.largest_kg or 0.0)


def _deflect_lines(told: dict[str, Any]) -> list[str]:
    meets = told["encounter"]
    out = [
        f"{told['title']}: it comes to {meets['perigee_km']:,.0f} km of the middle of "
        f"{meets['body'].capitalize()} at {meets['vinf_m_s'] / 1e3:.2f} km/s.",
        f"Needed: a shift of {told['needed_km']:,.0f} km on the b-plane, from a hit in the middle "
        f"to a pass at {told['missed_by_radii']:g} radius from it; first launch "
        f"{told['first_launch']}, {told['lead_yr']:g} yr before.",
        *_fleet_lines(told),
    ]
    can = [row for row in told["techniques"] if row["feasible"]]
    out.append(
        f"{len(can)} of {len(told['techniques'])} techniques suffice"
        + (": " + "; ".join(row["title"].lower() for row in can) + "." if can else ".")
    )
    return out


def _deliver_lines(told: dict[str, Any]) -> list[str]:
    out = [
        f"{told['title']}, within {told['within_yr']:g} yr of {told['first_launch']}: "
        f"{told['destination']['told']}.",
        *_fleet_lines(told),
    ]
    best = max(told["techniques"], key=lambda row: row["largest_kg"] or 0.0)
    if not best["largest_kg"]:
        return [*out, "No technique delivers even a tonne of it."]
    whole = told["mass_kg"]["value"]
    out.append(
        f"The most by {best['title'].lower()}: {_tonnes(best['largest_kg'])}, "
        f"{_part(best['largest_kg'] / whole)} of the asteroid's {_tonnes(whole)}."
    )
    return out


def _fleet_lines(told: dict[str, Any]) -> list[str]:
    fleet = told["fleet"]
    return [
        f"With {fleet['ships']} ship{'s' if fleet['ships'] > 1 else ''} of "
        f"{fleet['dry_kg'] / 1e3:g} t and {fleet['propellant_kg'] / 1e3:g} t of propellant, "
        f"{fleet['power_w'] / 1e3:g} kW, {fleet['isp_s']:g} s; the asteroid: "
        f"{_tonnes(told['mass_kg']['value'])}, {told['diameter_m']['value']:,.0f} m."
        + (
            f" Vehicles dig {86.4 * fleet['dug_kg_s']:,.0f} t a day for a mass driver."
            if fleet["dug_kg_s"]
            else ""
        )
    ]


def _tonnes(kg: float) -> str:
    """Return a mass in words."""
    return f"{great(float(f'{kg / 1e3:.3g}'), 3)} t"


def _part(share: float) -> str:
    """Return a share in words."""
    if share >= 1e-3:
        return f"{share:.2%}"
    return f"one part in {float(f'{1.0 / share:.2g}'):,.0f}" if share > 0.0 else "nothing"
