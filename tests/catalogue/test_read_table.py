"""Parquet and CSV: the most precise orbit that holds, missing columns, faulty rows."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from windlass.base.constants import AU_M
from windlass.base.errors import SourceError
from windlass.catalogue.elements import half_step
from windlass.catalogue.files import Raw
from windlass.catalogue.read import read
from windlass.catalogue.read_table import _axis, read_table

HU4: dict[str, Any] = {
    "pdes": "2008 HU4",
    "full_name": "(2008 HU4)",
    "epoch_jd": 2461200.5,
    "a_au": 1.071,
    "e": 0.0551,
    "i_deg": 1.39,
    "om_deg": 221.0,
    "w_deg": 348.0,
    "ma_deg": 11.0,
    "n_deg_d": 0.8898,
    "H": 28.3,
    "hp_epoch_jd": 2459600.5,
    "hp_a": 1.071395123456,
    "hp_e": 0.0555731234,
    "hp_i": 1.3912345,
    "hp_om": 221.1,
    "hp_w": 348.2,
    "hp_ma": 22.2,
    "hp_src": "NEODyS-2022",
    "mpc2021_U": "1",
}
EXACT = {"hp_src": "SBDB-2026-07-04-fullprec"}


def csv(*rows: dict[str, Any]) -> Raw:
    return Raw("t.csv", pl.DataFrame(list(rows)).write_csv().encode())


def test_whole_catalogue(shared: Path) -> None:
    found = read(shared / "data/neo_catalog.parquet")
    assert len(found) + len(found.faults) == 41_867
    assert found.faults == ()
    assert found.find("Apophis").orbit.precision == "full"
    assert found.find("2008hu4").orbit.precision == "older-solution"
    assert found.find("2010 UE51").orbit.precision == "screening"
    assert found.find("Apophis").diameter is not None


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_older_solution_is_taken_where_it_agrees(form: str) -> None:
    buffer = io.BytesIO()
    pl.DataFrame([HU4]).write_parquet(buffer)
    raw = csv(HU4) if form == "csv" else Raw("t.parquet", buffer.getvalue())
    (target,) = read_table(raw).targets
    assert target.orbit.a_m == 1.071395123456 * AU_M
    assert (target.orbit.precision, target.orbit.source) == ("older-solution", "neodys2022")
    assert target.orbit.uncertainty == 1


def test_older_solution_is_set_aside_after_an_encounter() -> None:
    (target,) = read_table(csv({**HU4, "hp_a": 1.0552})).targets
    assert target.orbit.precision == "screening"
    # the mean motion has more digits than the axis
    assert target.orbit.a_m / AU_M == pytest.approx((0.9856076686 / 0.8898) ** (2 / 3), rel=1e-9)


def test_both_orbits_are_read() -> None:
    """Whichever stands first, the other one is there, and nothing is settled."""
    for row, first in ((HU4, "older-solution"), ({**HU4, "hp_a": 1.0552}, "screening")):
        (target,) = read_table(csv(row)).targets
        assert target.other is not None
        assert target.orbit.precision == first
        assert {target.orbit.precision, target.other.precision} == {"older-solution", "screening"}
        assert {target.orbit.source, target.other.source} == {"neodys2022", "sbdb2026"}
        assert (target.settled, target.misfit_deg) == ("", None)
    (target,) = read_table(csv({**HU4, **EXACT})).targets
    assert target.other is None
    (target,) = read_table(csv({**HU4, "hp_w": None})).targets
    assert target.other is None


@pytest.mark.parametrize(
    ("changes", "precision", "note"),
    [
        ({"hp_e": 1.01}, "screening", "Older solution left out.*1 or more"),
        ({"ma_deg": None}, "older-solution", "Present elements left out.*mean anomaly"),
    ],
)
def test_one_of_two_orbits_is_nonsense(changes: dict[str, Any], precision: str, note: str) -> None:
    (target,) = read_table(csv({**HU4, **changes})).targets
    assert (target.orbit.precision, target.other) == (precision, None)
    assert re.search(note, target.note)


def test_both_orbits_nonsense_is_a_fault() -> None:
    found = read_table(csv({**HU4, "hp_e": 1.01, "e": 1.02}))
    assert (len(found), len(found.faults)) == (0, 1)


@pytest.mark.parametrize(
    ("a_au", "n_deg_d", "want"),
    [
        (1.071, 0.8898, (0.9856076686 / 0.8898) ** (2 / 3)),  # the motion is the finer one
        (0.9864, 1.006, 0.9864),  # here the axis is
        (1.071, None, 1.071),
        (1.071, 0.9, 1.071),  # they exclude each other
        (1.071395123456, 0.8898, 1.071395123456),
    ],
)
def test_axis_of_two_rounded_values(a_au: float, n_deg_d: float | None, want: float) -> None:
    row = {**HU4, "a_au": a_au, "n_deg_d": n_deg_d, "hp_a": None}
    (target,) = read_table(csv(row)).targets
    assert target.orbit.a_m / AU_M == pytest.approx(want, rel=1e-9)


def test_axes_allowed_by_rounding_hold_the_full_ones(shared: Path) -> None:
    """4,051 asteroids have both: the middle is off by half of what the mean motion alone leaves
    for most, and below 1 au, where the mean motion is the coarser, by a fifth."""
    frame = pl.read_parquet(shared / "data/neo_catalog.parquet")
    both = frame.filter(pl.col("hp_src").str.starts_with("SBDB"))
    assert (both["hp_epoch_jd"] == both["epoch_jd"]).all()
    a, n, full = (both[name].to_numpy() for name in ("a_au", "n_deg_d", "hp_a"))
    mine = np.array([_axis(float(x), float(y)) for x, y in zip(a, n, strict=True)])
    by_motion = (0.9856076686 / n) ** (2 / 3)
    off, other = np.abs(mine - full), np.abs(by_motion - full)
    assert len(off) == 4_051
    assert np.median(off) < 0.7 * np.median(other)
    assert np.median(off[a < 1]) < 0.25 * np.median(other[a < 1])
    # as far as the rounding of the axis reaches, and no further
    step = np.array([half_step(float(x), 4) for x in a])
    assert (off <= step * 1.000001).all()


def test_full_precision_goes_first() -> None:
    (target,) = read_table(csv({**HU4, **EXACT, "hp_a": 1.0552})).targets
    assert (target.orbit.precision, target.orbit.source) == ("full", "sbdb2026")


def test_plain_columns_of_a_user() -> None:
    needed = ("pdes", "epoch_jd", "a_au", "e", "i_deg", "om_deg", "w_deg", "ma_deg")
    row = {name: HU4[name] for name in needed} | {"a_au": 1.071395123456}
    (target,) = read_table(csv(row)).targets
    assert (target.orbit.precision, target.orbit.source) == ("full", "userfile")
    assert target.title == "2008 HU4"


def test_missing_columns_are_named() -> None:
    row = {name: value for name, value in HU4.items() if name not in ("e", "om_deg")}
    with pytest.raises(SourceError, match=r"t\.csv: table lacks the columns e, om_deg"):
        read_table(csv(row))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"e": 1.01}, "1 or more"),
        ({"ma_deg": None}, "mean anomaly"),
        ({"a_au": -1.0, "n_deg_d": None}, "not above 0"),
    ],
)
def test_faulty_rows_are_told(changes: dict[str, Any], said: str) -> None:
    bad = {**HU4, **changes, "pdes": "2030 AB", "full_name": "(2030 AB)", "hp_a": None}
    found = read_table(csv(HU4, bad))
    assert [target.designation for target in found] == ["2008 HU4"]
    (fault,) = found.faults
    assert (fault.designation, fault.where) == ("2030 AB", "t.csv, row 2")
    assert said in fault.why


def test_only_one() -> None:
    other = {**HU4, "pdes": "2030 AB", "full_name": "(2030 AB)"}
    assert len(read_table(csv(HU4, other), only="2030 AB")) == 1
