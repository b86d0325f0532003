"""Ways round the spin of an asteroid for what pushes from its ground: the best one for a time.

Pulses from the equator while it faces the wanted way, from a pole that is turned after the
direction of flight, or after the spin is stopped.  The axis is taken across the wanted way, its
worst tilt.  Source: scheeres2004.  Checked: tests/redirect/test_spun_ways.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import spun_push
from windlass.redirect.rock import Rock
from windlass.redirect.ship import asked
from windlass.redirect.spun_push import Share

Name = Literal["pulses", "from a pole", "spin stopped"]

YEAR_S: Final = 365.25 * 86400.0
NARROW: Final = math.radians(30.0)
"""Half-width to which windows are narrowed at most: beyond it little is gained by waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way: share while it pushes; begins_s after arrival, pushes_s long; used_s, burns_s: thrust
    time spent before that and in it; needs: what must be done for it.
    """

    name: Name
    share: Share
    begins_s: float
    pushes_s: float
    used_s: float
    burns_s: float
    needs: tuple[str, ...]

    @property
    def gain_s(self) -> float:
        """Time of full thrust along the wanted way that it is worth."""
        return self.share.along * self.burns_s


def ways(
    rock: Rock, force_n: float, asked_s: float, *, burn_s: float = math.inf, duty: float = 1.0,
    orbit_s: float = YEAR_S,
) -> list[Way]:  # fmt: skip
    """Return what can be done within a time [s] with a force [N], the best first; may be empty.

    burn_s: thrust time that the propellant lasts; duty: share of the time in which it can work;
    orbit_s: the asteroid's period about the Sun.  Raises InvalidInput for bad ones.
    """
    asked("a push", asked_s)
    if not (force_n > 0.0 and burn_s > 0.0 and 0.0 < duty <= 1.0 and 0.0 < orbit_s < math.inf):
        raise InvalidInput(
            "force, thrust time, duty or orbit's period of a push",
            value=(force_n, burn_s, duty, orbit_s), remedy="give more than 0, duty at most 1",
        )  # fmt: skip
    mean = force_n * duty
    found: list[tuple[Name, Share, float, tuple[str, ...]]] = []
    if not rock.tumbles:
        wide = math.pi * burn_s / (duty * asked_s)
        half = min(0.5 * math.pi, max(NARROW, wide))
        told = f"pushes while its place is within {math.degrees(half):.0f} deg of the wanted way"
        found.append(("pulses", spun_push.window(half), 0.0, (told,)))
    spin = rock.spin_n_m_s
    if spin is not None and not rock.tumbles:
        turns = 0.5 * math.pi / spun_push.turn_rate_rad_s(rock, mean)
        aside = 2.0 * math.pi / orbit_s * spin / (rock.radius_m * mean)
        if aside < 1.0:
            along = math.sqrt((1.0 - aside) * (1.0 + aside))
            told = "stands on a pole, turns its axis by up to 90 deg, then after its flight"
            found.append(("from a pole", Share(duty=1.0, along=along), turns, (told,)))
    if spin is not None:
        stops = spun_push.stop_s(rock, mean)
        what = "tumbling" if rock.tumbles else "spin"
        both = f"{what} is stopped first", f"anchors hold {force_n:.4g} N along the ground"
        found.append(("spin stopped", Share(duty=1.0, along=1.0), stops, both))
    made = []
    for name, share, begins, needs in found:
        used, works = begins * duty, duty * share.duty
        pushes = min(asked_s - begins, (burn_s - used) / works)
        if pushes > 0.0:
            times = {"begins_s": begins, "pushes_s": pushes, "used_s": used}
            made.append(Way(name=name, share=share, burns_s=pushes * works, needs=needs, **times))
    return sorted(made, key=lambda one: one.gain_s, reverse=True)


def best(
    rock: Rock, force_n: float, asked_s: float, *, burn_s: float = math.inf, duty: float = 1.0,
    orbit_s: float = YEAR_S,
) -> Way:  # fmt: skip
    """Return the way worth most; as ``ways``.  Raises NotSolved where there is none."""
    found = ways(rock, force_n, asked_s, burn_s=burn_s, duty=duty, orbit_s=orbit_s)
    if found:
        return found[0]
    if rock.spin_period_s is None:
        value, remedy = "it tumbles, how fast is not known", "give its spin period"
    else:
        value = "it tumbles; stopping that takes longer than there is time or propellant"
        remedy = f"give more time than {spun_push.stop_s(rock, force_n * duty):.3g} s, or thrust"
    raise NotSolved(
        f"nothing on the ground of {rock.name} can push it along one way", status=st.NO_SOLUTION,
        value=value, remedy=remedy,
    )  # fmt: skip


def flags(rock: Rock) -> tuple[str, ...]:
    """Return what its spin leaves in doubt for anything that stands on it."""
    if rock.spin_period_s is None:
        return ("its spin is not known: pulses are taken to be possible",)
    if rock.reach_m * (2.0 * math.pi / rock.spin_period_s) ** 2 > rock.gravity_m_s2:
        return ("its equator turns too fast for weight to hold anything on it",)
    return ()
