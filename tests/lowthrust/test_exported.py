"""A leg as files: what is read from them alone, flown again, arrives."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.lowthrust.legs import by_all, random_leg
from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.planets import load
from windlass.exchange.ocm import write_ocm
from windlass.exchange.read_ocm import read_ocm
from windlass.exchange.read_oem import read_oem
from windlass.lowthrust.carried import Carried, carried
from windlass.lowthrust.design import Design
from windlass.lowthrust.engine import polynomial
from windlass.lowthrust.exported import Exported, burns, export, reflown
from windlass.lowthrust.solve import solve

DAY = "2026-11-22T00:00:00"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(by_all(1, True), tmp_path_factory.mktemp("leg"), "tug", created=DAY)


def changed(files: Exported, folder: Path, **what: object) -> Exported:
    """The files with another thrust history."""
    history = replace(read_ocm(files.thrust), **what)
    path = folder / "other.ocm"
    write_ocm(path, history, created=DAY)
    return Exported(oem=files.oem, thrust=path)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("away", [False, True])
def test_random_legs_fly_again(seed: int, away: bool, tmp_path: Path) -> None:
    path = by_all(seed, away)
    made = reflown(export(path, tmp_path, "leg", created=DAY))
    miss_m, miss_m_s = made.off(path.steered.task.to)
    assert miss_m < 1e4  # what is asked for is 1e6
    assert miss_m_s < 1e-2
    assert made.along_m < 10.0
    assert made.miss_m < 1.0
    assert made.final_kg == pytest.approx(path.steered.task.mass_kg - path.propellant_kg, abs=1e-6)
    assert made.history.without == (() if away else ("earth", "moon"))


def test_an_engine_whose_specific_impulse_changes(tmp_path: Path) -> None:
    own = polynomial(
        10e3, (-0.003, 0.038), (0.9e-6, 0.75e-6), count=4, least_w=500.0, most_w=2500.0
    )
    leg = solve(replace(random_leg(1), engine=own), nearest=False).best
    path = carried(leg, without=("earth", "moon"))
    made = reflown(export(path, tmp_path, "leg", created=DAY))
    miss_m, miss_m_s = made.off(path.steered.task.to)
    assert miss_m < 1e4
    assert miss_m_s < 1e-2
    assert made.final_kg == pytest.approx(path.steered.task.mass_kg - path.propellant_kg, abs=1e-6)
    assert path.propellant_kg == pytest.approx(path.designed_kg, rel=0.1)
    lit = made.history.burns
    isp = np.array([burn.isp_s for burn in lit])
    there = Design(leg).state(np.array([0.5 * (b.from_s + b.until_s) for b in lit]))[:, :3]
    thrust, flow = own.at(np.linalg.norm(there, axis=1))
    assert np.ptp(isp) > 50.0
    assert isp == pytest.approx(thrust / (G0 * flow), rel=5e-3)


def test_blocks_end_where_the_force_changes(files: Exported) -> None:
    path, thrust = read_oem(files.oem), read_ocm(files.thrust)
    edges = {round(t, 3) for burn in thrust.burns for t in (burn.from_s, burn.until_s)}
    edges |= {round(t, 3) for t in path.span_s}
    assert {round(arc.span_s[0], 3) for arc in path.arcs} <= edges
    assert len(path.arcs) == len(edges) - 1
    assert path.impulses == ()


def test_what_flies_is_what_the_files_say(files: Exported, tmp_path: Path) -> None:
    """Another force, mass or body in the files, and it ends elsewhere."""
    made = reflown(files)
    more = tuple(
        replace(one, force_n=tuple(1.001 * x for x in one.force_n)) for one in made.history.burns
    )
    assert reflown(changed(files, tmp_path, burns=more)).miss_m > 1e6
    assert reflown(changed(files, tmp_path, start_kg=1501.0)).miss_m > 1e6
    assert reflown(changed(files, tmp_path, without=("earth", "moon"))).miss_m > 1e8
    assert reflown(changed(files, tmp_path, without=("pluto",))).miss_m < 1e5


def test_the_force_is_that_of_the_path(files: Exported) -> None:
    path = by_all(1, True)
    rows = path.thrust.rows
    lit = np.abs(rows[:, 3:6]).max(axis=1) > 0.0
    read = read_ocm(files.thrust).profile.rows
    assert np.abs(read[:, 3:9] - rows[lit, 3:9]).max() < 1e-12
    assert len(burns(path)) == np.count_nonzero(lit)


def test_files_of_two_legs_are_refused(files: Exported, tmp_path: Path) -> None:
    late = read_ocm(files.thrust).start_s - 1e5
    with pytest.raises(InvalidInput, match="do not go together"):
        reflown(changed(files, tmp_path, name="another"))
    with pytest.raises(InvalidInput, match="do not go together"):
        reflown(changed(files, tmp_path, start_s=late))


def test_a_path_into_a_body_is_told(tmp_path: Path) -> None:
    path = by_all(1, True)
    t = float(path.steered.task.t_s[0])
    r, v = (x[0] for x in load().body("earth", centre="barycentre").state(t))
    states = path.steered.states.copy()
    states[0] = np.concatenate([r + np.array([7e6, 0.0, 0.0]), v])  # at rest beside Earth
    fallen: Carried = replace(path, steered=replace(path.steered, states=states))
    with pytest.raises(NotSolved, match="meets earth"):
        export(fallen, tmp_path, "leg", created=DAY)
