"""``windlass explain``: what a figure stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, emit, say
from windlass.cli.reader import For, figures_of

if TYPE_CHECKING:
    from windlass.base.figure import Figure


def explain(
    run: str, figure: str, /, *, depth: int = 12, reader: For = "", as_json: AsJson = False
) -> int:
    """Walk from a figure of a run down to its sources.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    figure:
        Name of a figure, or the end of one, such as return.propellant.
    depth:
        How many levels are shown.
    reader:
        A partner, or public: what that one sees alone (`windlass label`).
    as_json:
        Print the tree as JSON.
    """
    from windlass.base import ledger

    if depth < 0:
        raise InvalidInput("depth must be 0 or more", value=depth, where="--depth")
    found = ledger.find(figures_of(run, reader), figure)
    if as_json:
        emit(plain(found, depth))
    else:
        say(lines(found, depth))
    return 0


def plain(found: Figure, depth: int) -> dict[str, Any]:
    """Return a figure with its tree, swings, sources and label as plain data."""
    from windlass.base import words
    from windlass.base.figure import assumed_share, tornado
    from windlass.base.units import to_shown

    unit = found.shown_unit
    ends = [None if end is None else to_shown(end, unit) for end in (found.low, found.high)]
    return {
        "name": found.name,
        "value": found.shown_value,
        "unit": unit,
        "low": ends[0],
        "high": ends[1],
        "text": words.figure_text(found),
        "share_assumed": assumed_share(found),
        "tree": [{"level": level, "text": text} for level, text in words.explain(found, depth)],
        "swings": [
            {
                "leaf": leaf,
                "low": None if low is None else to_shown(low, unit),
                "high": None if high is None else to_shown(high, unit),
            }
            for leaf, low, high in tornado(found)
        ],
        "sources": sorted(words.sources_of([found])),
        "label": found.label.as_dict(),
    }


def lines(found: Figure, depth: int) -> list[str]:
    """Return the tree of a figure, how much of it is assumed, and what moves it most."""
    from windlass.base import words
    from windlass.base.figure import assumed_share, tornado
    from windlass.base.units import to_shown

    said = ["  " * level + text for level, text in words.explain(found, depth)]
    share = assumed_share(found)
    said.append("")
    if share is None:
        said.append("Share that rests on assumed or claimed inputs: not computed.")
    else:
        said.append(f"{share:.0%} of its sensitivity rests on assumed or claimed inputs.")
    swings = tornado(found, 6)
    if swings:
        said.append("What moves it most, from the low to the high end of that input:")
    for leaf, *ends in swings:
        low, high = (
            "model fails" if end is None else words.number(to_shown(end, found.shown_unit))
            for end in ends
        )
        said.append(f"  {leaf.rpartition('=')[0]}: {low} … {high} {found.shown_unit}")
    return said
