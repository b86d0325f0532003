"""``windlass explain`` and ``windlass cite``: what a figure stands on."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter


def explain(
    run: str,
    figure: str,
    *,
    depth: int = 12,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
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
    as_json:
        Print the tree as JSON.
    """
    from windlass.base import ledger, words
    from windlass.base.figure import assumed_share, tornado
    from windlass.base.units import to_shown
    from windlass.store import Store

    figures = ledger.read(Store.open().get(run).result["figures"])
    found = ledger.find(figures, figure)
    lines = words.explain(found, depth)
    share = assumed_share(found)
    if as_json:
        swings = [
            {
                "leaf": leaf,
                "low": None if low is None else to_shown(low, found.shown_unit),
                "high": None if high is None else to_shown(high, found.shown_unit),
            }
            for leaf, low, high in tornado(found)
        ]
        print(
            json.dumps(
                {
                    "name": found.name,
                    "value": found.shown_value,
                    "unit": found.shown_unit,
                    "text": words.figure_text(found),
                    "share_assumed": share,
                    "tree": [{"level": level, "text": text} for level, text in lines],
                    "swings": swings,
                    "sources": sorted(words.sources_of([found])),
                    "label": found.label.as_dict(),
                }
            )
        )
        return 0
    for level, text in lines:
        print("  " * level + text)
    print()
    rests = "not computed" if share is None else f"{share:.0%}"
    print(f"Rests on assumed or claimed inputs: {rests} of its sensitivity.")
    for name, low, high in tornado(found, 6):
        ends = [
            "fails" if end is None else f"{words.number(to_shown(end, found.shown_unit))}"
            for end in (low, high)
        ]
        print(f"  {name.partition('=')[0]}: {ends[0]} … {ends[1]} {found.shown_unit}")
    return 0


def cite(
    run: str,
    figure: str | None = None,
    *,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Print the references that a figure, or a whole run, stands on.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    figure:
        Name of a figure; without it all figures of the run.
    as_json:
        Print the references as JSON.
    """
    from windlass.base import ledger, words
    from windlass.store import Store

    figures = ledger.read(Store.open().get(run).result["figures"])
    wanted = [ledger.find(figures, figure)] if figure else list(figures.values())
    lines = words.cite(*wanted)
    if as_json:
        print(json.dumps(lines))
    else:
        print("\n".join(lines))
    return 0
