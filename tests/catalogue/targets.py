"""Targets of every kind, for tests that carry them through files."""

import math
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from windlass.catalogue.designation import Names
from windlass.catalogue.orbit import PRECISIONS, NonGrav, Orbit
from windlass.catalogue.target import Measured, Target

WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=";|"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
SPREAD = st.none() | NUMBER
MEASURED = st.none() | st.builds(Measured, value=NUMBER, low=SPREAD, high=SPREAD, source=WORD)
ACC = st.floats(-1e-3, 1e-3)


def names(index: int, numbered: bool, name: str) -> Names:
    provisional = f"20{index % 90 + 10} {'ABCDEFGH'[index % 8]}A{index}"
    return Names(str(index + 1), name, provisional) if numbered else Names("", "", provisional)


@st.composite
def orbits(draw: Any, designation: str) -> Orbit:
    return Orbit(
        designation=designation,
        epoch_s=draw(st.floats(-1e10, 1e10)),
        a_m=draw(st.floats(1e9, 1e13)),
        e=draw(st.floats(0.0, 0.999999)),
        i_rad=draw(st.floats(0.0, math.pi)),
        node_rad=draw(st.floats(-10.0, 10.0)),
        peri_rad=draw(st.floats(-10.0, 10.0)),
        mean_anomaly_rad=draw(st.floats(-10.0, 10.0)),
        precision=draw(st.sampled_from(PRECISIONS)),
        source=draw(WORD),
        uncertainty=draw(st.none() | st.integers(0, 9)),
        nongrav=draw(st.none() | st.builds(NonGrav, ACC, ACC, ACC)),
    )


@st.composite
def targets(draw: Any, index: int) -> Target:
    called = names(index, draw(st.booleans()), draw(st.just("") | WORD))
    orbit = draw(orbits(called.designation))
    again = draw(orbits(called.designation))
    other = replace(again, uncertainty=orbit.uncertainty, nongrav=None)
    return Target(
        names=called,
        orbit=orbit,
        other=draw(st.none() | st.just(other)),
        settled=draw(st.just("") | WORD),
        misfit_deg=draw(SPREAD),
        orbit_class=draw(st.sampled_from(["", "APO", "IEO"])),
        aliases=tuple(draw(st.lists(WORD, max_size=2))),
        h=draw(MEASURED),
        g=draw(SPREAD),
        diameter=draw(MEASURED),
        albedo=draw(MEASURED),
        rotation=draw(MEASURED),
        density=draw(MEASURED),
        mass=draw(MEASURED),
        taxonomy=draw(st.none() | WORD),
        taxonomy_source=draw(st.just("") | WORD),
        uncertainty_source=draw(st.just("") | WORD),
        nongrav_source=draw(st.just("") | WORD),
        moid_m=draw(SPREAD),
        pha=draw(st.none() | st.booleans()),
        first_obs=draw(st.sampled_from(["", "2008", "1893-10-29"])),
        last_obs=draw(st.sampled_from(["", "2026-06-01"])),
        arc_d=draw(SPREAD),
        observations=draw(st.none() | st.integers(0, 2**31 - 1)),
        note=draw(st.just("") | WORD),
    )


@st.composite
def many(draw: Any, most: int = 5) -> list[Target]:
    indices = draw(st.lists(st.integers(0, 5000), max_size=most, unique=True))
    return [draw(targets(index)) for index in indices]
