"""Rules from text: units, what NHATS has where nothing is said, refusals that name the option."""

import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.screen.ask import UNITS, rules
from windlass.screen.rules import Rules


def test_what_is_not_said_is_as_the_rules_have_it() -> None:
    span = (parse_epoch("2025"), parse_epoch("2050"))
    assert rules("accessible", "2025..2050") == Rules(kind="accessible", launch_s=span)
    assert rules("rendezvous", "2025..2050").max_revolutions == 1


def test_values_come_with_their_units() -> None:
    found = rules(
        "accessible", "2025..2050", max_dv="6000 m/s", max_duration="1 yr", min_stay="16 d",
        max_c3="25 km2/s2", entry_speed="11.5 km/s", parking="300 km", step="16 d", phase=2.0,
        revolutions=1,
    )  # fmt: skip
    assert found.max_dv_m_s == 6000.0
    assert found.max_duration_s == pytest.approx(365.25 * DAY_S)
    assert (found.min_stay_s, found.step_s) == (16 * DAY_S, 16 * DAY_S)
    assert found.max_c3_m2_s2 == pytest.approx(25e6)
    assert found.entry_max_m_s == pytest.approx(11.5e3)
    assert found.parking_altitude_m == pytest.approx(300e3)
    assert (found.phase_d, found.max_revolutions) == (2.0, 1)


@pytest.mark.parametrize("name", UNITS)
def test_a_value_that_cannot_be_read_names_its_option(name: str) -> None:
    with pytest.raises(InvalidInput) as told:
        rules("accessible", "2025..2050", **{name: "12 apples"})
    assert f"--{name.replace('_', '-')}" in str(told.value)


def test_an_unknown_limit_or_screen_is_told() -> None:
    with pytest.raises(InvalidInput, match="max_mass"):
        rules("accessible", "2025..2050", max_mass="1 t")
    with pytest.raises(InvalidInput, match="unknown screen"):
        rules("reachable", "2025..2050")
    with pytest.raises(InvalidInput, match="no span"):
        rules("accessible", "2025")


@pytest.mark.parametrize(("step", "phase"), [("8 d", 5.0), ("4 d", 1.0), ("16 d", 5.0)])
def test_the_phase_is_that_of_nhats_within_the_step(step: str, phase: float) -> None:
    assert rules("accessible", "2025..2050", step=step).phase_d == phase


def test_a_step_below_nothing_is_told() -> None:
    with pytest.raises(InvalidInput, match="step must be above 0"):
        rules("accessible", "2025..2050", step="-1 d")
