"""A screen for returns by low thrust in sentences: what was asked, found and certified.

Checked: tests/report/test_low_thrust_rank_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.screen.low_thrust import LowThrustRules, low_thrust
from windlass.screen.low_thrust_chunk import STATES
from windlass.screen.low_thrust_rows import GONE

if TYPE_CHECKING:
    from windlass.screen.run import Run
    from windlass.screen.search import Found

REFUSED: Final = "refused"
CAUTION: Final = (
    "The estimate is linear in the thrust, about a low-thrust path between the two orbits that it "
    "corrects itself; legs follow the Sun's pull alone, from the asteroid's N-body state on. "
    "By the optimiser: both legs solved as one trip, the way home with the propellant that the way "
    "out leaves, on dates moved together until none near by bring more, and flown again by another "
    "integrator to within 1000 km and 1 m/s. An orbit that only screens certifies no trip, however "
    "well it is solved."
)


def answer(found: Found, answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what came of it, the count first."""
    rules = found.run.low_thrust
    said = [
        f"Of {found.reached.height:,} of {found.frame.height:,} asteroids at least "
        f"{_tonnes(rules.least_kg)} can be returned, by the linear estimate."
    ]
    if found.reached.height:
        row = found.reached.row(0, named=True)
        said.append(
            f"The most of {row['title']}: {_tonnes(row['returned_kg'])}, Earth left "
            f"{format_epoch(row['launch_s'])}, back {format_epoch(row['arrive_s'])}."
        )
    if answers:
        good = [one for one in answers if one["status"] != REFUSED]
        sure = sum(one["status"] == "certified" for one in good)
        text = (
            f"The optimiser solved {len(good)} of the {len(answers)} it was given, both legs flown "
            f"again; {sure} of them rest on an orbit that certifies"
        )
        if good:
            best = max(good, key=lambda one: float(one["returned_kg"]))
            title = titles(found).get(best["designation"], best["designation"])
            text += f", the most of {title}: {_tonnes(best['returned_kg'])}"
        said.append(text + ".")
    return said


def titles(found: Found) -> dict[str, str]:
    """Return names of the asteroids that are retrievable, by designation."""
    rows = found.reached.select("designation", "title").iter_rows()
    return {str(name): str(title) for name, title in rows}


def states(found: Found) -> list[tuple[str, int]]:
    """Return how many asteroids there are of each state, those that there are."""
    every = found.frame["state"].to_list()
    return [
        (name.removeprefix("it "), every.count(name)) for name in (*STATES, GONE) if name in every
    ]


def asked(rules: LowThrustRules) -> list[tuple[str, str]]:
    """Return every rule of a screen in words."""
    first, last = (format_epoch(t) for t in rules.arrive_s)
    launch = "any" if rules.launch_s is None else f"from {format_epoch(rules.launch_s)}"
    return [
        ("Arrival at Earth", f"{first} to {last}"),
        ("Earth left, past the spiral", launch),
        ("Trip from there to the arrival", f"at most {rules.max_flight_s / YEAR_S:g} years"),
        ("Time at the asteroid", f"{rules.stay_s / DAY_S:g} days"),
        ("C3 at both ends", f"at most {rules.c3_m2_s2 / 1e6:g} km²/s²"),
        ("Returned mass that counts", f"from {_tonnes(rules.least_kg)}"),
        (
            "Tug",
            f"{rules.power_w / 1e3:g} kW into the thrusters at 1 au, falling with the square of "
            f"the distance beyond it, specific impulse {rules.isp_s:g} s, efficiency "
            f"{rules.efficiency:g}, thrusting {100 * rules.duty:g} % of the time; "
            f"{_tonnes(rules.dry_kg)} dry, {_tonnes(rules.xenon_kg)} of xenon as Earth is left",
        ),
    ]


def command(run: Run) -> str:
    """Return the command that asks for the same screen."""
    r = run.low_thrust
    plain = low_thrust("..".join(format_epoch(t) for t in r.arrive_s))
    words = [
        f"windlass screen low-thrust --arrive {'..'.join(format_epoch(t) for t in r.arrive_s)}",
        *([] if r.launch_s is None else [f"--launch {format_epoch(r.launch_s)}"]),
        *(f'--target "{name}"' for name in run.whole.provenance.get("targets", ())),
    ]
    written = {
        "max_flight_s": f'--max-flight "{r.max_flight_s / YEAR_S:.10g} yr"',
        "stay_s": f'--stay "{r.stay_s / DAY_S:.10g} d"',
        "c3_m2_s2": f'--c3 "{r.c3_m2_s2 / 1e6:.10g} km2/s2"',
        "least_kg": f'--least-mass "{r.least_kg / 1e3:.10g} t"',
        "power_w": f'--power "{r.power_w / 1e3:.10g} kW"',
        "isp_s": f'--isp "{r.isp_s:.10g} s"',
        "efficiency": f"--efficiency {r.efficiency:.10g}",
        "duty": f"--duty {r.duty:.10g}",
        "dry_kg": f'--dry-mass "{r.dry_kg / 1e3:.10g} t"',
        "xenon_kg": f'--xenon "{r.xenon_kg / 1e3:.10g} t"',
    }
    words += [text for name, text in written.items() if getattr(r, name) != getattr(plain, name)]
    return " ".join(words)


def _tonnes(kg: float) -> str:
    t = kg / 1e3
    return f"{t:,.0f} t" if t >= 100.0 else f"{t:.3g} t"
