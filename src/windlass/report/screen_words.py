"""What a screen asked and found, in sentences and small tables.

Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.catalogue.orbit import CERTIFYING_CODE
from windlass.screen.rows import SCREENING
from windlass.screen.search import without_ephemeris

if TYPE_CHECKING:
    import polars as pl

    from windlass.screen.rules import Rules
    from windlass.screen.search import Found

PRECISION: Final = {
    "full": "elements at full precision",
    "screening": "rounded elements",
    "older-solution": "an older orbit solution",
    "assumed": "an assumed orbit",
}
"""How sure elements are, in words."""
_CODE: Final = re.compile(r"condition code \d")


def title(found: Found) -> str:
    """Return the page's heading."""
    if found.run.trips.returns:
        return "Which asteroids can be reached and returned from"
    return "Which asteroids can be reached"


def answer(found: Found) -> list[str]:
    """Return what came of it, the count first."""
    rules, reached = found.run.trips, found.reached
    can = "reached and returned from" if rules.returns else "reached"
    said = [
        f"{reached.height:,} of {found.frame.height:,} asteroids can be {can} for at most "
        f"{_speed(rules.max_dv_m_s)} within {_days(rules.max_duration_s)}."
    ]
    if reached.height:
        sure = reached.filter(reached["mark"] == "")
        said.append(f"The cheapest is {_best(reached)}.")
        said.append(
            f"{sure.height:,} of those reached have an orbit that certifies"
            + (f", the cheapest of them {_best(sure)}" if sure.height else "")
            + f"; {reached.height - sure.height:,} are {SCREENING}."
        )
    missing = without_ephemeris(found.frame)
    said.append(
        f"{missing:,} of those screened have no ephemeris, and so no trip."
        if missing
        else "Every asteroid screened has an ephemeris."
    )
    return said


def marks(rows: Sequence[str]) -> list[tuple[str, int]]:
    """Return why orbits do not certify and how many it concerns, the most first.

    An orbit may have two reasons and then counts under both; all codes count as one.
    """
    count = Counter(
        _CODE.sub(f"a condition code above {CERTIFYING_CODE}", why)
        for text in rows
        if text
        for why in text.partition(": ")[2].split(", ")
    )
    return sorted(count.items(), key=lambda one: (-one[1], one[0]))


def sentence(rules: Rules) -> str:
    """Return what was asked in one sentence."""
    low, high = (format_epoch(t) for t in (rules.launches[0], rules.launches[-1]))
    step = _days(rules.step_s)
    said = f"Launch from {low} to {high} (TDB) every {step}, at C3 of at most "
    said += f"{rules.max_c3_m2_s2 / 1e6:g} km²/s²; "
    if not rules.returns:
        return said + (
            f"flights of {_length(rules)}, every {step}; Δv of at most "
            f"{_speed(rules.max_dv_m_s)} to leave the parking orbit and to meet the asteroid."
        )
    return said + (
        f"trips of {_length(rules)}, with every flight out, stay of at least "
        f"{_days(rules.min_stay_s)} and flight back on steps of {step}; Δv of at most "
        f"{_speed(rules.max_dv_m_s)} for all burns together."
    )


def asked(rules: Rules) -> list[tuple[str, str]]:
    """Return every rule of a screen in words."""
    low, high = (format_epoch(t) for t in (rules.launches[0], rules.launches[-1]))
    made = [
        ("Launch", f"{low} to {high}, every {_days(rules.step_s)}: {rules.count:,} days"),
        ("Δv, all burns together", f"at most {_speed(rules.max_dv_m_s)}"),
        ("Launch to return" if rules.returns else "Launch to arrival", _length(rules)),
        ("C3 at launch", f"at most {rules.max_c3_m2_s2 / 1e6:g} km²/s²"),
        ("Parking orbit", f"{rules.parking_altitude_m / 1e3:g} km above Earth"),
        ("Flight times", f"{_days(rules.first_leg_s)} and every {_days(rules.step_s)} more"),
    ]
    if rules.returns:
        made += [
            ("Stay", f"{_days(rules.min_stay_s)} and every {_days(rules.step_s)} more"),
            (
                "Entry into the atmosphere",
                f"at most {_speed(rules.entry_max_m_s)} at {rules.entry_altitude_m / 1e3:g} km; "
                "what is faster is braked before Earth pulls, and paid for",
            ),
        ]
    turns = rules.max_revolutions
    return [
        *made,
        ("Full revolutions about the Sun on a leg", f"at most {turns}" if turns else "none"),
    ]


def colours(rules: Rules) -> str:
    """Return what a porkchop's colours and gaps mean."""
    over = [
        *(["stays"] if rules.returns else []),
        *(["full revolutions"] if rules.max_revolutions else []),
    ]
    every = f", over all {' and '.join(over)}" if over else ""
    trip = "trip" if rules.returns else "flight"
    return (
        f"Colour: the cheapest {trip} for each day of launch and each length{every}. Empty: no "
        "path, or C3 above the limit at launch."
    )


def rests_on(found: Found) -> list[tuple[str, list[str]]]:
    """Return what the orbits of all that were screened rest on, counted."""
    frame = found.frame
    return [
        ("Orbits from", _counted(frame["orbit_source"].to_list(), {})),
        ("Precision", _counted(frame["precision"].to_list(), PRECISION)),
        (
            "Condition code",
            _counted([_code(value) for value in frame["uncertainty"].to_list()], {}),
        ),
        ("Ephemerides", _counted(frame["ephemeris"].to_list(), EPHEMERIS)),
    ]


EPHEMERIS: Final = {
    "whole": "over the whole span",
    "until it meets a body": "until the asteroid meets a planet, the Moon or the Sun",
    "after a meeting with a body": "from where it came from a planet, the Moon or the Sun",
    "between meetings with bodies": "between two meetings with a planet, the Moon or the Sun",
    "whole, coarser near a body": "over the whole span, coarser near a body",
}


def _best(rows: pl.DataFrame) -> str:
    row = rows.row(0, named=True)
    return (
        f"{row['title']}: Δv {row['dv_m_s'] / 1e3:.3f} km/s, launch "
        f"{format_epoch(row['launch_s'])}, {row['duration_d']:.0f} days"
    )


def _code(value: int | None) -> str:
    if value is None:
        return "not told"
    return f"0 to {CERTIFYING_CODE}" if value <= CERTIFYING_CODE else f"{CERTIFYING_CODE + 1} to 9"


def _counted(values: Sequence[Any], words: Mapping[str, str]) -> list[str]:
    count = Counter(str(value) if value else "not told" for value in values)
    order = sorted(count.items(), key=lambda one: (-one[1], one[0]))
    return [f"{words.get(key, key)} ({number:,})" for key, number in order]


def _length(rules: Rules) -> str:
    least, most = rules.shortest_s, rules.max_duration_s
    return f"{least / DAY_S:g} to {_days(most)}"


def _days(t_s: float) -> str:
    return f"{t_s / DAY_S:g} day" + ("" if t_s == DAY_S else "s")


def _speed(v_m_s: float) -> str:
    return f"{v_m_s / 1e3:g} km/s"
