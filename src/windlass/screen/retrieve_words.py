"""What a screen for ways home asked and found, in sentences.

Checked: tests/screen/test_retrieve_rows.py, tests/report/test_retrieve_page.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.screen.retrievable import TEXT, Retrieval
from windlass.screen.retrieve_rows import WELL_KNOWN, counts

if TYPE_CHECKING:
    from windlass.screen.search import Found

SEEDS: Final = (
    "No published date, list or trajectory seeds the search: it knows the asteroids' ephemerides, "
    "the planets and, for libration points, the manifolds of their orbits."
)
PUBLISHED: Final = (
    (500.0, 2013, 12, "garciayarnoz2013"),
    (500.0, 2021, 44, "tyler2021"),
    (100.0, 2021, 17, "tyler2021"),
)
"""Published counts for Sun–Earth L1 and L2: limit [m/s], year, asteroids, source."""


EFFORT: Final = {
    "full": "full",
    "thorough": "thorough: twice as many starts, ways settled until that no longer helps",
    "quick": "quick: planar orbits, few",
}
"""Words of each effort."""


def answer(found: Found) -> list[str]:
    """Return what came of it, the count first."""
    rules = found.run.home
    said = []
    for one in counts(found.frame, rules):
        own = one.limit_m_s == rules.max_dv_m_s
        head = f"{one.every:,}"
        if own:
            head += f" of {found.frame.height:,} asteroids can be brought to {TEXT[rules.to]}"
        text = (
            f"{head} for at most {one.limit_m_s:g} m/s: {one.well_known:,} of them with an orbit "
            f"known well enough (condition code told and at most {WELL_KNOWN})"
        )
        if rules.to == "sun-earth":
            text += f", {one.single:,} by one impulse alone"
            text += published(one.limit_m_s)
        said.append(f"{text}.")
    if found.reached.height:
        row = found.reached.row(0, named=True)
        said.append(
            f"The cheapest is {row['title']}: {row['dv_m_s']:.1f} m/s, departs "
            f"{format_epoch(row['depart_s'])}, {row['total_d']:.0f} days to its orbit "
            f"({row['target']})."
        )
    return said


def published(limit_m_s: float) -> str:
    """Return the published counts beside a limit, empty where there are none."""
    said = ", ".join(f"{many} ({year})" for limit, year, many, _ in PUBLISHED if limit == limit_m_s)
    return f"; published: {said}" if said else ""


def told(rules: Retrieval, limit_m_s: float) -> list[tuple[str, str]]:
    """Return the published counts beside a limit with their sources."""
    if rules.to != "sun-earth":
        return []
    return [(f"{many} ({year})", key) for limit, year, many, key in PUBLISHED if limit == limit_m_s]


def caution(rules: Retrieval) -> str:
    """Return what the ways of a screen rest on, and what is still to be shown of them."""
    if rules.to == "sun-earth":
        return (
            "Two impulses and a conic about the Sun lead onto a manifold of the three-body "
            "problem; from there the asteroid falls to its orbit by itself. What the pull of other "
            "bodies changes on the way is not part of the Δv told here, unless the row says so."
        )
    return (
        "Patched conics: a conic about the Sun from a burn to the planet, and there what v∞ costs. "
        + (
            "At Mars that is a burn at periapsis, which a weak thrust cannot make; the mass is "
            "worked out as if the same Δv were made on the way."
            if rules.to == "mars-orbit"
            else "At Earth v∞ is taken off by a lunar flyby as far as one can, the rest is braked "
            "in deep space before, then comes the insertion."
        )
    )


def asked(rules: Retrieval) -> list[tuple[str, str]]:
    """Return every rule of a screen in words."""
    low, high = (format_epoch(t) for t in rules.span_s)
    made = [
        ("Where to", TEXT[rules.to]),
        ("Departures and arrivals", f"{low} to {high}"),
        ("Δv of both impulses on the asteroid", f"at most {rules.max_dv_m_s:g} m/s"),
        ("Flight between the impulses", f"at most {rules.max_tof_s / DAY_S:g} days"),
    ]
    if rules.to == "sun-earth":
        how = {
            "pulsating": "Earth where it is on each date, its distance and speed included",
            "circular": "Earth on the circle that fits its motion best, as published searches "
            "have it",
        }
        made += [("Earth's motion", how[rules.model])]
        made += [("Effort", EFFORT[rules.effort])]
    return [
        *made,
        (
            "Tug",
            f"{rules.tug_power_w / 1e3:g} kW into the thrusters at 1 au, specific impulse "
            f"{rules.tug_isp_s:g} s, efficiency {rules.tug_efficiency:g}, thrusting "
            f"{100 * rules.tug_duty:g} % of the time; {rules.tug_dry_kg / 1e3:g} t dry, "
            f"{rules.tug_propellant_kg / 1e3:g} t of propellant for the way back",
        ),
        ("Seeds", f"none. {SEEDS}"),
    ]
