"""Burns that nobody can command, shadows at an equinox, a target to be found again."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.verify.hop import ORBIT, START, hop
from windlass.base.constants import AU_M, GM_EARTH
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import operations as ops
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.bodies.sky_uncertainty import runoff
from windlass.bodies.thrust import Burn, profile
from windlass.transfers.shooting import Patched
from windlass.verify.operations import Dense, operations, silent, there_s
from windlass.verify.plan import Plan
from windlass.verify.recovery import Recovery, linked_runoff, recovery

EARLY = parse_epoch("2027-01-01")


def near_earth() -> Plan:
    """Two days on a geostationary circle at an equinox, one burn of next to nothing."""
    t = parse_epoch("2030-03-20") + np.arange(5) * 0.5 * DAY_S
    r0, v0 = (part[0] for part in load().body("earth", centre="barycentre").state(t[0]))
    radius = 42_164e3
    here = np.concatenate([r0, v0])
    here[[0, 4]] += radius, math.sqrt(GM_EARTH / radius)
    flight = reference.fly(here[:3], here[3:], t[0], t[-1], centre="barycentre")
    states = np.hstack(flight.state(t, "barycentre"))
    return Plan(
        name="a watch", title="", goal="where it is", designer="a circle",
        path=Patched(t_s=t, states=states, before=states[0], burns=(0,)), arrives=4,
        designed_m_s=np.zeros(1),
    )  # fmt: skip


def found(code: int | None, h_mag: float | None = 18.0) -> Recovery:
    return recovery(
        replace(ORBIT, uncertainty=code, a_m=1.3 * AU_M),
        None,
        EARLY,
        START,
        h_mag=h_mag,
        last_obs="2022-01-01",
    )


def test_a_path_flown_once_is_the_plan() -> None:
    plan = hop()
    t = plan.span_s[0] + np.array([0.0, 3.3, 40.0, 100.0, 199.0, 200.0]) * DAY_S
    for centre in ("barycentre", "earth"):
        for a, b, off in zip(Dense(plan).state(t, centre), plan.state(t, centre), (100.0, 1e-4),
                             strict=True):  # fmt: skip
            np.testing.assert_allclose(a, b, atol=off, rtol=0.0)
    with pytest.raises(InvalidInput, match="date outside"):
        Dense(plan).state(0.0)


def test_burns_in_a_conjunction_are_flagged() -> None:
    plan = hop()
    wide = operations(plan, angle_rad=1.0)
    assert [one.what for one in wide.silent] == ["burn 1", "burn 2"]
    assert sum("cannot be commanded" in line for line in wide.lines()) == 2
    assert len(wide.plain()["burns_in_conjunction"]) == 2
    narrow = operations(plan)
    assert narrow.silent == ()
    assert narrow.recovery is None
    assert narrow.angle_rad == ops.least_angle_rad()


def test_thrust_in_a_conjunction_is_flagged_from_where_it_falls_into_it() -> None:
    t0 = hop().span_s[0]
    push = Burn(from_s=t0 + DAY_S, until_s=t0 + 9.0 * DAY_S, force_n=(0.1, 0.0, 0.0), isp_s=2e3)
    plan = replace(hop(), thrust=profile([push], 1e6))
    quiet = [
        ops.Interval(what="superior conjunction", from_s=t0 + a * DAY_S, until_s=t0 + b * DAY_S,
                     worst=0.0)
        for a, b in ((5.0, 7.0), (20.0, 30.0))
    ]  # fmt: skip
    made = silent(plan, tuple(quiet))
    assert [(one.what, one.t_s) for one in made] == [("arc of thrust 1", t0 + 5.0 * DAY_S)]


def test_the_shadows_of_a_geostationary_circle_at_an_equinox() -> None:
    got = operations(near_earth())
    assert len(got.eclipses) == 2
    assert got.longest is not None
    assert got.longest.what == "umbra of earth"
    # 69 minutes in the umbra and two of penumbra on each side, as handbooks have it
    assert got.longest.lasts_s == pytest.approx(72.0 * 60.0, abs=120.0)
    assert got.dark_s == pytest.approx(2.0 * got.longest.lasts_s, rel=0.01)
    assert got.contact.nearest_m == pytest.approx(42_164e3, rel=0.01)
    assert any("in a shadow twice" in line for line in got.lines())
    json.dumps(got.plain())


def test_the_distance_and_the_light_time() -> None:
    got = operations(hop(), after_s=EARLY, h_mag=18.0, last_obs="2026-01-01")
    near, far = got.contact.delay_s
    assert near < far
    assert got.plain()["light_time_most_s"] == pytest.approx(far)
    assert far == pytest.approx(got.contact.farthest_m / AU_M * 499.005, rel=1e-5)
    assert got.recovery is not None
    assert got.recovery.until_s == there_s(hop()) == START
    json.dumps(got.plain())


def test_a_sure_orbit_needs_nothing() -> None:
    got = found(1)
    assert got.window.window is not None
    assert not got.too_uncertain
    assert got.field_rad is not None
    assert got.field_rad < math.radians(0.1)
    assert not any("certified" in line for line in got.lines())


@pytest.mark.parametrize("code", [4, 5, 7, 9, None])
def test_what_would_change_the_verdict(code: int | None) -> None:
    got = found(code)
    text = " ".join(got.lines())
    assert got.too_uncertain == (code != 4)
    assert got.needed_arcsec == runoff(4)[1] == pytest.approx(382.76, abs=0.01)
    assert ("runoff" in text) == got.too_uncertain
    assert (got.field_rad is None) == (code in (9, None))
    place = {9: "has no upper end", None: "is then is not known"}.get(code, "has to be searched")
    assert place in text
    assert got.gap_years is not None
    assert got.gap_years > 5.0
    if got.too_uncertain:
        assert "is enough" in text
    json.dumps(got.plain())


def test_a_wider_orbit_takes_a_longer_search() -> None:
    fields = [found(code).field_rad for code in (1, 3, 5, 7)]
    assert all(field is not None for field in fields)
    assert fields == sorted(field for field in fields if field is not None)
    assert len(set(fields)) == 4


def test_what_cannot_be_seen_says_why() -> None:
    faint, unknown = found(7, h_mag=35.0), found(7, h_mag=None)
    assert faint.window.window is None
    assert "cannot be observed before 2031" in faint.lines()[0]
    assert "No observation from Earth" in faint.lines()[-1]
    assert "magnitude is not known" in unknown.lines()[0]
    assert faint.field_rad is None
    assert faint.plain()["window"] is None
    with pytest.raises(InvalidInput, match="no time to find"):
        recovery(ORBIT, None, START, EARLY)


def test_two_places_ten_years_apart() -> None:
    # 1″ each, root of two of it over a decade, and the code's own factor of three
    assert linked_runoff(10.0, 1.0) == pytest.approx(3.0 * math.sqrt(2.0))
    assert linked_runoff(1.0, 0.1) == pytest.approx(linked_runoff(10.0, 1.0))
