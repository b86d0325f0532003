"""What makes an option impossible: the figure that it needs against the figure that there is.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.figure import Figure
from windlass.base.units import customary, to_shown
from windlass.base.words import great, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One broken limit: what is needed and what there is [SI unit], and the words for it."""

    what: str
    text: str
    need: float | None
    have: float | None
    unit: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def compare(
    what: str, need: float, have: float, unit: str, words: str, noun: str = ""
) -> Reason | None:
    """Return the reason where need is above have, else None; words follow "needs X, Y ".

    noun: what is counted, where the unit is none.
    """
    if need <= have:
        return None
    shown = customary(unit)
    end = shown or noun
    a, b = (f"{great(to_shown(value, shown))} {end}".strip() for value in (need, have))
    return Reason(what=what, text=f"needs {a}, {words} {b}", need=need, have=have, unit=unit)


def mass_limits(
    figures: Mapping[str, Figure], capacity: Figure | None, launcher: str
) -> tuple[Reason, ...]:
    """Return the broken limits of launcher and tanks."""
    found = [
        compare(
            "launch mass",
            figures["launch.mass"].value,
            figures["launch.capability"].value,
            "kg",
            f"one {launcher} lifts",
        )
    ]
    if capacity is not None:
        found.append(
            compare(
                "propellant",
                figures["propellant.main"].value,
                capacity.value,
                "kg",
                "the tug holds",
            )
        )
    return tuple(reason for reason in found if reason is not None)


def too_weak(need_n: float, have_n: float, leg: str = "leg") -> Reason:
    """Return the reason of a thrust that no leg of the window can do with."""
    return Reason(
        what="thrust",
        text=(
            f"needs a mean thrust of {number(need_n)} N on the easiest {leg} of the window, "
            f"the tug gives {number(have_n)} N"
        ),
        need=need_n,
        have=have_n,
        unit="N",
    )


def no_leg(text: str) -> Reason:
    """Return the reason of a window without any leg."""
    return Reason(what="trajectory", text=text, need=None, have=None, unit="")


def date_limits(
    figures: Mapping[str, Figure], launch_s: tuple[float, float], latest_s: float, longest_s: float
) -> tuple[Reason, ...]:
    """Return the broken limits of lift-off, last date and duration, beyond a minute."""
    lift, final = figures["launch.date"].value, figures["final.date"].value
    duration = figures["duration"].value
    found = []
    if not launch_s[0] - 60.0 <= lift <= launch_s[1] + 60.0:
        bound = launch_s[0] if lift < launch_s[0] else launch_s[1]
        text = f"lifts off {format_epoch(lift)}, the window ends at {format_epoch(bound)}"
        found.append(Reason(what="lift-off", text=text, need=lift, have=bound, unit="epoch"))
    if final > latest_s + 60.0:
        text = f"ends {format_epoch(final)}, the latest return is {format_epoch(latest_s)}"
        found.append(Reason(what="last date", text=text, need=final, have=latest_s, unit="epoch"))
    if duration > longest_s + 60.0:
        a, b = (f"{number(x / YEAR_S)} yr" for x in (duration, longest_s))
        text = f"takes {a}, the longest allowed is {b}"
        found.append(Reason(what="duration", text=text, need=duration, have=longest_s, unit="s"))
    return tuple(found)


def not_ready(lift_s: float, ready_s: float) -> Reason:
    """Return the reason of a lift-off before the first ship is ready."""
    return Reason(
        what="readiness",
        text=f"lifts off {format_epoch(lift_s)}, the first ship is ready {format_epoch(ready_s)}",
        need=lift_s,
        have=ready_s,
        unit="epoch",
    )
