"""Windlass plans the capture of an asteroid.

``scenario``, ``study``, ``target`` and ``porkchop`` are those of ``windlass.api``, loaded when
first used: importing the package alone has no effect and costs nothing.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from windlass.api import Ask, Run, porkchop, scenario, study, target

__all__ = ["Ask", "Run", "__version__", "porkchop", "scenario", "study", "target"]

try:
    __version__ = version("windlass")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0+unknown"


def __getattr__(name: str) -> Any:
    if name in __all__:
        from windlass import api

        return getattr(api, name)
    raise AttributeError(f"module 'windlass' has no attribute {name!r}")
