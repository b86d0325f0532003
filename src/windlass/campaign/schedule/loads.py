"""How full each thing shared is, and which of them holds a schedule back.

Where something is late or left out, the fullest things are lifted one at a time and the dates made
again by a simple rule, each flight as early as there is room in order of due dates: what gains most
is the bottleneck, and the words say that this is an estimate.
Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from windlass.campaign.crew import duty
from windlass.campaign.schedule.greedy import greedy, late, shifted
from windlass.campaign.schedule.grid import Grid, Shared
from windlass.campaign.schedule.timetable import Load, Schedule, Timetable

Kind = Literal["pad", "dock", "vehicle", "team"]
TRIED: Final = 5
"""Things that are lifted at most, the fullest first."""
WORDS: Final = {
    "pad": "pads",
    "dock": "docks",
    "vehicle": "vehicles",
    "team": "people at one time",
    "team-rest": "people at work, or at rest after it",
    "team-day": "people's hours a day",
    "team-week": "people's hours a week",
    "team-eva": "people outside, or at rest after it",
    "team-eva-week": "people's hours outside a week",
    "team-eva-count": "EVAs a week",
}


def loads(of: Grid, dates: Mapping[int, int]) -> tuple[Load, ...]:
    """Return how full everything shared is, the fullest month first."""
    out = []
    for one in of.shared:
        if one.kind.startswith("team-"):
            continue
        share, busiest, at = _full(of, one, dates)
        out.append(
            Load(
                key=one.key,
                kind=cast(Kind, one.kind),
                share=share,
                busiest=busiest,
                busiest_s=of.start_s + at * of.tick_s,
            )
        )
    return tuple(sorted(out, key=lambda load: (-load.busiest, load.key)))


def bottleneck(
    ask: Timetable, of: Grid, dates: Mapping[int, int], found: Schedule, *, limit_s: float
) -> str:
    """Return in words what holds a schedule back, from when to when, and how that was found."""
    ranked = sorted(of.shared, key=lambda one: -_full(of, one, dates)[1])
    if not ranked:
        return "none: nothing is shared"
    if not found.value or not limit_s:
        word = "nothing is late" if not found.value else "not looked for"
        return f"none ({word}); fullest, by load: {_words(of, ranked[0], dates)}"
    best, gain = None, 0
    base = late(of, _again(of))
    for one in ranked[:TRIED]:
        lifted = replace(of, shared=tuple(other for other in of.shared if other is not one))
        won = base - late(of, _again(lifted))
        if won > gain:
            best, gain = one, won
    if best is None:
        return (
            "windows, order and closures: lifting what is fullest gains nothing; "
            f"fullest, by load: {_words(of, ranked[0], dates)}"
        )
    return (
        f"{_words(of, best, dates)}; without it about {of.days(gain):.1f} of {of.days(base):.1f} "
        "weighted days go (each flight as early as there is room, in order of due dates: an "
        "estimate)"
    )


def _again(of: Grid) -> dict[int, int]:
    return shifted(of, greedy(of))


def _words(of: Grid, one: Shared, dates: Mapping[int, int]) -> str:
    _, busiest, at = _full(of, one, dates)
    begin = at * of.tick_s / duty.DAY_S
    end = min(begin + 30.0, of.ticks * of.tick_s / duty.DAY_S)
    return (
        f"{one.key} ({WORDS[one.kind]}), {100.0 * busiest:.0f} % held from day {begin:.0f} "
        f"to day {end:.0f}"
    )


def _full(of: Grid, one: Shared, dates: Mapping[int, int]) -> tuple[float, float, int]:
    """Share of all its time held, of its fullest 30 days, and the tick at which those begin."""
    held = np.zeros(of.ticks + 1)
    for k, a, b, much in one.items:
        if k in dates:
            held[max(0, dates[k] + a) : max(0, dates[k] + b)] += much
    for a, b, much in one.fixed:
        held[max(0, a) : b] += much
    held = held[: of.ticks] if of.ticks else held
    total: NDArray[np.float64] = np.concatenate(([0.0], np.cumsum(held)))
    span = min(held.size, max(1, round(30.0 * duty.DAY_S / of.tick_s)))
    sums = total[span:] - total[:-span]
    at = int(sums.argmax())
    cap = max(one.capacity, 1)
    return float(total[-1] / held.size / cap), float(sums[at] / span / cap), at
