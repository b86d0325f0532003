"""Files with a digest: damage, other files and layouts are told; a failed write keeps the old."""

from pathlib import Path

import polars as pl
import pytest

from windlass.base.errors import SourceError
from windlass.catalogue import sealed

FRAME = pl.DataFrame({"name": ["a", None, "ü"], "x": [1.0, None, -0.0], "n": [1, 2, None]})
SEAL = {"kind": "table", "layout": "1"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "deep" / "t.parquet"
    sealed.write(FRAME, found, **SEAL, provenance={"when": "now"})
    return found


def test_round_trip(path: Path) -> None:
    frame, seal = sealed.read(path, FRAME.schema, **SEAL)
    assert frame.equals(FRAME)
    assert seal.provenance == {"when": "now"}
    assert seal == sealed.seal_of(path, **SEAL)
    assert [one.name for one in path.parent.iterdir()] == ["t.parquet"]


@pytest.mark.parametrize(
    "other",
    [
        FRAME.with_columns(x=pl.Series([1.0, None, 0.0])),
        FRAME.with_columns(x=pl.Series([1.0, 0.0, -0.0])),
        FRAME.with_columns(name=pl.Series(["a", "", "ü"])),
        FRAME.with_columns(name=pl.Series(["aü", None, ""])),
        FRAME.rename({"n": "m"}),
        FRAME.with_columns(pl.col("n").cast(pl.Int8)),
        FRAME.head(2),
        FRAME.reverse(),
    ],
)
def test_digest_sees_every_change(other: pl.DataFrame) -> None:
    assert sealed.digest(other) != sealed.digest(FRAME)
    assert sealed.digest(FRAME.clone()) == sealed.digest(FRAME)


def test_values_that_were_changed_are_told(path: Path) -> None:
    said = pl.read_parquet_metadata(path)
    kept = {name: text for name, text in said.items() if name.startswith("windlass.")}
    FRAME.with_columns(n=pl.Series([1, 2, 3])).write_parquet(path, metadata=kept)
    with pytest.raises(SourceError, match=r"damaged.*digest.*catalogue update"):
        sealed.read(path, FRAME.schema, **SEAL)


@pytest.mark.parametrize("keep", [0, 3, 40, 400])
def test_cut_files_are_told(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(SourceError, match="damaged"):
        sealed.read(path, FRAME.schema, **SEAL)


def test_flipped_bytes_never_pass(path: Path) -> None:
    whole = path.read_bytes()
    passed = 0
    for at in range(4, len(whole), 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            frame, _ = sealed.read(path, FRAME.schema, **SEAL)
        except SourceError:
            continue
        # a byte that nobody reads, such as one of the statistics
        assert frame.equals(FRAME), at
        passed += 1
    assert passed < len(whole) / 37


def test_other_files_and_layouts(path: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"another version.*got '1'"):
        sealed.read(path, FRAME.schema, kind="table", layout="2")
    with pytest.raises(SourceError, match="no other that Windlass wrote"):
        sealed.read(path, FRAME.schema, kind="other", layout="1")
    plain = tmp_path / "plain.parquet"
    FRAME.write_parquet(plain)
    with pytest.raises(SourceError, match="no table that Windlass wrote"):
        sealed.seal_of(plain, **SEAL)
    with pytest.raises(SourceError, match="other columns"):
        sealed.read(path, FRAME.rename({"x": "y"}).schema, **SEAL)


def test_a_failed_write_keeps_the_former(path: Path) -> None:
    former = path.read_bytes()
    blocked = path.parent / "file"
    blocked.write_text("in the way")
    with pytest.raises(SourceError, match="cannot be written"):
        sealed.write(FRAME, blocked / "t.parquet", **SEAL, provenance={})
    assert path.read_bytes() == former
