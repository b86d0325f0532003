"""Fixtures shared by all rooms."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of published validation data; tests that need it skip where it is absent."""
    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("WINDLASS_SHARED", root / ".." / "shared")).resolve()
    if not (folder / "data").is_dir():
        pytest.skip(f"no validation data at {folder}; set WINDLASS_SHARED to their folder")
    return folder
