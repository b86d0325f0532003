"""A stack of elements that burn and are staged: impulses by the rocket equation.

One impulse is given by its actions in order: an element burns until the impulse is complete or its
propellant is gone, an element is staged, and the next burn gives what is left.  An impulse that is
not completed says what is missing.  Source: tsiolkovsky1903, spacenet.
Checked: tests/campaign/test_stack.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput

_ROUNDING: Final = 1e-12
"""Share of a propellant by which a burn may be short and still count as complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An element of a stack.  dry_kg: its own mass; load_kg: what is inside it, people and cargo;
    propellant_kg: what its engine can burn; isp_s: 0 where it has no engine.
    Raises InvalidInput unless masses and isp_s are finite and not negative.
    """

    key: str
    dry_kg: float
    propellant_kg: float = 0.0
    isp_s: float = 0.0
    load_kg: float = 0.0

    def __post_init__(self) -> None:
        for name in ("dry_kg", "propellant_kg", "isp_s", "load_kg"):
            value = getattr(self, name)
            if not 0.0 <= value < math.inf:
                raise InvalidInput(f"{name} of {self.key}", value=value, remedy="give 0 or more")

    @property
    def mass_kg(self) -> float:
        """Mass with propellant and load."""
        return math.fsum((self.dry_kg, self.propellant_kg, self.load_kg))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What is done within an impulse: the element burns, or is staged."""

    key: str
    what: Literal["burn", "stage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Ask: an impulse of dv_m_s ≥ 0 and the actions that give it, in order."""

    dv_m_s: float
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """What one burn did.  stack_kg: mass of the whole stack before it; before_kg and after_kg:
    propellant of the element that burned."""

    key: str
    dv_m_s: float
    before_kg: float
    after_kg: float
    stack_kg: float

    @property
    def burnt_kg(self) -> float:
        """Propellant that left."""
        return self.before_kg - self.after_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class Impulse:
    """Result: what an impulse gave.  short_m_s: what is missing, 0 where it is complete; staged:
    elements left behind as they were; left: the stack after it."""

    wanted_m_s: float
    short_m_s: float
    burns: tuple[Burn, ...]
    staged: tuple[Stage, ...]
    left: tuple[Stage, ...]

    @property
    def complete(self) -> bool:
        """Whether the whole impulse was given."""
        return self.short_m_s == 0.0

    @property
    def burnt_kg(self) -> float:
        """Propellant that left, of all burns."""
        return math.fsum(burn.burnt_kg for burn in self.burns)


def mass_kg(stages: Iterable[Stage]) -> float:
    """Return the mass of a stack; the order of its elements makes no difference."""
    return math.fsum(
        part for one in stages for part in (one.dry_kg, one.propellant_kg, one.load_kg)
    )


def impulse(stages: Sequence[Stage], wanted: Wanted, *, g0: float = G0) -> Impulse:
    """Return what an impulse gives.  g0 [m/s²] turns specific impulse into speed.

    Raises InvalidInput for two elements of one key, an action of one that is not in the stack, a
    burn of one without an engine, or an impulse that is not finite or negative.
    """
    left = {one.key: one for one in stages}
    _check(stages, left, wanted, g0)
    need = wanted.dv_m_s
    burns: list[Burn] = []
    staged: list[Stage] = []
    for action in wanted.actions:
        if action.key not in left:
            raise InvalidInput(
                f"{action.key} is to {action.what}, and is not in the stack",
                value=sorted(left), remedy="name an element that has not been staged",
            )  # fmt: skip
        if action.what == "stage":
            staged.append(left.pop(action.key))
            continue
        burn = _burn(left[action.key], mass_kg(left.values()), need, g0)
        left[action.key] = replace(left[action.key], propellant_kg=burn.after_kg)
        need = max(0.0, need - burn.dv_m_s)
        burns.append(burn)
    return Impulse(
        wanted_m_s=wanted.dv_m_s, short_m_s=need, burns=tuple(burns), staged=tuple(staged),
        left=tuple(left.values()),
    )  # fmt: skip


def fly(stages: Sequence[Stage], wanted: Sequence[Wanted], *, g0: float = G0) -> list[Impulse]:
    """Return the impulses of a leg, each with the stack that the one before left; a leg is flown
    only where all are complete.  Raises InvalidInput as impulse does."""
    done: list[Impulse] = []
    stack = tuple(stages)
    for one in wanted:
        done.append(impulse(stack, one, g0=g0))
        stack = done[-1].left
    return done


def _burn(one: Stage, stack_kg: float, need_m_s: float, g0: float) -> Burn:
    """Burn for what is needed, or until the propellant is gone."""
    if not one.isp_s > 0.0:
        raise InvalidInput(
            f"{one.key} is to burn, and has no engine", value=one.isp_s, remedy="give its isp_s"
        )
    if not stack_kg > 0.0:
        raise InvalidInput("mass of a stack that burns", value=stack_kg, remedy="give dry masses")
    exhaust = one.isp_s * g0
    need_kg = -stack_kg * math.expm1(-need_m_s / exhaust)
    if need_kg * (1.0 - _ROUNDING) <= one.propellant_kg:
        given, after = need_m_s, max(0.0, one.propellant_kg - need_kg)
    else:
        given, after = -exhaust * math.log1p(-one.propellant_kg / stack_kg), 0.0
    return Burn(
        key=one.key, dv_m_s=given, before_kg=one.propellant_kg, after_kg=after, stack_kg=stack_kg
    )


def _check(stages: Sequence[Stage], keys: dict[str, Stage], wanted: Wanted, g0: float) -> None:
    """Raise InvalidInput where the question itself is wrong."""
    if len(keys) != len(stages):
        raise InvalidInput(
            "elements of a stack need keys of their own", value=[one.key for one in stages]
        )
    if not 0.0 <= wanted.dv_m_s < math.inf:
        raise InvalidInput("an impulse", value=wanted.dv_m_s, remedy="give 0 m/s or more")
    if not 0.0 < g0 < math.inf:
        raise InvalidInput("g0", value=g0, remedy="give more than 0 m/s²")
