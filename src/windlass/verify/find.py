"""What a run or a file holds that can be judged: its trajectories, carried over when asked for.

A screen for ways home or for trips, a stored study, a trajectory file.
Checked: tests/verify/test_find.py, tests/cli/test_verify.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from windlass.base.errors import InvalidInput, NotSolved
from windlass.catalogue.collection import lookup
from windlass.screen import run as screens
from windlass.screen import search
from windlass.screen.retrievable import Retrieval
from windlass.store import Run as Stored
from windlass.store import Store
from windlass.verify import files, planet_home, retrieval, studies, trips
from windlass.verify.outcome import Known, Outcome
from windlass.verify.solution import is_of, kept_solution

if TYPE_CHECKING:
    from windlass.screen.run import Run

ENDINGS = files.ENDINGS
KINDS = ("retrievable", "accessible", "rendezvous")
"""What the names of screens begin with."""

ALONE = (
    "A file does not say whether an asteroid moves along or is met: neither the safety of one nor "
    "how sure its orbit is has been judged."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A trajectory to be judged: its name, and how it is carried over."""

    name: str
    key: str
    work: Callable[[], Outcome]


def held(
    ref: str, name: str | None = None, top: int = 10, known: Known | None = None
) -> tuple[str, Sequence[Held]]:
    """Return the name of a run or file and what it holds.

    name: one asteroid of a screen, by default its top cheapest; an option of a study, by default
    the recommended one.  known: the asteroid's orbit, in place of the run's own.
    Raises InvalidInput for what is neither run nor file, or a name that it does not hold.
    """
    if Path(ref).suffix.casefold() in ENDINGS or Path(ref).is_file():
        if known is not None or name is not None:
            raise InvalidInput(
                "a file has one trajectory, and no asteroid", value=name,
                remedy="leave the name and the solution out",
            )  # fmt: skip
        return Path(ref).name, [_file(Path(ref))]
    if any(ref.startswith(kind) for kind in KINDS):
        run = screens.find(ref)
        return run.name, _screen(run, name, top, known)
    stored = Store.open().get(ref)
    return stored.run_id[:12], _study(stored, name, known)


def _screen(run: Run, name: str | None, top: int, known: Known | None) -> list[Held]:
    home = isinstance(run.rules, Retrieval)
    found = search.found(run, run.frame)
    if name is not None:
        row = retrieval.of_screen(run, name)
        names = [(row.orbit.designation, name)]
    else:
        if top < 1:
            raise InvalidInput("trajectories to judge", value=top, remedy="ask for 1 or more")
        if known is not None:
            raise InvalidInput(
                "an orbit's solution is that of one asteroid", remedy="name the asteroid as well"
            )
        best = found.reached.sort("dv_m_s").head(top)
        names = list(best.select("designation", "title").iter_rows())
    if known is not None:
        _same(known, names[0][0])
    made = []
    for key, title in names:

        def work(key: str = key) -> Outcome:
            about = known or _best(retrieval.of_screen(run, key))
            if home and run.home.to == "sun-earth":
                return retrieval.outcome(run, key, about)
            if home:
                return planet_home.outcome(run, key, about)
            return _trip(found, run, key, about)

        made.append(Held(name=title, key=key, work=work))
    return made


def _best(known: Known) -> Known:
    """Return the orbit that was fetched for it with its covariance, else the run's own."""
    return kept_solution(known.orbit.designation, known.last_obs) or known


def _same(known: Known, designation: str) -> None:
    if not is_of(known, designation):
        raise InvalidInput(
            "the solution is that of another asteroid", value=known.orbit.designation,
            remedy=f"give that of {designation}",
        )  # fmt: skip


def _trip(found: search.Found, run: Run, key: str, about: Known) -> Outcome:
    """Return what becomes of the cheapest trip to an asteroid."""
    row = next(one for one in found.reached.iter_rows(named=True) if one["designation"] == key)
    kind = "round trip" if run.trips.returns else "rendezvous"
    common = {
        "name": f"the {kind} to {row['title']}", "title": str(row["title"]), "kind": "trip",
        "claimed_m_s": float(row["dv_m_s"]), "limit_m_s": run.trips.max_dv_m_s, "known": about,
    }  # fmt: skip
    try:
        made = trips.of_screen(found, key, retime=True, orbit=about.orbit)
    except NotSolved as reason:
        return Outcome(plan=None, why=str(reason), **common)  # type: ignore[arg-type]
    notes = tuple(
        f"{one.what}: {one.designed_m_s:,.1f} m/s by patched conics, {one.flown_m_s:,.1f} flown."
        for one in made.differences
    )
    notes += tuple(
        f"Its {what} moved by {days:+.2f} days, to where flying it is cheapest."
        for what, days in zip(("launch", "entry"), made.moved_d, strict=False)
        if days
    )
    plan = replace(made.plan, name=str(common["name"]), covariance=about.covariance)
    return Outcome(plan=plan, why="", notes=notes, **common)  # type: ignore[arg-type]


def _study(run: Stored, option: str | None, known: Known | None) -> list[Held]:
    """Return both legs of an option of a study."""
    own = studies.asteroid_of(run)
    about = lookup(own.orbit.designation)
    if known is not None:
        _same(known, own.orbit.designation)
    known = known or _best(
        Known(
            orbit=own.orbit, covariance=own.covariance,
            told=f"the study's catalogue ({own.orbit.source})", last_obs=about.last_obs or None,
            h_mag=None if about.h is None else about.h.value, g_slope=about.g,
            spectral=about.taxonomy,
        )
    )  # fmt: skip
    legs = studies.of_study(run, option, retime=True, known=known)
    made = []
    for leg in legs:

        def work(leg: studies.StudyLeg = leg) -> Outcome:
            return _study_leg(own.title, leg, known)

        made.append(Held(name=leg.between, key=leg.role, work=work))
    return made


def _study_leg(title: str, leg: studies.StudyLeg, known: Known) -> Outcome:
    plan = leg.plan
    notes = tuple(
        f"{one.what}: {one.designed_m_s:,.1f} m/s by patched conics, {one.flown_m_s:,.1f} flown."
        for one in leg.differences
    )
    if plan is not None and leg.moved_d:
        notes += (f"Its date there moved by {leg.moved_d:+.2f} days, to where it is cheapest.",)
    return Outcome(
        name=f"the leg {leg.between}", title=title, kind="study", plan=plan,
        why="; ".join(leg.missing) if plan is None else "",
        claimed_m_s=0.0 if plan is None else float(plan.designed_m_s.sum()), known=known,
        notes=notes, unflown=leg.missing if plan is not None else (),
    )  # fmt: skip


def _file(path: Path) -> Held:
    def work() -> Outcome:
        made = files.flown(files.read(path))
        name = f"the trajectory {made.trajectory.name}"
        words = (*(f"{one.words}." for one in made.arcs), ALONE)
        why = "" if made.holds else "; ".join(one.words for one in made.arcs if not one.holds)
        if made.gaps:
            why = "; ".join(filter(None, (why, f"the file has {len(made.gaps)} gaps")))
        return Outcome(
            name=name, title="", kind="file", plan=made.plan, why=why or made.why_no_plan,
            claimed_m_s=made.total_m_s, notes=words,
        )  # fmt: skip

    return Held(name=path.name, key=path.stem, work=work)
