"""Folders of one's own for the tables and the runs, shared by the tests of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folders(table_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of runs; WINDLASS_HOME, WINDLASS_CACHE and WINDLASS_DATA lead nowhere else."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_HOME", str(home))
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(home / "data"))
        yield home
