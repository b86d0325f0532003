"""The whole catalogue: nothing lost in columns and on disk, same rows same bytes, all of JPL's."""

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.targets import many
from windlass.base.errors import SourceError
from windlass.catalogue import columns, whole
from windlass.catalogue.collection import Catalogue, RowFault, join
from windlass.catalogue.read import read
from windlass.catalogue.table import builtin
from windlass.catalogue.target import Target
from windlass.catalogue.whole import Whole

FRESH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def bare(target: Target) -> Target:
    return dataclasses.replace(target, data=())


@FRESH
@given(found=many(), order=st.randoms(use_true_random=False))
def test_nothing_is_lost_on_the_way(found: list[Target], order, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    one = whole.from_catalogue(Catalogue(tuple(found)), {"when": "now"})
    path = tmp_path / "neo.parquet"
    whole.write(one, path)
    back = whole.read(path)
    assert back.frame.equals(one.frame)
    assert back.digest == one.digest
    assert back.provenance == one.provenance
    made = [whole.target(row, back.mark) for row in back.frame.iter_rows(named=True)]
    assert {bare(target).designation: bare(target) for target in made} == {
        target.designation: target for target in found
    }
    assert all(target.data == (("neo.parquet", one.digest),) for target in made)
    # the order in which they come changes nothing, the time of import not the digest
    order.shuffle(found)
    again = whole.from_catalogue(Catalogue(tuple(found)), {"when": "now"})
    first = path.read_bytes()
    whole.write(again, path)
    assert path.read_bytes() == first
    later = whole.from_catalogue(Catalogue(tuple(found)), {"when": "later"})
    assert later.digest == one.digest


def test_any_value_that_changes_changes_the_digest() -> None:
    rows = [columns.row(target) for target in builtin()]
    digests = {whole.from_rows(rows, {}).digest}
    for name in columns.COLUMNS:
        if name in ("designation", "keys"):
            continue
        now = rows[3][name]
        new = {"Float64": 1.0, "Int8": 1, "Int32": 1, "Boolean": True}
        other = None if now is not None else new.get(str(columns.schema()[name]), "x")
        digests.add(whole.from_rows([*rows[:3], {**rows[3], name: other}, *rows[4:]], {}).digest)
    assert len(digests) == len(columns.COLUMNS) - 1


def test_builtin_table_keeps_every_value_and_source() -> None:
    one = whole.from_catalogue(builtin(), {})
    by = {target.designation: target for target in builtin()}
    assert len(one) == len(by)
    for row in one.frame.iter_rows(named=True):
        assert whole.target(row) == bare(by[row["designation"]])
        assert whole.orbit(row) == by[row["designation"]].orbit
    numbers = [int(text) for text in one.frame["number"].drop_nulls()]
    assert numbers == sorted(numbers)


def test_two_orbits_exchanged_and_back() -> None:
    """Each keeps its own elements, precision and source; forces belong to neither then."""
    one, two = (target.orbit for target in builtin().targets[:2])
    two = dataclasses.replace(two, designation=one.designation, uncertainty=one.uncertainty)
    row = columns.row(dataclasses.replace(builtin().targets[0], orbit=one, other=two))
    swapped = columns.exchanged(row)
    assert columns.orbit(swapped) == dataclasses.replace(two, nongrav=None)
    assert columns.other(swapped) == dataclasses.replace(one, nongrav=None)
    assert columns.orbit(columns.exchanged(swapped)) == dataclasses.replace(one, nongrav=None)


def test_repeated_and_faulty_rows_are_counted() -> None:
    faults = tuple(
        RowFault(where=f"x, row {n}", designation=str(n), why="no epoch") for n in range(200)
    )
    one = whole.from_catalogue(join([builtin(), builtin(), Catalogue((), faults)]), {})
    assert len(one) == len(builtin())
    assert one.provenance["repeated"]["count"] == len(builtin())
    assert one.provenance["faults"]["count"] == 200
    assert one.provenance["faults"]["first"][0] == "x, row 0 (0): no epoch"
    assert len(one.provenance["faults"]["first"]) == whole.TOLD


def test_one_key_one_row() -> None:
    row = columns.row(builtin().targets[0])
    with pytest.raises(SourceError, match="twice"):
        whole.from_rows([row, row], {})


def test_installed_or_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WINDLASS_DATA", str(tmp_path))
    assert whole.installed() is None
    one = whole.from_catalogue(builtin(), {})
    whole.write(one, whole.path())
    assert whole.path() == tmp_path / "catalogue" / "neo.parquet"
    back = whole.installed()
    assert back is not None
    assert back.digest == one.digest
    assert [path.name for path in whole.path().parent.iterdir()] == ["neo.parquet"]


@pytest.fixture(scope="module")
def all_known(shared: Path) -> Whole:
    return whole.from_catalogue(read(shared / "data/neo_catalog.parquet"), {})


def test_all_of_jpl(all_known: Whole) -> None:
    frame = all_known.frame
    assert len(all_known) == 41_867
    assert all_known.provenance["faults"]["count"] == 0
    assert all_known.provenance["repeated"]["count"] == 0
    assert Counter(frame["orbit_class"]) == {"APO": 23_833, "AMO": 14_585, "ATE": 3_411, "IEO": 38}
    assert (frame["precision"] == "full").sum() == 4_051
    assert frame["pha"].sum() == 2_541
    assert frame["taxonomy"].count() == 326
    assert frame["first_obs"][0] == "1893-10-29"
    assert set(frame["source"]) == {"sbdb2026", "neodys2022", "mpc2021"}
    # as read: two orbits, compared by their elements alone
    assert frame["other_a_m"].count() == 25_250
    assert frame["settled"].count() == 0
    first = frame.filter(frame["other_a_m"].is_not_null())["precision"]
    assert dict(Counter(first)) == {"older-solution": 17_464, "screening": 7_786}
    for name in columns.NEEDED:
        assert frame[name].null_count() == 0, name


def test_elements_are_those_of_the_reader(all_known: Whole, shared: Path) -> None:
    read_again = read(shared / "data/neo_catalog.parquet")
    for row in all_known.frame.gather_every(97).iter_rows(named=True):
        assert whole.target(row) == bare(read_again.find(row["designation"]))
