"""Tables on disk: the same bytes for the same data, and nothing left behind."""

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.store import tables

RUN = "0" * 64
BIG = 3 * tables.ROWS_A_GROUP // 2


def big() -> pl.DataFrame:
    n = pl.int_range(BIG, eager=True)
    return pl.DataFrame({"n": n, "x_m": n.cast(pl.Float64).sin(), "of": (n % 7).cast(pl.String)})


@settings(max_examples=20, deadline=None)
@given(cuts=st.lists(st.integers(0, 400), max_size=5))
def test_bytes_do_not_depend_on_how_a_table_was_put_together(cuts: list[int]) -> None:
    whole = big().head(400)
    ends = [0, *sorted(cuts), 400]
    parts = [whole[a:b] for a, b in pairwise(ends)]
    assert tables.encoded("t", pl.concat(parts, rechunk=False)) == tables.encoded("t", whole)


def test_bytes_of_a_long_table_do_not_depend_on_its_pieces_or_the_threads() -> None:
    """Longer than one row group; a second process writes it on one thread."""
    here = big()
    pieces = pl.concat([here[:100_000], here[100_000:]], rechunk=False)
    first = tables.encoded("t", here)
    assert tables.encoded("t", pieces) == first
    script = (
        "import hashlib, runpy, sys; from windlass.store import tables; "
        "made = runpy.run_path(sys.argv[1])['big'](); "
        "print(hashlib.sha256(tables.encoded('t', made)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, __file__],
        env=os.environ | {"POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == hashlib.sha256(first).hexdigest()


def fail_after_writing(folder: Path) -> None:
    with tables.draft(folder, RUN, {"t": big().head(3)}) as made:
        assert (made.folder / "t.parquet").is_file()
        raise ZeroDivisionError


def test_a_draft_that_is_not_published_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_writing(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_published_draft_bears_the_name_and_replaces_what_bore_it(tmp_path: Path) -> None:
    (tmp_path / RUN).mkdir()
    (tmp_path / RUN / "old.parquet").write_bytes(b"of a dead process")
    with tables.draft(tmp_path, RUN, {"t": big().head(3)}) as made:
        tables.publish(made, tmp_path / RUN)
    assert [path.name for path in tmp_path.iterdir()] == [RUN]
    assert [path.name for path in (tmp_path / RUN).iterdir()] == ["t.parquet"]
    assert tables.intact(tmp_path / RUN, made.manifest)
    assert made.manifest["t"]["rows"] == 3


def test_a_draft_under_way_is_not_swept_and_a_dead_one_is(tmp_path: Path) -> None:
    dead = tmp_path / f"{RUN}.dead{tables.DRAFT}"
    dead.mkdir()
    (dead / "t.parquet").write_bytes(b"half")
    with tables.draft(tmp_path, RUN, {"t": big().head(3)}) as made:
        assert tables.sweep_drafts(tmp_path, older_s=3600.0) == []
        assert tables.sweep_drafts(tmp_path, older_s=0.0) == [dead.name]
        assert made.folder.is_dir()
        tables.publish(made, tmp_path / RUN)
    assert [path.name for path in tmp_path.iterdir()] == [RUN]


@pytest.mark.parametrize("bad", ["", "../up", "a/b", ".hidden", "a b", "x" * 121, "a\n"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, bad: str) -> None:
    with (
        pytest.raises(InvalidInput, match="no plain file name"),
        tables.draft(tmp_path, RUN, {bad: big().head(1)}),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_parquet_cannot_hold_is_refused(tmp_path: Path) -> None:
    odd = pl.DataFrame({"x": [object()]}, schema={"x": pl.Object})
    with (
        pytest.raises(InvalidInput, match=r"table cannot be stored.*got 'odd'"),
        tables.draft(tmp_path, RUN, {"odd": odd}),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
