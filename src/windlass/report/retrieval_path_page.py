"""The page of one retrieval: burns and dates, and the way in four pictures.

Checked: tests/report/test_retrieval_path_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.report import retrieval_path_charts as charts
from windlass.report.page import render_page
from windlass.report.references import references
from windlass.report.retrieval_path import Path
from windlass.studies.orbit_pair import the

SOURCES: Final = ("garciayarnoz2013", "tyler2021", "koon2011", "szebehely1967", "izzo2015")
BASIS: Final = (
    "Between the burns a conic about the Sun; from the last burn on the three-body problem of the "
    "Sun and the planet, on the stable manifold of the orbit. Burns are impulsive, and change the "
    "asteroid's own velocity. Dates are TDB."
)


def retrieval_page(path: Path, words: Sequence[str]) -> str:
    """Return the page of a retrieval as one HTML text that needs no other file.

    words: sentences on what was asked and found, above the pictures.
    """
    body = the(path.pair.bodies[1])
    sun = the(path.pair.bodies[0])
    sections: list[dict[str, Any]] = [
        {
            "key": "sun", "title": "About the Sun", "chart": charts.sun_chart(path),
            "caption": "Left from above the ecliptic, right from the side, both to one scale. "
            "Numbers are the burns.",
        },
        {
            "key": "far", "title": "In the rotating frame", "chart": charts.far_chart(path),
            "caption": f"The same, in the frame that turns with {sun} and {body}: {body} stands "
            "still, and a year's loop shows how the asteroid drifts towards it or away.",
        },
        {
            "key": "near", "title": "Arrival in the rotating frame",
            "chart": charts.near_chart(path),
            "caption": "The manifold comes to the orbit without a further burn. Shaded: what a "
            f"body cannot enter at the orbit's Jacobi constant, {path.jacobi:.7g}.",
        },
        {
            "key": "planet", "title": f"Arrival about {body}, in directions that do not turn",
            "chart": charts.planet_chart(path),
            "caption": "The last of the manifold, and two turns of the periodic orbit.",
        },
    ]  # fmt: skip
    context = {
        "title": path.title,
        "kind": "Retrieval to a libration orbit",
        "about": list(words),
        "sections": sections,
        "table": {
            "heads": ["Event", "Date", "Δv, m/s", "Days from the first burn"],
            "rows": events(path),
            "first": True,
            "caption": f"Onto a {path.orbit_words}",
        },
        "basis": BASIS,
        "references": references(SOURCES),
    }
    return render_page("orbit.html", [one["chart"] for one in sections], context)


def events(path: Path) -> list[list[str]]:
    """Return the burns, the sum of them, and the arrival as rows of a table."""
    first = path.burns[0].epoch_s
    rows = [
        [
            f"{number}  {burn.name}", format_epoch(burn.epoch_s), f"{burn.dv_m_s:.2f}",
            f"{(burn.epoch_s - first) / DAY_S:,.0f}",
        ]
        for number, burn in enumerate(path.burns, start=1)
    ]  # fmt: skip
    arrives = float(path.manifold.epochs_s[-1])
    rows.append(
        ["on the orbit", format_epoch(arrives), "0.00", f"{(arrives - first) / DAY_S:,.0f}"]
    )
    total = sum(burn.dv_m_s for burn in path.burns)
    rows.append(["both burns", "–", f"{total:.2f}", "–"])
    return rows
