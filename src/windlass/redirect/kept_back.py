"""Thrust kept back: a delivery is planned with less than there is, and corrected with the rest.

A way that thrusts all along has nothing left with which to hold its path when planets pull at it.
Checked: tests/redirect/test_kept_back.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from windlass.redirect.given import Given

KEPT: Final = 0.05
"""Share that is kept back."""
MOST: Final = 1.0 / (1.0 - KEPT)
"""Greatest thrust by the planned one."""


def kept_back(given: Given) -> Given:
    """Return what is planned with: of push and consumables."""
    part = 1.0 - KEPT
    return replace(
        given, push_m_s2=part * given.push_m_s2, consumed_kg=part * given.consumed_kg,
        thrown_kg=part * given.thrown_kg,
    )  # fmt: skip
