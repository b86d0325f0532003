"""Windlass plans the capture of an asteroid.

``scenario``, ``study``, ``target``, ``porkchop``, ``run_screen``, ``orbit_family``,
``libration_points`` and ``manifold`` are those of ``windlass.api``, loaded when first used:
importing the package alone has no effect and costs nothing.
Checked: tests/test_api.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from windlass.api import (
        Ask,
        Run,
        libration_points,
        manifold,
        orbit_family,
        porkchop,
        run_screen,
        scenario,
        study,
        target,
    )

    __version__: str

__all__ = [
    "Ask",
    "Run",
    "__version__",
    "libration_points",
    "manifold",
    "orbit_family",
    "porkchop",
    "run_screen",
    "scenario",
    "study",
    "target",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in __all__:
        from windlass import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("windlass")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0+unknown"
