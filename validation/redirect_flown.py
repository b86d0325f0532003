"""Pushes flown on real orbits: against secular theory, published needs, and the optimiser."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from validation.table import Row
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.bodies.forces import gm_sun
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.redirect.deflect import deflected, needed_m
from windlass.redirect.given import Given
from windlass.redirect.response import Encounter, encounter, response, sampled, steered
from windlass.redirect.ship import Ship
from windlass.redirect.techniques import give
from windlass.redirect.way_out import impact
from windlass.studies import redirect_deliver as deliver
from windlass.studies.redirect_ask import RedirectAsk, matter

HAMMER_KG, HAMMERED_KG = 8.8e3, 7.9e10
SHIP = Ship(dry_kg=5_500.0, propellant_kg=6_000.0, power_w=40e3, isp_s=3_000.0, efficiency=0.6)


def rows() -> list[Row]:
    """All rows."""
    bennu = encounter(lookup("Bennu").orbit, (parse_epoch("2130"), parse_epoch("2140")))
    return [*_secular(), *_needs(bennu), *_hammer(bennu), *_constant(), *_delivered()]


def _blow(dv_m_s: float) -> Given:
    return Given(
        technique="a blow", blows=np.array([[DAY_S, dv_m_s]]), equipment_kg=1.0, consumed_kg=0.0,
        works_s=0.0,
    )  # fmt: skip


def _secular() -> list[Row]:
    """Late by 3 a v t dv / mu, mean over a revolution, where no encounter lies between."""
    made = []
    for name, years, lead in (("Bennu", ("2055", "2065"), 5.5), ("Apophis", ("2028", "2030"), 2.5)):
        orbit = lookup(name).orbit
        of = encounter(orbit, (parse_epoch(years[0]), parse_epoch(years[1])))
        by = sampled(response(of, of.plane.t_s - lead * YEAR_S))
        turn = 2.0 * math.pi * math.sqrt(orbit.a_m**3 / gm_sun())
        t = by.answer.begins_s + turn * (np.arange(48) + 0.5) / 48.0
        _, v = of.flight.state(t)
        along = v / np.linalg.norm(v, axis=1, keepdims=True)
        found = float(np.einsum("nj,nj->n", by.at(t)[:, 1], along).mean())
        _, planet = (part[0] for part in load().body("earth", centre="sun").state(of.plane.t_s))
        late = 3.0 * orbit.a_m * np.linalg.norm(v, axis=1) * (of.plane.t_s - t) / gm_sun()
        told = float(planet @ -of.plane.axes[2]) * float(late.mean())
        made.append(Row("secular theory", f"{name}, {lead:g} yr before, by flights", 1.0,
                        found / told, 0.02, "", "izzo2007"))  # fmt: skip
    return made


def _needs(of: Encounter) -> list[Row]:
    """Change of velocity that misses by a radius, along the way that does most; published: medians
    of ten thousand synthetic impactors, of which single ones lie up to ten times off."""
    made, need = [], needed_m(of)
    for lead, median in ((10.0, 1.4e-2), (20.0, 0.76e-2), (30.0, 0.55e-2)):
        by = sampled(response(of, of.plane.t_s - lead * YEAR_S))
        flown = deflected(of, steered(by, _blow(1e-3), by.answer.begins_s), need)
        made.append(Row(
            "needed change of velocity", f"Bennu, {lead:g} yr before: by the median, log10", 0.0,
            math.log10(flown.needed_m_s / median), 0.5, "", "greenstreet2020",
        ))  # fmt: skip
    return made


def _hammer(of: Encounter) -> list[Row]:
    """Impactors of 8.8 t for a Bennu of 79 million t, ten years before, beta 1, by Delta IV Heavy;
    published 34 to 53 launches."""
    by = sampled(response(of, of.plane.t_s - 10.0 * YEAR_S))
    way = impact(by, by.answer.begins_s, "delta-iv-heavy")
    ask = RedirectAsk(
        target=lookup("Bennu"), mode="deflect", ship=SHIP, lead_s=10.0 * YEAR_S, encounter_s=0.0
    )
    known = matter(ask)
    rock = known.made(density=known.density.value * HAMMERED_KG / known.mass.value)
    ship = replace(SHIP, dry_kg=HAMMER_KG - SHIP.propellant_kg)
    left = by.answer.last_s - way.arrives_s
    made = give(
        "kinetic-impactor", rock, ship, 10, left, speed_m_s=way.arrives_m_s, material="rubble",
        beta=1.0, apart_s=DAY_S,
    )  # fmt: skip
    flown = deflected(of, steered(by, made, way.arrives_s, blow_along=way.speed_m_s), needed_m(of))
    count = 10.0 / flown.share
    return [
        Row("kinetic impactors of 8.8 t", "launches for Bennu, 10 yr before, beta 1", 43.5,
            count * HAMMER_KG / min(way.payload_kg, HAMMER_KG), 0.5, "", "barbee2018",
            relative=True),
    ]  # fmt: skip


def _constant() -> list[Row]:
    """A push along the way that lasts all of a lead shifts half of what the blow does at first."""
    of = encounter(lookup("Bennu").orbit, (parse_epoch("2055"), parse_epoch("2065")))
    by = sampled(response(of, of.plane.t_s - 5.2 * YEAR_S))
    lasts = by.answer.last_s - by.answer.begins_s
    push = Given(
        technique="a push", t_s=np.array([0.0, lasts]), push_m_s2=np.full(2, 1e-3 / lasts),
        equipment_kg=1.0, consumed_kg=0.0, works_s=lasts,
    )  # fmt: skip
    need = needed_m(of)
    whole = deflected(of, steered(by, push, by.answer.begins_s), need).shifts_m
    turns = by.answer.begins_s + 436.0 * DAY_S * (np.arange(24) + 0.5) / 24.0
    blows = [
        steered(by, _blow(1e-3), float(t) - DAY_S).shifts_m
        * (of.plane.t_s - by.answer.begins_s) / (of.plane.t_s - float(t))
        for t in turns
    ]  # fmt: skip
    return [
        Row("a push that lasts the whole lead", "by the same at once, mean over a revolution", 0.5,
            whole / float(np.mean(blows)), 0.03, "", "izzo2007"),
    ]  # fmt: skip


def _delivered() -> list[Row]:
    """The largest by the linear answer, solved by collocation and flown by all forces."""
    ask = RedirectAsk(
        target=lookup("Apophis"), mode="deliver", ship=SHIP, to="lunar-dro",
        begins_s=parse_epoch("2030"), within_s=10.0 * YEAR_S,
    )  # fmt: skip
    all_ = deliver.delivery(ask, matter(ask))
    made = []
    for key in ("tug-electric", "ion-beam", "mass-driver"):
        row = deliver.row(all_, key)
        flown = deliver.flown(all_.thrown(row.driver_m_s), row)
        told = flown.all_forces_kg
        made += [
            Row("largest delivered", f"Apophis to the Moon, {key}: optimiser by linear answer",
                1.0, flown.start_kg / flown.linear_kg, 0.05, "", "walker1985"),
            Row("largest delivered", f"{key}: used by all forces, by that about the Sun",
                1.0, math.nan if told is None else told / flown.propellant_kg, 0.2, "",
                "park2021"),
        ]  # fmt: skip
    return made
