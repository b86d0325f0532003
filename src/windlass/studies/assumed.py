"""A body that no catalogue holds: its orbit as assumed, its mass from what it is said to hold.

Checked: tests/studies/test_assumed.py.
"""

from __future__ import annotations

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import table
from windlass.bodies import settle
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.designation import Names
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.physical import iridium_content
from windlass.catalogue.target import Target
from windlass.economics import prices
from windlass.studies import markets
from windlass.studies.programme_parts import OrbitPart
from windlass.studies.scenario import Scenario

SOURCE = "scenario"


def target_of(scenario: Scenario, catalogue: Catalogue | None = None) -> Target:
    """Return the target of a scenario: on its assumed orbit, else from the catalogue."""
    if scenario.orbit is None:
        return settle.one(lookup(scenario.target, catalogue))
    return on_orbit(scenario.target, scenario.orbit)


def on_orbit(name: str, orbit: OrbitPart) -> Target:
    """Return a body of that name on an assumed orbit."""
    return Target(
        names=Names("", "", name),
        orbit=Orbit(
            designation=name,
            epoch_s=orbit.epoch,
            a_m=orbit.a,
            e=orbit.e,
            i_rad=orbit.inclination,
            node_rad=orbit.node,
            peri_rad=orbit.perihelion,
            mean_anomaly_rad=orbit.mean_anomaly,
            precision="assumed",
            source=SOURCE,
        ),
        note="orbit assumed, of no known body",
    )


def mass_of_worth(scenario: Scenario, like: str | None = None) -> Figure | None:
    """Return the mass [kg] of a body that is said to hold iridium of some worth.

    Worth at the price of today, price and content; None where the scenario states no worth.
    like: entry of data/iridium.toml instead of the scenario's.
    """
    worth = scenario.body.worth
    if worth is None:
        return None
    kind = like or scenario.body.like
    if kind is None:
        raise InvalidInput(
            "body.worth needs body.like, what the body is made of", remedy='such as "richest-iron"'
        )
    claimed = leaf("target.worth", worth.value, worth.currency, status="claimed", sources=(SOURCE,))
    content = iridium_content(kind, None if like else scenario.body.iridium)
    year = scenario.cost.year
    price = prices.in_year(markets.part(scenario, "iridium", "price"), year)
    return derive(
        "target.mass",
        "kg",
        lambda worth, price, content: worth / price / content,
        {"worth": prices.in_year(claimed, year), "price": price, "content": content},
        model="claimed worth by the price of today, by the iridium content",
    )


def contents(scenario: Scenario) -> list[dict[str, object]]:
    """Return what the claimed worth means for each content of data/iridium.toml, as plain rows.

    Keys like, title, content (by mass), low, high, mass_kg, chosen; empty where the scenario
    states no worth.
    """
    if scenario.body.worth is None:
        return []
    rows: list[dict[str, object]] = []
    for key, row in table("iridium").items():
        mass = mass_of_worth(scenario, key)
        content = iridium_content(key)
        rows.append(
            {
                "like": key,
                "title": row["title"],
                "content": content.value,
                "low": content.low,
                "high": content.high,
                "mass_kg": None if mass is None else mass.value,
                "chosen": key == scenario.body.like,
            }
        )
    return rows
