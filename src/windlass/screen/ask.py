"""The rules of a screen from what a person writes: dates and limits with their units.

Checked: tests/screen/test_ask.py.
"""

from __future__ import annotations

from typing import Any, Final

from windlass.base import units
from windlass.base.epochs import DAY_S, parse_span
from windlass.base.errors import InvalidInput
from windlass.screen.rules import KINDS, Kind, Rules

UNITS: Final = {
    "max_dv": ("max_dv_m_s", "m/s"),
    "max_duration": ("max_duration_s", "s"),
    "min_stay": ("min_stay_s", "s"),
    "step": ("step_s", "s"),
    "first_leg": ("first_leg_s", "s"),
    "max_c3": ("max_c3_m2_s2", "m2/s2"),
    "parking": ("parking_altitude_m", "m"),
    "entry_altitude": ("entry_altitude_m", "m"),
    "entry_speed": ("entry_max_m_s", "m/s"),
}
"""Limit -> (field of the rules, unit)."""
REVOLUTIONS: Final[dict[str, int]] = {"accessible": 0, "rendezvous": 1}
"""Most full revolutions of a leg unless told: as NHATS has it for round trips."""


PHASE_D: Final = 5.0
STEP_S: Final = 8.0 * DAY_S
"""Phase and step of NHATS."""


def rules(
    kind: str,
    launch: str,
    *,
    phase: float | None = None,
    revolutions: int | None = None,
    **limits: str,
) -> Rules:
    """Return the rules of a screen; what is not given is as NHATS has it.

    kind: "accessible" or "rendezvous"; launch: dates "2025..2050"; phase [d], 5 on NHATS's step of
    8 days and the rest of 5 on shorter ones; limits: those of
    UNITS as text, such as max_dv="12 km/s".  Raises InvalidInput naming the option, what it
    got and the remedy.
    """
    if kind not in KINDS:
        raise InvalidInput("unknown screen", value=kind, remedy=f"one of {', '.join(KINDS)}")
    unknown = sorted(set(limits) - set(UNITS))
    if unknown:
        raise InvalidInput(
            "no such limit of a screen",
            value=", ".join(unknown),
            remedy=f"one of {', '.join(UNITS)}, phase, revolutions",
        )
    fields: dict[str, Any] = {}
    for name, text in limits.items():
        field, unit = UNITS[name]
        fields[field] = units.parse(text, unit, where=f"--{name.replace('_', '-')}")
    step_d = fields.get("step_s", STEP_S) / DAY_S
    fields["phase_d"] = PHASE_D % step_d if phase is None and step_d > 0.0 else phase or 0.0
    known: Kind = "accessible" if kind == "accessible" else "rendezvous"
    return Rules(
        kind=known,
        launch_s=parse_span(launch, where="--launch"),
        max_revolutions=REVOLUTIONS[kind] if revolutions is None else revolutions,
        **fields,
    )
