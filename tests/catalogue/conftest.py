"""No test of the catalogue reads or writes what the user has installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.service import Service


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty data folder of the test's own."""
    monkeypatch.setenv("WINDLASS_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("WINDLASS_SBDB_URL", raising=False)
    return tmp_path / "data"


@pytest.fixture
def service() -> Iterator[Service]:
    """A real server on this machine that answers as JPL's services do."""
    with Service() as one:
        yield one
