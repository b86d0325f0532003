"""The best rows off the grid: checked on it first, cheaper off it, and where to look next."""

import json
from pathlib import Path

import pytest

from tests.catalogue.known import whole as known
from windlass.base.epochs import parse_epoch, parse_span
from windlass.base.errors import NotSolved
from windlass.bodies import asteroid
from windlass.screen import run, search
from windlass.screen.refine import Refined, refine
from windlass.screen.rules import Kind, Rules

NAMES = ("2000 SG344", "1991 VG")
AFTER = parse_epoch("2026-07-01")


def refined(kind: Kind, folder: Path, **limits: float) -> tuple[search.Found, list[Refined]]:
    whole = known(*NAMES)
    rules = Rules(kind=kind, launch_s=parse_span("2028-06..2039-08"), **limits)
    begun = run.begin(rules, whole, folder=folder)
    found = search.found(begun, run.carry_on(begun))
    made, left = refine(found, 2, AFTER)
    assert not left
    return found, made


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[Kind, tuple[search.Found, list[Refined]]]:
    kinds: tuple[Kind, ...] = ("accessible", "rendezvous")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(tmp_path_factory.mktemp("cache")))
        return {
            kind: refined(kind, tmp_path_factory.mktemp(kind), max_revolutions=kinds.index(kind))
            for kind in kinds
        }


@pytest.mark.parametrize("kind", ["accessible", "rendezvous"])
def test_the_grid_s_trip_is_the_same_by_its_own_integration(both, kind: Kind) -> None:
    found, made = both[kind]
    assert [one.designation for one in made] == found.reached["designation"].to_list()[:2]
    for one in made:
        assert one.checked_dv_m_s == pytest.approx(one.grid_dv_m_s, abs=0.5)


@pytest.mark.parametrize("kind", ["accessible", "rendezvous"])
def test_off_the_grid_it_is_cheaper_and_its_burns_add_up(both, kind: Kind) -> None:
    found, made = both[kind]
    rules = found.run.rules
    for one in made:
        assert one.dv_m_s < one.checked_dv_m_s
        names = ("park_m_s", "arrive_m_s", "leave_m_s", "brake_m_s")
        assert one.dv_m_s == pytest.approx(sum(one.burns.get(name, 0.0) for name in names))
        assert rules.launch_s[0] <= one.launch_s <= rules.launch_s[1]
        assert one.duration_d <= 450.0 + 1e-6
        assert (one.stay_d is None) == (kind == "rendezvous")


def test_the_next_window_and_the_uncertainty_are_told(both) -> None:
    _, made = both["accessible"]
    vg = next(one for one in made if one.designation == "1991 VG")
    assert vg.window.window is not None
    assert vg.window.window.start_s >= AFTER
    assert vg.window.window.v_mag <= 24.5
    assert vg.uncertainty.high_rad is not None
    assert 0.0 <= vg.uncertainty.low_rad < vg.uncertainty.high_rad


def test_rows_are_plain_data(both) -> None:
    for _, made in both.values():
        for one in made:
            back = json.loads(json.dumps(one.plain(), allow_nan=False))
            assert back["designation"] == one.designation
            assert back["window"] is None or back["window"]["start"] < back["window"]["end"]


def test_one_that_cannot_be_followed_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    whole = known(*NAMES)
    rules = Rules(kind="accessible", launch_s=parse_span("2028-06..2039-08"))
    begun = run.begin(rules, whole, folder=tmp_path)
    found = search.found(begun, run.carry_on(begun))
    real = asteroid.integrate

    def broken(orbit, span, **more):
        if orbit.designation == "1991 VG":
            raise NotSolved("integration of 1991 VG ended early: it meets a body", status=5)
        return real(orbit, span, **more)

    monkeypatch.setattr(asteroid, "integrate", broken)
    made, left = refine(found, 2, AFTER)
    assert [one.designation for one in made] == ["2000 SG344"]
    assert [(one.designation, "meets a body" in one.why) for one in left] == [("1991 VG", True)]
    assert left[0].plain()["not_refined"]
