"""Folders of data and cache: the user's own, or those that the environment names."""

from pathlib import Path

import pytest

from windlass.base import folders


@pytest.mark.parametrize(
    ("own", "base", "under", "asked"),
    [
        ("WINDLASS_DATA", "XDG_DATA_HOME", ".local/share", folders.data_folder),
        ("WINDLASS_CACHE", "XDG_CACHE_HOME", ".cache", folders.cache_folder),
    ],
)
def test_own_variable_goes_before_the_users_which_goes_before_home(
    own: str, base: str, under: str, asked: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(own, raising=False)
    monkeypatch.delenv(base, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert asked() == tmp_path / under / "windlass"  # type: ignore[operator]
    monkeypatch.setenv(base, str(tmp_path / "x"))
    assert asked() == tmp_path / "x" / "windlass"  # type: ignore[operator]
    monkeypatch.setenv(own, str(tmp_path / "y"))
    assert asked() == tmp_path / "y"  # type: ignore[operator]
