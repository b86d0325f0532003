"""Trajectory files: a plan goes out and comes back; what is no flight is told so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.verify import rocks
from tests.verify.hop import BURNS, hop
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.bodies.thrust import Burn, profile
from windlass.exchange.oem import write_oem
from windlass.exchange.sample import sample
from windlass.exchange.trajectory import Trajectory
from windlass.transfers import nhats
from windlass.verify import export, files, trips

CREATED = "2026-11-22T00:00:00"


def formats(*more: str) -> tuple[str, ...]:
    try:
        import spiceypy  # noqa: F401
    except ImportError:
        return ("oem", *more)
    return ("oem", "spk", *more)


def test_a_plan_comes_back_from_its_files(tmp_path: Path) -> None:
    plan = hop()
    paths = export.write(plan, tmp_path, "hop", created=CREATED, formats=formats(), target=-999)
    for path in paths.values():
        made = files.flown(files.read(path))
        assert made.holds
        assert max(arc.greatest_m for arc in made.arcs) < 1_000.0
        # The burn with which the plan begins is before the file's first state.
        (impulse,) = made.impulses
        assert np.linalg.norm(impulse.dv_m_s - BURNS[1]) < 1e-4
        assert made.total_m_s == pytest.approx(np.linalg.norm(BURNS[1]), abs=1e-4)
        assert made.plan is not None
        assert made.plan.total_m_s == pytest.approx(made.total_m_s, abs=1e-3)
        gap = np.abs(made.plan.arrived - made.plan.path.states)[:, :3]
        assert gap.max() < 10.0
        end = made.plan.path.states[-1] - plan.path.states[-1]
        assert np.linalg.norm(end[:3]) < 1_000.0


def test_a_trip_from_perigee_to_entry_comes_back_too(tmp_path: Path) -> None:
    rock = trips.Asteroid(title="2099 ZZ8", orbit=rocks.orbit())
    dates = trips.Dates(
        launch_s=rocks.LAUNCH, out_d=rocks.OUT_D, stay_d=rocks.STAY_D, back_d=rocks.BACK_D
    )
    plan = trips.trip(rock, dates, nhats.Rules()).plan
    paths = export.write(
        plan, tmp_path, "trip", created=CREATED, formats=formats("czml"), target=-999
    )
    for kind, path in paths.items():
        made = files.flown(files.read(path))
        assert max(arc.greatest_m for arc in made.arcs) < 1_000.0, kind
        if kind == "czml":  # what lies near Earth only: two ends, and nothing between
            assert len(made.gaps) == 1
            assert made.why_no_plan == "the file has gaps"
            continue
        assert made.holds
        assert len(made.impulses) == 2
        sizes = np.linalg.norm(plan.dv_m_s[1:], axis=1)
        assert made.total_m_s == pytest.approx(sizes.sum(), abs=1e-3)
        assert made.plan is not None


def drifting(push_m_s2: float) -> Trajectory:
    """A flight with a steady thrust that the file does not tell."""
    start = rocks.LAUNCH
    length = 60.0 * DAY_S
    mass = 1_000.0
    burn = Burn(
        from_s=start, until_s=start + length, force_n=(mass * push_m_s2, 0.0, 0.0), isp_s=1e8
    )
    thrust = profile([burn], mass)
    flight = reference.fly(
        np.array([1.6e11, 1e10, 0.0]), np.array([0.0, 2.8e4, 1e3]), start, start + length,
        thrust=thrust, name="the tug",
    )  # fmt: skip
    return sample(flight)


def test_a_thrust_arc_is_told_from_a_flight_and_its_push_found(tmp_path: Path) -> None:
    path = tmp_path / "tug.oem"
    write_oem(path, drifting(2e-5), created=CREATED)
    made = files.flown(files.read(path))
    assert not made.holds
    assert made.plan is None
    (arc,) = made.arcs
    assert arc.push_m_s2 == pytest.approx(2e-5, rel=1e-2)
    assert arc.push_dv_m_s == pytest.approx(2e-5 * 60.0 * DAY_S, rel=1e-2)
    # Half a t squared, near enough.
    assert arc.final_m == pytest.approx(0.5 * 2e-5 * (60.0 * DAY_S) ** 2, rel=0.5)
    assert "mean acceleration of 2e-05" in arc.words


def test_a_wide_limit_lets_it_hold() -> None:
    made = files.flown(drifting(1e-12), within_m=1_000.0)
    assert made.holds
    # a file without an impulse is a plan too, of one that is none
    assert made.plan is not None
    assert made.plan.total_m_s < 1e-6


def test_arcs_that_do_not_meet_are_a_gap() -> None:
    whole = export.trajectory(hop())
    one, two = whole.arcs
    off = replace(two, states=two.states + np.array([1e7, 0.0, 0.0, 0.0, 0.0, 0.0]))
    made = files.flown(replace(whole, arcs=(one, off)))
    assert len(made.gaps) == 1
    assert not made.holds


def test_it_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="kind of a trajectory file"):
        files.read(tmp_path / "a.kml")
    with pytest.raises(InvalidInput, match="format"):
        export.write(hop(), tmp_path, "a", created=CREATED, formats=("kml",))
    with pytest.raises(InvalidInput, match="limit"):
        files.flown(drifting(0.0), within_m=0.0)
