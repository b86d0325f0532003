"""Arrays kept on disk: the same ones come back, and what is damaged is made anew."""

from pathlib import Path

import numpy as np
import pytest

from windlass.base import kept_arrays
from windlass.base.kept_arrays import Arrays, kept, read, write

NAMES = ("a", "b")


def arrays() -> Arrays:
    return {"a": np.arange(12.0).reshape(3, 4), "b": np.array(["x", "yz"])}


def same(one: Arrays | None, other: Arrays) -> bool:
    return one is not None and all(np.array_equal(one[name], other[name]) for name in other)


def never() -> Arrays:
    raise AssertionError("made again")


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.npz"
    assert same(kept(path, NAMES, arrays), arrays())
    assert same(kept(path, NAMES, never), arrays())
    assert [one.name for one in path.parent.iterdir()] == ["x.npz"]


@pytest.mark.parametrize("harm", ["none", "empty", "truncated", "flipped", "other names"])
def test_what_is_damaged_is_made_anew(harm: str, tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    write(path, arrays())
    blob = path.read_bytes()
    if harm == "none":
        path.unlink()
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "truncated":
        path.write_bytes(blob[: len(blob) // 2])
    elif harm == "flipped":
        at = blob.index(np.arange(12.0).tobytes())
        path.write_bytes(blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :])
    else:
        write(path, {"a": np.zeros(2)})
    assert read(path, NAMES) is None
    assert same(kept(path, NAMES, arrays), arrays())
    assert same(read(path, NAMES), arrays())


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert same(kept(blocked / "x.npz", NAMES, arrays), arrays())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_arrays.os, "replace", full)
    (tmp_path / "new").mkdir()
    assert same(kept(tmp_path / "new" / "x.npz", NAMES, arrays), arrays())
    assert list((tmp_path / "new").iterdir()) == []
