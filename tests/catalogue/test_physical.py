"""Physical figures: measured before class, given before both, ranges that hold, sources."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.base.figure import assumed_share
from windlass.base.sources import bibliography, table
from windlass.base.words import sources_of
from windlass.catalogue.collection import lookup
from windlass.catalogue.physical import Given, class_of, classes, physical
from windlass.catalogue.target import Measured

HU4 = lookup("2008 HU4")


def test_bennu_is_what_was_measured() -> None:
    # daly2020, chesley2020: 484.44 m, 1194 kg/m³, 7.33e10 kg
    body = physical(lookup("Bennu"))
    assert body.mass.value == pytest.approx(7.33e10, rel=2e-3)
    assert body.mass.trace.status == "measured"
    # an independent way: the sphere of the measured density
    sphere = math.pi / 6 * body.density.value * body.diameter.value**3
    assert sphere == pytest.approx(body.mass.value, rel=0.04)
    assert body.taxonomy == "B"


@pytest.mark.parametrize(
    ("name", "mass_kg"), [("Eros", 6.687e15), ("Itokawa", 3.51e10), ("Ryugu", 4.50e11)]
)
def test_class_alone_meets_the_weighed_bodies(name: str, mass_kg: float) -> None:
    """Forget the weighing: the range from size and class still holds the weighed mass."""
    body = physical(replace(lookup(name), mass=None, density=None))
    assert body.mass.low is not None
    assert body.mass.high is not None
    assert body.mass.low < mass_kg < body.mass.high


def test_size_from_magnitude_meets_the_measured_sizes() -> None:
    """Forget the diameters: nine in ten measured ones lie in the range of H and class."""
    from windlass.catalogue.table import builtin

    inside = []
    for target in builtin():
        if target.diameter and target.taxonomy:
            figure = physical(replace(target, diameter=None, albedo=None)).diameter
            assert figure.low is not None
            assert figure.high is not None
            inside.append(figure.low <= target.diameter.value <= figure.high)
    assert len(inside) > 30
    assert sum(inside) / len(inside) > 0.8


def test_hu4_is_about_seven_metres_and_says_what_is_assumed() -> None:
    # brophy2012 takes 7 m and 2.8 g/cm³
    body = physical(HU4)
    assert body.diameter.low is not None
    assert body.diameter.high is not None
    assert body.diameter.low < 7.0 < body.diameter.high
    assert body.albedo is not None
    assert body.albedo.trace.status == "assumed"
    share = assumed_share(body.mass)
    assert share is not None
    assert share == pytest.approx((1.5 + 1.0) / (3.0 + 1.5 + 1.0), abs=1e-3)
    assert body.spin_period is None


def test_given_values_win() -> None:
    # brophy2012: 502,864 kg
    body = physical(HU4, Given(diameter_m=7.0, density_kg_m3=2800.0))
    assert round(body.mass.value) == 502_864
    assert body.diameter.trace.status == "chosen"
    heavy = physical(lookup("Bennu"), Given(mass_kg=1e6, diameter_m=10.0, taxonomy="Sq"))
    assert heavy.mass.value == 1e6
    assert heavy.density.value == pytest.approx(1e6 / (math.pi / 6 * 1000.0))
    assert heavy.taxonomy == "S"
    white = physical(HU4, Given(albedo=0.04))
    dark = physical(HU4, Given(albedo=0.4))
    assert white.diameter.value / dark.diameter.value == pytest.approx(math.sqrt(10.0))
    assert physical(HU4, Given(spin_period_s=60.0)).spin_period.value == 60.0  # type: ignore[union-attr]


def test_a_given_size_sets_a_measured_mass_aside() -> None:
    assert physical(lookup("Bennu"), Given(diameter_m=7.0)).mass.value < 1e6


@given(h=st.floats(12.0, 31.0), more=st.floats(0.05, 3.0))
def test_fainter_is_lighter_with_range(h: float, more: float) -> None:
    def mass(at: float) -> tuple[float, float, float]:
        figure = physical(replace(HU4, h=Measured(value=at, source="sbdb2026"))).mass
        assert figure.low is not None
        assert figure.high is not None
        return figure.low, figure.value, figure.high

    bright, faint = mass(h), mass(h + more)
    assert bright[0] < bright[1] < bright[2]
    assert faint[1] < bright[1]


def test_range_of_mass_against_random_draws() -> None:
    """The combined range holds about nine in ten draws of its inputs."""
    body = physical(HU4)
    rng = np.random.default_rng(2)
    n = 100_000
    h = rng.normal(28.3, 0.5, n)
    dark = rng.random(n) < 0.253
    albedo = np.where(dark, rng.rayleigh(0.030, n), rng.rayleigh(0.168, n))
    density = np.clip(rng.normal(2300.0, 760.0, n), 500.0, None)
    mass = np.pi / 6 * density * (1329e3 / np.sqrt(albedo) * 10 ** (-h / 5)) ** 3
    low, high = body.mass.low, body.mass.high
    assert low is not None
    assert high is not None
    assert 0.85 < np.mean((mass > low) & (mass < high)) < 0.97


@pytest.mark.parametrize("kind", classes())
def test_classes_are_whole(kind: str) -> None:
    row = table("taxonomy")[kind]
    parts = ["density", "metal", "pgm", "water"] + (["albedo"] if kind != "unknown" else [])
    for part in parts:
        entry = row[part]
        assert 0 < entry["low"] < entry["value"] < entry["high"], (kind, part)
        assert entry["source"] in bibliography()
        assert entry["status"] in ("measured", "published", "assumed", "claimed")
        assert entry["year"] >= 1988
        if part != "density":
            assert entry["high"] < 1.0
        if entry["status"] == "assumed":
            assert entry["note"]
    assert row["title"]
    assert row["analogue"]


def test_order_of_the_classes() -> None:
    rows = table("taxonomy")
    assert rows["M"]["metal"]["value"] > rows["S"]["metal"]["value"] > rows["C"]["metal"]["value"]
    assert rows["C"]["water"]["value"] > rows["S"]["water"]["value"]
    assert (
        rows["E"]["albedo"]["value"] > rows["S"]["albedo"]["value"] > rows["C"]["albedo"]["value"]
    )
    # lodders2003, CI chondrites: Ru, Rh, Pd, Os, Ir, Pt in ppb
    assert sum((692, 141, 588, 486, 470, 1004)) * 1e-9 == pytest.approx(
        rows["C"]["pgm"]["value"], rel=0.02
    )


@pytest.mark.parametrize(
    ("spectral", "kind"),
    [
        ("Sq", "S"), ("S(IV)", "S"), ("Xe", "E"), ("Xc", "X"), ("Cgh", "C"), ("B", "B"),
        ("Ld", "K"), ("Svw", "S"), (None, "unknown"), ("?", "unknown"), ("D", "D"), ("P", "D"),
    ],
)  # fmt: skip
def test_spectral_types(spectral: str | None, kind: str) -> None:
    assert class_of(spectral) == kind


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="spectral class"):
        physical(HU4, Given(taxonomy="quartz"))
    with pytest.raises(InvalidInput, match="mass_kg"):
        physical(HU4, Given(mass_kg=-1.0))
    with pytest.raises(InvalidInput, match=r"size of 2008 HU4 is not known"):
        physical(replace(HU4, h=None))


def test_every_figure_stands_on_known_sources() -> None:
    for name in ("2008 HU4", "Bennu", "Apophis", "1986 DA", "2009 BD"):
        figures = physical(lookup(name)).figures()
        assert sources_of(figures.values()) <= set(bibliography())
        assert {"target.mass", "target.metal_mass", "target.water_mass"} <= set(figures)
