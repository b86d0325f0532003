"""What a replay found wrong.  Checked: tests/campaign/test_plan_check.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One broken rule: which, where, when [s past J2000], how much was needed, and was there."""

    rule: str
    where: str
    at_s: float
    wanted: float
    had: float
