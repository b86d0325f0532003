"""The answer: which variant is best, its figures without prefix, and ten lines in words.

Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from windlass.base.epochs import format_epoch
from windlass.base.figure import Figure, assumed_share
from windlass.base.words import figure_text, number
from windlass.catalogue.describe import PRECISION_WORDS, Description
from windlass.studies.claims import Verdict
from windlass.studies.pushed import title
from windlass.studies.variant import Variant


def figures(about: Description, variants: Iterable[Variant]) -> dict[str, Figure]:
    """Return all figures of a study by name."""
    made = dict(about.figures)
    for one in variants:
        for role, figure in one.figures.items():
            made[f"{one.goal.key}.{role}"] = figure
    return made


def best_of(variants: Iterable[Variant]) -> Variant | None:
    """Return the feasible variant that launches least, a trip before a technique; None for none."""
    able = [one for one in variants if one.feasible]
    return (
        min(able, key=lambda one: (one.goal.technique != "", one.figures["launch.load"].value))
        if able
        else None
    )


def recommend(variants: Iterable[Variant]) -> Variant | None:
    """Return the variant to recommend: of those feasible, the one that returns most.

    Options that return the same mass are told apart by the launch load.  A technique that was
    never tried is not recommended where a trip can be flown.
    """
    able = [one for one in variants if one.feasible]
    if not able:
        return None
    return max(
        able,
        key=lambda one: (
            not one.goal.technique,
            float(f"{one.figures['returned'].value:.3g}"),
            -one.figures["launch.load"].value,
        ),
    )


def leading(variants: Sequence[Variant], best: Variant | None) -> Variant | None:
    """Return the variant meant where none is named: the recommended one, else the first with a
    trip, on the body's own orbit before others; None where none has one.
    """
    return best or next((one for one in variants if "launch.mass" in one.figures), None)


def aliases(made: Mapping[str, Figure], one: Variant | None) -> dict[str, Figure]:
    """Return the figures of the leading variant by their names without its prefix."""
    if one is None:
        return {}
    prefix = one.goal.key + "."
    return {
        name.removeprefix(prefix): figure
        for name, figure in made.items()
        if name.startswith(prefix)
    }


def lines(
    about: Description,
    variants: list[Variant],
    best: Variant | None,
    verdicts: Sequence[Verdict] = (),
    instead: Sequence[Variant] = (),
) -> list[str]:
    """Return at most ten lines that a newcomer understands."""
    body = about.physical
    if body is None:
        raise AssertionError("a study has a body with a size")
    said = [
        f"{about.target.title}: about {figure_text(body.diameter)} across, "
        f"{figure_text(body.mass)}. Orbit: {_orbit(about)}.",
    ]
    if best is None:
        said.append(
            "No option can be flown with these vehicles, in this window, within all limits."
        )
        said += _failing(variants)
        said += _largest(variants)
        if instead:
            named = "; ".join(_short(one) for one in instead)
            said.append(f"The same ships and limits succeed with {named}.")
    else:
        said += [*_best_lines(best), *_money(best)]
        others = [_other(one) for one in _worth_a_line(variants) if one is not best]
        said += others[: max(0, 8 - len(said))]
    said += _claims(verdicts)
    said.append(
        f"Dates and Δv: Lambert legs between N-body ephemerides{_flown_again(best)}; "
        "low thrust is an estimate, and nothing here is certified."
    )
    return said[:10]


def _worth_a_line(variants: Sequence[Variant]) -> list[Variant]:
    """Return the trips, and of each option's techniques the one that moves most."""
    most: dict[str, Variant] = {}
    for one in variants:
        figure = one.figures.get("moved.largest") if one.goal.technique else None
        held = most.get(one.goal.option)
        if figure is not None and (
            held is None or held.figures["moved.largest"].value < figure.value
        ):
            most[one.goal.option] = one
    return [one for one in variants if not one.goal.technique or one in most.values()]


def _failing(variants: Sequence[Variant]) -> list[str]:
    """Return a line for each option: why it fails, by the variant that gets furthest."""
    by_option: dict[str, Variant] = {}
    for one in variants:
        option = one.goal.option
        held = by_option.get(option)
        if held is None or _tells(one) > _tells(held):
            by_option[option] = one
    worse = {option.rpartition("-on-")[0] for option in by_option if "-on-" in option}
    return [_other(one) for option, one in by_option.items() if option not in worse][:4]


def _tells(one: Variant) -> tuple[float, int]:
    """Return what a technique moves, and how much is known of a variant."""
    moves = one.figures.get("moved.largest")
    return 0.0 if moves is None else moves.value, len(one.figures)


def _largest(variants: Sequence[Variant]) -> list[str]:
    """Return the largest body that the ships which can fly could bring."""
    able = [one for one in variants if "largest.body" in one.figures and not one.goal.in_place]
    if not able:
        return []
    one = max(able, key=lambda variant: variant.figures["largest.body"].value)
    body, ships = (
        figure_text(one.figures[f"largest.{part}"], with_range=False) for part in ("body", "ships")
    )
    title = one.goal.title[:1].lower() + one.goal.title[1:]
    return [
        f"The largest body that such a fleet could bring: {body}, {ships} ships fully loaded, as "
        f"launches, the world's propellant and the scenario allow ({title})."
    ]


def _short(one: Variant) -> str:
    f = one.figures
    ships = f["fleet.ships"].value
    return (
        f"{one.goal.title.rpartition(' with ')[2].removesuffix(' instead')} "
        f"({figure_text(f['returned'], with_range=False)}, "
        f"{number(ships)} ship{'s' if ships > 1 else ''})"
    )


def _money(one: Variant) -> list[str]:
    """Return what the programme costs and earns."""
    f = one.figures
    if "cost.total" not in f:
        return [] if one.programme is None else [f"{note}." for note in one.programme.notes[:1]]
    said = f"It costs {figure_text(f['cost.total'])}"
    if "revenue.total" not in f:
        return [said + "; nothing is sold."]
    said += (
        f" and sells for {figure_text(f['revenue.total'], with_range=False)} "
        f"at an elasticity of {number(f['market.elasticity'].value)}; "
        f"present value {figure_text(f['npv'], with_range=False)}"
    )
    if "payback" in f:
        return [said + f", paid back after {figure_text(f['payback'], with_range=False)}."]
    held = None if one.programme is None else one.programme.missing.get("payback")
    return [said + (", never paid back." if held is None else f"; {held.why}.")]


def _claims(verdicts: Sequence[Verdict]) -> list[str]:
    """Return how many claims hold."""
    told = [one for one in verdicts if one.status != "shown"]
    if not told:
        return []
    counts = [
        f"{sum(one.status == status for one in told)} {words}"
        for status, words in (
            ("holds", "hold"),
            ("within the range", "within the range of what is computed"),
            ("does not hold", "do not hold"),
            ("not computed", "cannot be computed"),
        )
        if any(one.status == status for one in told)
    ]
    return [f"Of the {len(told)} claims with a number: {', '.join(counts)}."]


def _flown_again(best: Variant | None) -> str:
    """Return how the recommended legs fared among the planets."""
    if best is None:
        return ""
    if best.goal.technique:
        return ", and for the push the linear answer of the whole way, not flown again"
    if any(one["status"] != "converged" for one in best.refly.values()):
        return ", not all of which could be flown again among the planets"
    worst = max(one["depart_change_m_s"] for one in best.refly.values())
    return f", flown again among the planets with at most {worst:.1f} m/s more to correct"


def _orbit(about: Description) -> str:
    code = about.target.orbit.uncertainty
    words = PRECISION_WORDS[about.target.orbit.precision].partition(":")[0]
    known = "of unknown uncertainty" if code is None else f"uncertainty code {code} of 9"
    return f"{words}, {known}"


def _best_lines(one: Variant) -> list[str]:
    f = one.figures
    share = assumed_share(f["propellant"])
    rests = "not computed" if share is None else f"{share:.0%}"
    return [
        f"Best: {one.goal.title.lower()}, "
        f"{title(one.goal.technique) if one.goal.technique else one.goal.vehicle.title}.",
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
    by = title(one.goal.technique).lower() if one.goal.technique else ""
    head = f"{one.goal.title}, {by or ('tug' if one.goal.electric else 'stage')}: "
    if one.feasible:
        f = one.figures
        return (
            f"{head}feasible, {figure_text(f['returned'], with_range=False)} for "
            f"{figure_text(f['launch.mass'], with_range=False)} launched."
        )
    reason = one.reasons[0].text if one.reasons else "not computed"
    most = one.figures.get("most.returned")
    could = f"; at most {figure_text(most)} could be brought" if most is not None else ""
    if one.goal.ships is None:
        could = f"; one ship brings at most {figure_text(most)}" if most is not None else ""
    return f"{head}impossible, {reason}{could}."


def _date(figure: Figure) -> str:
    return format_epoch(figure.value)
