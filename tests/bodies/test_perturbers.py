"""The massive asteroids: places of another integration, series between centuries, the cache."""

from pathlib import Path

import numpy as np
import pytest

from windlass.base import kept_arrays
from windlass.base.epochs import YEAR_S, from_jd, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import perturbers
from windlass.bodies.planets import load
from windlass.kernels.chebyshev import segment_state

# Heliocentric ICRF [km], from the file sb441-n16 (farnocchia2021perturbers), which was integrated
# with the pull of all these bodies on one another; how near they come here [km].
PLACES = [
    (2_469_807.5, "Ceres", (-92_471_758.799, 336_069_472.945, 177_847_377.251), 0.01),
    (2_462_200.5, "Ceres", (136_441_259.0, -363_294_452.0, -199_223_033.0), 200.0),
    (2_462_200.5, "Vesta", (-126_373_204.0, -280_277_775.0, -95_229_629.3), 200.0),
    (2_462_200.5, "Hygiea", (325_568_587.0, -299_692_405.0, -112_070_177.0), 200.0),
    (2_451_545.0, "Vesta", (-202_492_745.0, -242_431_715.0, -70_066_706.7), 1_000.0),
]


@pytest.mark.parametrize(("jd", "name", "km", "near"), PLACES)
def test_places_are_those_of_another_integration(
    jd: float, name: str, km: tuple[float, ...], near: float
) -> None:
    found = perturbers.perturbers((0.0, YEAR_S))
    out, t = np.empty(6), from_jd(jd)
    at = found.names.index(name)
    assert segment_state(found.pack, found.layout, found.clock, at, t, out) == 0
    sun = load().body("sun", centre="barycentre").state(t)[0][0]
    assert np.linalg.norm((out[:3] - sun) / 1e3 - km) < near


def test_records_meet() -> None:
    """Across a seam of two records a body goes on along its velocity, to a centimetre."""
    found = perturbers.perturbers((0.0, YEAR_S))
    a, b = np.empty(6), np.empty(6)
    for at in range(len(found.names)):
        first, length = found.clock[at]
        seam = first + length * np.ceil((0.0 - first) / length)
        segment_state(found.pack, found.layout, found.clock, at, seam - 1e-3, a)
        segment_state(found.pack, found.layout, found.clock, at, seam + 1e-3, b)
        assert np.linalg.norm(b[:3] - a[:3] - 2e-3 * a[3:]) < 0.02


def test_a_longer_span_has_whole_centuries_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, float]] = []
    monkeypatch.setattr(perturbers, "_made", asked.append)
    perturbers.perturbers((parse_epoch("2010"), parse_epoch("2020")))
    perturbers.perturbers((parse_epoch("1850"), parse_epoch("2020")))
    assert asked[0] == perturbers.USUAL
    assert asked[1] == (-2.0 * perturbers.BLOCK_S, perturbers.USUAL[1])
    with pytest.raises(InvalidInput, match="planets"):
        perturbers.perturbers((-1e12, 0.0))


def test_a_damaged_file_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path))
    monkeypatch.setattr(perturbers, "USUAL", (0.0, 2.0 * YEAR_S))
    monkeypatch.setattr(perturbers, "BLOCK_S", YEAR_S)
    span = (0.0, YEAR_S)
    perturbers._made.cache_clear()
    first = perturbers.perturbers(span)
    (path,) = (tmp_path / "perturbers").iterdir()
    blob = path.read_bytes()
    path.write_bytes(blob[: len(blob) // 2])
    perturbers._made.cache_clear()
    again = perturbers.perturbers(span)
    assert np.array_equal(first.pack, again.pack)
    assert kept_arrays.read(path, ("pack", "layout", "clock")) is not None
    perturbers._made.cache_clear()


def test_the_table_lists_sixteen_by_number() -> None:
    rows = perturbers.listed()
    assert [int(row["number"]) for row in rows] == sorted(int(row["number"]) for row in rows)
    assert len(rows) == 16
    # park2021, table of mass parameters: Ceres 62.6289 km³/s²
    assert float(rows[0]["gm"]) == pytest.approx(62.6289e9, rel=1e-5)
