"""The answer: which variant is best, its figures without prefix, and ten lines in words.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from windlass.base.epochs import format_epoch
from windlass.base.figure import Figure, assumed_share
from windlass.base.words import figure_text
from windlass.catalogue.describe import PRECISION_WORDS, Description
from windlass.catalogue.physical import Physical
from windlass.studies.variant import Variant


def figures(body: Physical, variants: Iterable[Variant]) -> dict[str, Figure]:
    """Return all figures of a study by name."""
    made = dict(body.figures())
    for one in variants:
        for role, figure in one.figures.items():
            made[f"{one.goal.key}.{role}"] = figure
    return made


def best_of(variants: Iterable[Variant]) -> Variant | None:
    """Return the feasible variant that launches least; None where none is feasible."""
    able = [one for one in variants if one.feasible]
    return min(able, key=lambda one: one.figures["launch.load"].value) if able else None


def recommend(variants: Iterable[Variant]) -> Variant | None:
    """Return the variant to recommend: of those feasible, the one that returns most.

    Options that return the same mass are told apart by the launch load.
    """
    able = [one for one in variants if one.feasible]
    if not able:
        return None
    return max(
        able,
        key=lambda one: (
            float(f"{one.figures['returned'].value:.3g}"),
            -one.figures["launch.load"].value,
        ),
    )


def aliases(made: Mapping[str, Figure], best: Variant | None) -> dict[str, Figure]:
    """Return the figures of the recommended variant by their names without its prefix."""
    if best is None:
        return {}
    prefix = best.goal.key + "."
    return {
        name.removeprefix(prefix): figure
        for name, figure in made.items()
        if name.startswith(prefix)
    }


def lines(about: Description, variants: list[Variant], best: Variant | None) -> list[str]:
    """Return at most ten lines that a newcomer understands."""
    body = about.physical
    if body is None:
        raise AssertionError("a study has a body with a size")
    said = [
        f"{about.target.title}: about {figure_text(body.diameter)} across, "
        f"{figure_text(body.mass)}. Orbit: {_orbit(about)}.",
    ]
    if best is None:
        said.append("No option can be flown with these vehicles in this window.")
    else:
        said += _best_lines(best)
    for one in variants:
        if one is not best and len(said) < 8:
            said.append(_other(one))
    said.append(
        f"Dates and Δv: Lambert legs between N-body ephemerides{_flown_again(best)}; "
        "low thrust is an estimate, and nothing here is certified."
    )
    return said[:10]


def _flown_again(best: Variant | None) -> str:
    """Return how the recommended legs fared among the planets."""
    if best is None:
        return ""
    if any(one["status"] != "converged" for one in best.refly.values()):
        return ", not all of which could be flown again among the planets"
    worst = max(one["depart_change_m_s"] for one in best.refly.values())
    return f", flown again among the planets with at most {worst:.1f} m/s more to correct"


def _orbit(about: Description) -> str:
    code = about.target.orbit.uncertainty
    words = PRECISION_WORDS[about.target.orbit.precision].partition(":")[0]
    return f"{words}, uncertainty code {'unknown' if code is None else code} of 9"


def _best_lines(one: Variant) -> list[str]:
    f = one.figures
    share = assumed_share(f["propellant"])
    rests = "not computed" if share is None else f"{share:.0%}"
    return [
        f"Best: {one.goal.title.lower()}, {one.goal.vehicle.title}.",
        f"It brings {figure_text(f['returned'], with_range=False)}, lifting off "
        f"{_date(f['launch.date'])}, reaching the body "
        f"{_date(f['out.arrival'])}, leaving {_date(f['return.departure'])}, "
        f"in its last orbit {_date(f['final.date'])}: "
        f"{figure_text(f['duration'], with_range=False)}.",
        f"Launch mass {figure_text(f['launch.mass'], with_range=False)}, of which propellant "
        f"{figure_text(f['propellant'], with_range=False)}; one {one.departure.launcher} lifts "
        f"{figure_text(f['launch.capability'], with_range=False)}.",
        f"The way back costs {figure_text(f['return.dv'], with_range=False)} on the combined "
        f"mass; {rests} of the propellant figure rests on assumed inputs.",
        _most(f),
    ]


def _most(f: Mapping[str, Figure]) -> str:
    if "most.returned" not in f:
        return "The most that this vehicle could return: not computed."
    said = (
        "The most that this vehicle could return in the window: "
        f"{figure_text(f['most.returned'], with_range=False)}"
    )
    if "whole.chance" not in f:
        return said + "."
    return said + (
        f"; its size being uncertain, the body is lighter than that with a chance of about "
        f"{f['whole.chance'].value:.0%}."
    )


def _other(one: Variant) -> str:
    head = f"{one.goal.title}, {'tug' if one.goal.electric else 'stage'}: "
    if one.feasible:
        f = one.figures
        return (
            f"{head}feasible, {figure_text(f['returned'], with_range=False)} for "
            f"{figure_text(f['launch.mass'], with_range=False)} launched."
        )
    reason = one.reasons[0].text if one.reasons else "not computed"
    most = one.figures.get("most.returned")
    could = f"; at most {figure_text(most)} could be brought" if most is not None else ""
    return f"{head}impossible, {reason}{could}."


def _date(figure: Figure) -> str:
    return format_epoch(figure.value)
