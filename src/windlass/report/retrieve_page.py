"""The page of a screen for ways home: counts, charts, every asteroid, its ways and its mass.

Checked: tests/report/test_retrieve_page.py, tests/report/test_retrieve_browser.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from windlass.base.epochs import DAY_S, format_epoch
from windlass.bodies import forces
from windlass.report import retrieve_charts, screen_words
from windlass.report.page import asset, embed, render_page
from windlass.report.references import known, references
from windlass.report.retrieve_columns import columns
from windlass.report.retrieve_data import packed
from windlass.screen import retrieve_words
from windlass.screen.retrievable import TEXT, Retrieval, retrieval
from windlass.screen.retrieve_goals import STATES
from windlass.screen.retrieve_rows import GONE, counts
from windlass.screen.run import ASK, Run

if TYPE_CHECKING:
    from windlass.screen.search import Found

FACTS: Final[tuple[tuple[str, str], ...]] = (
    ("size", "Size"),
    ("h", "Absolute magnitude H"),
    ("cls", "Orbit class"),
    ("elements", "Orbital elements"),
    ("u", "Condition code"),
    ("precision", "Orbit: precision, source"),
    ("mark", "Mark"),
    ("state", "Ephemeris"),
    ("error", "Ephemeris error, at most"),
    ("ways", "Ways found within the limit"),
    ("bound", "Lower bound of Δv"),
    ("table", "Δv by the tables of the search"),
)
WAY: Final = (
    ("depart", "First impulse"),
    ("dv1", "Its Δv"),
    ("join", "Second impulse: onto the manifold"),
    ("dv2", "Its Δv"),
    ("dv", "Δv, both impulses together"),
    ("tof", "Flight between them"),
    ("section", "At the section"),
    ("orbit", "At its orbit"),
    ("total", "First impulse to its orbit"),
    ("target", "New orbit"),
    ("jacobi", "Jacobi constant"),
    ("period", "Period"),
    ("reach", "Its distance from Earth, least and greatest"),
    ("one", "Best by one impulse alone"),
    ("mass", "Mass the tug brings, at most"),
    ("most", "The same along the best way for it"),
)
"""What is told of the cheapest way: key of the page's script, and words."""
_ELSEWHERE: Final = {
    "join": "Arrival at the planet",
    "dv2": "What staying there costs",
    "dv": "Δv, departure and arrival together",
}
_LEFT_OUT: Final = ("section", "orbit", "total", "jacobi", "period", "reach")
_TABLES: Final = ("bound", "table")
_IN: Final = ("vinf", "v∞ at the planet"), ("revs", "Full revolutions about the Sun")
SOURCES: Final = ("pravec2007", "wright2016", "mpcuncertainty", "brophy2012")
OWN: Final = {
    "sun-earth": ("garciayarnoz2013", "tyler2021", "koon2011", "szebehely1967"),
    "earth-moon": ("vallado2013", "simo1995"),
    "mars-orbit": ("vallado2013",),
}


def render(found: Found) -> str:
    """Return the page of a finished screen as one HTML text that needs no other file."""
    run, rules, reached = found.run, found.run.home, found.reached
    own = columns(rules)
    charts = []
    if reached.height:
        charts = [
            *(retrieve_charts.population(found, by) for by in ("date", "days")),
            *(retrieve_charts.ways(rules, by) for by in ("date", "days")),
            retrieve_charts.masses(),
        ]
    context = {
        "title": f"Which asteroids can be brought to {TEXT[rules.to]}",
        "run": run.name,
        "rules": rules,
        "count": reached.height,
        "screened": found.frame.height,
        "answer": retrieve_words.answer(found),
        "counts": [
            one.plain() | {"published": retrieve_words.told(rules, one.limit_m_s)}
            for one in counts(found.frame, rules)
        ],
        "states": _states(found),
        "seeds": retrieve_words.SEEDS,
        "caution": retrieve_words.caution(rules),
        "asked": retrieve_words.asked(rules),
        "charts": {chart.key.removeprefix("chart-").replace("-", "_"): chart for chart in charts},
        "columns": own,
        "facts": [one for one in FACTS if rules.to == "sun-earth" or one[0] not in _TABLES],
        "way": _way(rules),
        "rests_on": screen_words.rests_on(found),
        "model": forces.MODEL,
        "catalogue": run.whole.digest,
        "command": command(run),
        "code": str(json.loads((run.folder / ASK).read_text()).get("code", "not told")),
        "references": references(_keys(found, rules)),
        "packed": Markup(packed(found) if reached.height else ""),
        "column_data": embed([one.plain() for one in own]),
        "more_style": Markup(asset("screen.css")),
        "more_script": Markup(asset("retrieve.js")),
    }
    return render_page("retrieve.html", charts, context)


def command(run: Run) -> str:
    """Return the command that asks for the same screen."""
    r = run.home
    plain = retrieval(r.to, max_dv=f"{r.max_dv_m_s:.10g} m/s")
    words = [
        f'windlass screen retrievable --to {r.to} --max-dv "{r.max_dv_m_s:.10g} m/s"',
        f"--span {'..'.join(format_epoch(t) for t in r.span_s)}",
        *(f'--target "{name}"' for name in run.whole.provenance.get("targets", ())),
    ]
    written = {
        "max_tof_s": f'--max-tof "{r.max_tof_s / DAY_S:.10g} d"',
        "model": f"--model {r.model}",
        "effort": f"--effort {r.effort}",
        "tug_power_w": f'--power "{r.tug_power_w:.10g} W"',
        "tug_isp_s": f'--isp "{r.tug_isp_s:.10g} s"',
        "tug_efficiency": f"--efficiency {r.tug_efficiency:.10g}",
        "tug_dry_kg": f'--dry-mass "{r.tug_dry_kg:.10g} kg"',
        "tug_propellant_kg": f'--propellant "{r.tug_propellant_kg:.10g} kg"',
        "tug_duty": f"--duty {r.tug_duty:.10g}",
    }
    words += [text for name, text in written.items() if getattr(r, name) != getattr(plain, name)]
    return " ".join(words)


def _way(rules: Retrieval) -> list[tuple[str, str]]:
    """Return what is told of a way to a goal."""
    if rules.to == "sun-earth":
        return list(WAY)
    made = [(key, _ELSEWHERE.get(key, words)) for key, words in WAY if key not in _LEFT_OUT]
    return [*made, *_IN]


def _states(found: Found) -> list[tuple[str, int]]:
    """Return how many asteroids there are of each state, those that there are."""
    states = found.frame["state"].to_list()
    return [(name, states.count(name)) for name in (*STATES, GONE) if name in states]


def _keys(found: Found, rules: Retrieval) -> set[Any]:
    own = known(found.frame["orbit_source"].unique().to_list())
    return own | known(SOURCES) | known(OWN[rules.to]) | known(forces.SOURCES)
