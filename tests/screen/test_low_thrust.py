"""The rules of a screen for returns by low thrust: what is asked, what is refused."""

import math

import pytest

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.screen.low_thrust import LowThrustRules, low_thrust


def test_defaults_are_those_of_the_keck_study() -> None:
    rules = low_thrust("2026..2040")
    assert (rules.power_w, rules.isp_s, rules.efficiency) == (40e3, 3000.0, 0.60)
    assert rules.wet_kg == 5_500.0 + 9_100.0
    assert rules.vinf_m_s == pytest.approx(math.sqrt(2.0) * 1e3)
    assert rules.max_flight_s == 8.0 * YEAR_S
    assert rules.stay_s == 90.0 * DAY_S
    assert rules.most_dv_m_s == pytest.approx(3000.0 * G0 * math.log(114.6 / 105.5))


def test_text_with_units_is_read() -> None:
    rules = low_thrust(
        "2030..2035", launch="2027-06-01", power="60 kW", isp="2800 s", xenon="12 t",
        dry_mass="6 t", stay="60 d", max_flight="7 yr", c3="1 km2/s2", least_mass="30 t",
        efficiency=0.55, duty=0.95,
    )  # fmt: skip
    assert (rules.power_w, rules.isp_s, rules.xenon_kg, rules.dry_kg) == (60e3, 2800.0, 12e3, 6e3)
    assert (rules.efficiency, rules.duty, rules.c3_m2_s2, rules.least_kg) == (0.55, 0.95, 1e6, 30e3)
    assert rules.earliest_s(rules.arrive_s[1]) == rules.arrive_s[1] - 7.0 * YEAR_S
    assert rules.span_s == (parse_epoch("2027-06-01"), parse_epoch("2035"))
    assert rules.engine.isp_s == 2800.0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({"max_flight": "1 yr"}, "--max-flight"),
        ({"max_flight": "30 yr"}, "--max-flight"),
        ({"launch": "2034-06-01"}, "--launch"),
        ({"xenon": "-1 t"}, "--xenon"),
        ({"dry_mass": "0 t"}, "--dry-mass"),
        ({"least_mass": "5 m"}, "--least-mass"),
        ({"c3": "-2 km2/s2"}, "--c3"),
        ({"tug": "nobody"}, "--tug"),
        ({"speed": "3 m/s"}, "no such limit"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(words: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        low_thrust("2030..2035", **words)


def test_arrivals_must_be_a_span() -> None:
    good = low_thrust("2030..2035")
    with pytest.raises(InvalidInput, match="--arrive"):
        LowThrustRules(
            arrive_s=(1.0, math.inf), power_w=good.power_w, isp_s=good.isp_s, efficiency=0.6,
            duty=0.9, dry_kg=5e3, xenon_kg=9e3,
        )  # fmt: skip
