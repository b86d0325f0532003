"""Thrusters' life: by hand from the life tests, in step with what is asked, silent on nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as hs

from windlass.base.errors import InvalidInput
from windlass.base.sources import bibliography, table
from windlass.verify import thrusters
from windlass.verify.thrusters import Asked, life, lives, names

KECK = Asked(power_w=40e3, hours=20_000.0, propellant_kg=3_900.0, starts=12)
"""The tug of 40 kW of the table of tugs, on a way that takes it more than two years of thrust."""


def test_dawn_by_hand() -> None:
    """About what the Dawn mission asked: 425 kg in 51,385 h, one thruster at a time."""
    one = life(Asked(power_w=2_300.0, hours=51_385.0, propellant_kg=425.0, starts=0), "nstar",
               margin=1.0)  # fmt: skip
    assert one.at_once == 1
    assert one.needed == 2
    assert one.life_share == pytest.approx(51_385.0 / 30_352.0 / 2)
    assert one.throughput_share == pytest.approx(425.0 / 235.0 / 2)
    assert life(
        Asked(power_w=2_300.0, hours=51_385.0, propellant_kg=425.0, starts=0), "nstar"
    ).needed == math.ceil(1.5 * 425.0 / 235.0)


def test_the_keck_tug() -> None:
    by = {one.thruster: one for one in lives(KECK)}
    assert by["next"].at_once == 6
    assert by["next"].needed == 7  # 1.5 × 3,900 / 918 kg
    assert by["nstar"].needed == math.ceil(1.5 * 3_900.0 / 235.0)
    assert by["aeps"].at_once == 4
    assert by["aeps"].needed == math.ceil(1.5 * 4 * 20_000.0 / 23_000.0)
    assert by["aeps"].throughput_share is None
    assert "throughput" in by["aeps"].lacks
    assert "Not computed: throughput, starts" in by["aeps"].text()
    assert "design hours" in by["aeps"].text()
    assert by["spt-100"].starts_share == pytest.approx(
        12 * by["spt-100"].at_once / by["spt-100"].needed / 6_925.0  # type: ignore[operator]
    )


@given(
    hs.sampled_from(names()), hs.floats(100.0, 2e5), hs.floats(0.0, 1e5), hs.floats(0.0, 2e4),
    hs.floats(1.0, 3.0),
)  # fmt: skip
def test_more_asked_needs_no_fewer(
    name: str, power: float, hours: float, kg: float, margin: float
) -> None:
    one = life(Asked(power_w=power, hours=hours, propellant_kg=kg, starts=3), name, margin=margin)
    more = life(
        Asked(power_w=1.5 * power, hours=2.0 * hours, propellant_kg=2.0 * kg, starts=3), name,
        margin=margin,
    )  # fmt: skip
    assert one.needed is not None
    assert more.needed is not None
    assert more.needed >= one.needed >= one.at_once >= 1
    for share in (one.life_share, one.throughput_share):
        assert share is None or 0.0 <= share <= 1.0 / margin + 1e-6


def test_what_lacks_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = {"bare": {"title": "Bare", "propellant": "xenon", "basis": "design",
                     "power": {"value": 1e3, "source": "windlass"}}}  # fmt: skip
    monkeypatch.setattr(thrusters, "entry", lambda _, name: bare[name])
    one = life(KECK, "bare")
    assert one.needed is None
    assert one.life_share is None
    assert one.text() == "Bare: not computed, its data lack life and throughput and starts."


def test_the_table_names_its_sources() -> None:
    for name, row in table("thrusters").items():
        assert row["basis"] in ("demonstrated", "design"), name
        for part in ("power", "life"):
            assert row[part]["source"] in bibliography()
    assert all(one.sources for one in lives(KECK))


@pytest.mark.parametrize("change", [{"power_w": 0.0}, {"hours": -1.0}, {"propellant_kg": math.nan}])
def test_what_cannot_be_asked_is_refused(change: dict[str, float]) -> None:
    fields = {"power_w": 40e3, "hours": 1.0, "propellant_kg": 1.0, "starts": 1}
    with pytest.raises(InvalidInput, match="power, hours, propellant"):
        Asked(**{**fields, **change})  # type: ignore[arg-type]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown entry of thrusters"):
        life(KECK, "nstra")
    with pytest.raises(InvalidInput, match="margin on the life"):
        life(KECK, "nstar", margin=0.9)
    krypton = Asked(power_w=1e3, hours=1.0, propellant_kg=1.0, starts=1, propellant="krypton")
    with pytest.raises(InvalidInput, match="propellant of nstar"):
        life(krypton, "nstar")
    assert lives(krypton) == ()
