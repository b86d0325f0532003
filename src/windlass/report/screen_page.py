"""The page of a screen: what was asked, the population, every asteroid reached and its trips.

Checked: tests/report/test_screen_page.py, tests/report/test_screen_browser.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.bodies import forces
from windlass.report import screen_charts, screen_words
from windlass.report.page import asset, embed, render_page
from windlass.report.references import known, references
from windlass.report.screen_columns import columns
from windlass.report.screen_data import MOST_DRAWN, class_of, packed
from windlass.screen.porkchop import Porkchop, index, of_row
from windlass.screen.run import ASK, Run

if TYPE_CHECKING:
    from windlass.screen.rules import Rules
    from windlass.screen.search import Found

EMBEDDED: Final = 12
"""Asteroids whose porkchop the page carries: the cheapest ones."""
FACTS: Final = (
    ("size", "Size"),
    ("h", "Absolute magnitude H"),
    ("cls", "Orbit class"),
    ("elements", "Orbital elements"),
    ("u", "Condition code"),
    ("precision", "Orbit: precision, source"),
    ("mark", "Mark"),
    ("state", "Ephemeris"),
    ("error", "Ephemeris error, at most"),
    ("sh", "Shoemaker–Helin Δv"),
    ("trips", "Viable trips"),
)
"""What is told of the chosen asteroid: key of the page's script, and words."""
TRIP: Final = (
    ("launch", "Launch"),
    ("arrival", "Arrival at the asteroid"),
    ("out", "Flight out"),
    ("departure", "Departure from the asteroid"),
    ("stay", "Stay"),
    ("home", "Return to Earth"),
    ("back", "Flight back"),
    ("days", "Launch to return"),
    ("revs", "Full revolutions about the Sun"),
    ("c3", "C3 at launch"),
    ("park", "Burn: leave the parking orbit"),
    ("arrive", "Burn: meet the asteroid"),
    ("leave", "Burn: leave the asteroid"),
    ("brake", "Burn: brake before entry"),
    ("dv", "Δv, all burns together"),
    ("entry", "Entry speed"),
)
ONE_WAY: Final = ("launch", "arrival", "out", "revs", "c3", "park", "arrive", "dv")
SOURCES: Final = ("pravec2007", "wright2016", "nhats2012", "shoemaker1978", "mpcuncertainty")
"""What sizes, rules, the estimate and the condition code rest on."""


def render(found: Found) -> str:
    """Return the page of a finished screen as one HTML text that needs no other file.

    Porkchops of the cheapest asteroids are made again from the screen's own ephemerides.
    """
    run, rules = found.run, found.run.trips
    population = screen_charts.population(found)
    front, porkchop = screen_charts.front(rules), screen_charts.porkchop(rules)
    own = columns(rules.returns)
    reached = found.reached
    context = {
        "title": screen_words.title(found),
        "run": run.name,
        "rules": rules,
        "count": reached.height,
        "screened": found.frame.height,
        "answer": screen_words.answer(found),
        "marks": screen_words.marks(reached["mark"].to_list()),
        "sentence": screen_words.sentence(rules),
        "asked": screen_words.asked(rules),
        "colours": screen_words.colours(rules),
        "population": population,
        "population_note": _note(found),
        "classes": [
            one
            for one in screen_charts.COLOURS
            if one in {class_of(text) for text in reached["orbit_class"].unique()}
        ],
        "columns": own,
        "facts": [(key, _legs(words, rules) if key == "trips" else words) for key, words in FACTS],
        "trip": [row for row in TRIP if rules.returns or row[0] in ONE_WAY],
        "front": front,
        "porkchop": porkchop,
        "rests_on": screen_words.rests_on(found),
        "model": forces.MODEL,
        "catalogue": run.whole.digest,
        "files": [str(one["name"]) for one in _files(run)],
        "command": command(run),
        "code": _code(run),
        "references": references(_keys(found)),
        "packed": Markup(packed(found, _porkchops(found)) if reached.height else ""),
        "column_data": embed([one.plain() for one in own]),
        "more_style": Markup(asset("screen.css")),
        "more_script": Markup(asset("screen_rows.js") + asset("screen.js")),
    }
    charts = [one for one in (population, front, porkchop) if one is not None]
    return render_page("screen.html", charts if reached.height else [], context)


def command(run: Run) -> str:
    """Return the command that asks for the same screen."""
    r = run.trips
    words = [
        f"windlass screen {r.kind}",
        f"--launch {'..'.join(format_epoch(t) for t in r.launch_s)}",
        f"--revolutions {r.max_revolutions}",  # its default depends on the screen
        *(f'--target "{name}"' for name in run.whole.provenance.get("targets", ())),
    ]
    words += [words_of for value, usual, words_of in _options(r) if value != usual]
    return " ".join(words)


def _options(r: Rules) -> list[tuple[float, float, str]]:
    """Return value, default and words of each option of a screen."""
    plain = type(r)(kind=r.kind, launch_s=r.launch_s)
    written = {
        "max_dv_m_s": f'--max-dv "{r.max_dv_m_s:.10g} m/s"',
        "max_duration_s": f'--max-duration "{r.max_duration_s / DAY_S:.10g} d"',
        "step_s": f'--step "{r.step_s / DAY_S:.10g} d"',
        "phase_d": f"--phase {r.phase_d:.10g}",
        "first_leg_s": f'--first-leg "{r.first_leg_s / DAY_S:.10g} d"',
        "max_c3_m2_s2": f'--max-c3 "{r.max_c3_m2_s2:.10g} m2/s2"',
        "parking_altitude_m": f'--parking "{r.parking_altitude_m / 1e3:.10g} km"',
        "min_stay_s": f'--min-stay "{r.min_stay_s / DAY_S:.10g} d"',
        "entry_altitude_m": f'--entry-altitude "{r.entry_altitude_m / 1e3:.10g} km"',
        "entry_max_m_s": f'--entry-speed "{r.entry_max_m_s:.10g} m/s"',
    }
    return [(getattr(r, name), getattr(plain, name), text) for name, text in written.items()]


def _porkchops(found: Found) -> dict[str, Porkchop]:
    made: dict[str, Porkchop] = {}
    for row in found.reached.head(EMBEDDED).iter_rows(named=True):
        try:
            one = of_row(found.run, index(found.run, row["designation"]), row)
        except NotSolved:  # its ephemeris cannot be made again here: its page says how to try
            continue
        made[row["designation"]] = one
    return made


def _legs(words: str, rules: Rules) -> str:
    return words if rules.returns else words.replace("trips", "flights")


def _note(found: Found) -> str:
    reached = found.reached
    unknown = int(reached["size_m"].is_null().sum())
    known_sizes = reached.filter(reached["size_basis"] == "measured").height
    said = [
        "Sizes follow from the absolute magnitude, with the middle albedo of near-Earth asteroids, "
        f"but for {known_sizes:,} that are measured.",
        "Filled: the orbit certifies. Hollow: screening only.",
        "Choose a mark to see the asteroid's trips; the filters of the table hold here too.",
    ]
    if unknown:
        said.insert(1, f"{unknown:,} of unknown size stand in the table alone.")
    if reached.height - unknown > MOST_DRAWN:
        said.append(f"At most {MOST_DRAWN:,} are drawn at once, the cheapest ones.")
    return " ".join(said)


def _files(run: Run) -> list[dict[str, Any]]:
    files = run.whole.provenance.get("files", ())
    return [one if isinstance(one, dict) else {"name": one} for one in files]


def _code(run: Run) -> str:
    """Return the version of the code that made a screen."""
    return str(json.loads((run.folder / ASK).read_text()).get("code", "not told"))


def _keys(found: Found) -> set[str]:
    own = known(found.frame["orbit_source"].unique().to_list())
    return own | known(SOURCES) | known(forces.SOURCES)
