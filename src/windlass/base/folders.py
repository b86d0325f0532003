"""Where Windlass keeps what it fetched and what it can make again.

Checked: tests/base/test_folders.py.
"""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Return the folder of what was fetched: WINDLASS_DATA, or the user's data folder."""
    return _folder("WINDLASS_DATA", "XDG_DATA_HOME", Path(".local") / "share")


def cache_folder() -> Path:
    """Return the folder of what can be made again: WINDLASS_CACHE, or the user's cache folder."""
    return _folder("WINDLASS_CACHE", "XDG_CACHE_HOME", Path(".cache"))


def _folder(own: str, base: str, under_home: Path) -> Path:
    given = os.environ.get(own)
    if given:
        return Path(given)
    users = os.environ.get(base)
    return (Path(users) if users else Path.home() / under_home) / "windlass"
