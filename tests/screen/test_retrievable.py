"""The rules of a screen for ways home: from text with units, refused where they cannot be."""

from dataclasses import replace

import pytest

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.capture.three_body import primaries
from windlass.screen.retrievable import GOALS, retrieval


def test_what_is_not_said_is_the_default() -> None:
    rules = retrieval("sun-earth")
    assert rules.kind == "retrievable"
    assert rules.span_s == (parse_epoch("2026-01-01"), parse_epoch("2101"))
    assert (rules.max_dv_m_s, rules.max_tof_s) == (500.0, 1_500.0 * DAY_S)
    assert (rules.model, rules.effort) == ("circular", "full")
    # brophy2012's tug
    assert (rules.tug_power_w, rules.tug_isp_s, rules.tug_dry_kg) == (40e3, 3_000.0, 5_500.0)


def test_limits_are_read_with_their_units() -> None:
    rules = retrieval(
        "mars-orbit", "2030..2040", max_dv="1.5 km/s", max_tof="900 d", model="circular",
        power="150 kW", isp="2000 s", dry_mass="8 t", propellant="20 t", efficiency=0.7, duty=1.0,
    )  # fmt: skip
    assert rules.max_dv_m_s == pytest.approx(1_500.0)
    assert rules.max_tof_s == pytest.approx(900.0 * DAY_S)
    assert (rules.tug_power_w, rules.tug_dry_kg) == pytest.approx((150e3, 8e3))
    assert (rules.tug_propellant_kg, rules.tug_duty) == pytest.approx((20e3, 1.0))


@pytest.mark.parametrize("to", GOALS)
def test_the_tug_has_the_thrust_of_its_power(to: str) -> None:
    rules = retrieval(to, power="100 kW", isp="3000 s", efficiency=0.6, duty=0.9)
    full = 2.0 * 0.6 * 100e3 * 0.9 / (3_000.0 * G0)
    au = primaries("sun-earth").distance_m
    far = 0.5 * (au + primaries("sun-mars").distance_m) / au
    share = far**-2 if to == "mars-orbit" else 1.0
    assert rules.tug.thrust_n == pytest.approx(full * share, rel=1e-4)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"to": "venus"}, "--to"),
        ({"model": "square"}, "--model"),
        ({"effort": "none"}, "--effort"),
        ({"max_dv": "0 m/s"}, "--max-dv"),
        ({"max_dv": "11 km/s"}, "--max-dv"),
        ({"max_dv": "5 d"}, "--max-dv"),
        ({"max_tof": "10 d"}, "--max-tof"),
        ({"span": "2030-01..2030-03"}, "--span"),
        ({"span": "tomorrow"}, "--span"),
        ({"tug": "hydrolox-stage"}, "--tug"),
        ({"efficiency": 1.5}, "efficiency"),
        ({"propellant": "0 kg"}, "propellant"),
        ({"fuel": "3 t"}, "fuel"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(words: dict[str, object], names: str) -> None:
    given = {"to": "sun-earth", **words}
    with pytest.raises(InvalidInput, match=names):
        retrieval(**given)  # type: ignore[arg-type]


def test_a_screen_of_another_kind_cannot_bear_these_rules() -> None:
    with pytest.raises(InvalidInput, match="retrievable"):
        replace(retrieval("sun-earth"), kind="accessible")  # type: ignore[arg-type]
