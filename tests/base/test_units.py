"""Units at the edge: what is taken, what is refused, and round trips with astropy."""

import math

import astropy.units as u
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.base.units import SHOWN, customary, key_suffix, parse, quantity, si_of, to_shown


@pytest.mark.parametrize(
    ("text", "si", "value"),
    [
        ("650 t", "kg", 650e3),
        ("650t", "kg", 650e3),
        ("1.4 km/s", "m/s", 1400.0),
        ("1.4 km s-1", "m/s", 1400.0),
        ("2800 s", "s", 2800.0),
        ("14 yr", "s", 14 * 365.25 * 86_400.0),
        ("40 kW", "W", 40e3),
        ("3 deg", "rad", math.radians(3.0)),
        ("2.8 g/cm3", "kg/m3", 2800.0),
        ("50 kg/d", "kg/s", 50.0 / 86_400.0),
        ("1 au", "m", 149_597_870_700.0),
        ("1.5 km2/s2", "m2/s2", 1.5e6),
        ("4e5 km3/s2", "m3/s2", 4e14),
        ("50 %", "", 0.5),
        ("0.5", "", 0.5),
        (0.5, "", 0.5),
        (1, "", 1.0),
    ],
)
def test_texts_with_units(text: object, si: str, value: float) -> None:
    assert parse(text, si) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("given_", "si", "match"),
    [
        ("650 km", "kg", "wrong dimension, kg is wanted"),
        ("650 s", "m/s", "wrong dimension"),
        ("650 t", "", "wrong dimension, a pure number is wanted"),
        ("650", "kg", "without a unit"),
        (650, "kg", "without a unit"),
        (np.float64(650), "kg", "without a unit"),
        (np.int64(650), "kg", "without a unit"),
        ("650 tonnnes", "kg", "no quantity with a known unit"),
        ("heavy", "kg", "no quantity with a known unit"),
        ("", "kg", "no quantity"),
        (None, "kg", "no quantity"),
        (True, "", "no quantity"),
        ({"a": 1}, "kg", "no quantity"),
        ("nan kg", "kg", "not finite"),
        ("1e999 kg", "kg", "not finite"),
        (math.nan, "", "not finite"),
        (-math.inf, "", "not finite"),
        ([1.0, 2.0] * u.kg, "kg", "several values"),
        ([1.0, 2.0], "", "several values"),
    ],
)
def test_what_is_refused(given_: object, si: str, match: str) -> None:
    with pytest.raises(InvalidInput, match=match) as caught:
        parse(given_, si, where="tug.power")
    assert str(caught.value).startswith("tug.power: ")


def test_a_refusal_shows_how_to_write_it() -> None:
    with pytest.raises(InvalidInput, match=r"'650 km'\). .*\"650 t\""):
        parse("650 km", "kg")


ALIAS = {
    "kg/d": "kg/day",
    "km2/s2": "km**2/s**2",
    "m2/s2": "m**2/s**2",
    "g/cm3": "g/cm**3",
    "m3/kg/s2": "m**3/(kg s**2)",
}
ASTROPY = sorted(set(SHOWN) - {"epoch", "%", "ppm", "mag", ""})


@pytest.mark.parametrize("shown", ASTROPY)
def test_factors_of_shown_units_are_those_of_astropy(shown: str) -> None:
    text = ALIAS.get(shown, shown)
    for mark in ("m3", "s2"):
        if "**" not in text:
            text = text.replace(mark, f"{mark[0]}**{mark[1]}")
    assert parse(f"1 {text}", si_of(shown)) == pytest.approx(SHOWN[shown][1], rel=1e-14)


@pytest.mark.parametrize("shown", sorted(SHOWN))
def test_every_shown_unit_has_an_si_unit_that_can_be_shown(shown: str) -> None:
    si, factor = SHOWN[shown]
    assert factor > 0
    assert si_of(customary(si)) == si
    assert to_shown(factor, shown) == pytest.approx(1.0)
    assert SHOWN[si] == (si, 1.0)
    assert key_suffix(shown).replace("_", "").isalnum() or shown == ""


SI = sorted({si for si, _ in SHOWN.values()} - {"epoch"})


@given(st.floats(-1e12, 1e12), st.sampled_from(SI))
def test_quantities_come_back(value: float, si: str) -> None:
    made = quantity(value, si)
    if si:
        assert parse(made, si) == pytest.approx(value, rel=1e-15, abs=0.0)
    else:
        assert float(made) == value


def test_astropy_quantities_of_other_units_are_taken() -> None:
    assert parse(15 * u.km, "m") == 15_000.0
    assert parse(np.float64(2.0) * u.Unit("kg"), "kg") == 2.0
    with pytest.raises(InvalidInput, match="wrong dimension"):
        parse(15 * u.km, "kg")
    with pytest.raises(InvalidInput, match="without a unit"):
        parse(15 * u.dimensionless_unscaled, "kg")


def test_keys_end_in_their_unit() -> None:
    assert key_suffix("km/s") == "km_s"
    assert key_suffix("km2/s2") == "km2_s2"
    assert key_suffix("%") == "percent"


def test_unknown_shown_unit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="furlong"):
        to_shown(1.0, "furlong")
    with pytest.raises(InvalidInput, match="an epoch is a date"):
        quantity(0.0, "epoch")
