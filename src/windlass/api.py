"""Windlass in Python: thin wrappers over ``studies``, units at the edge.

    import windlass as wl

    ask = wl.scenario("2008-hu4").set("option.earth-moon.returned_mass", "300 t")
    run = wl.study(ask)
    run["return.propellant"].quantity          # an astropy Quantity
    run.explain("return.propellant")           # down to the sources
    wl.run_screen("accessible", launch="2025..2050", target=["2000 SG344"]).reached
    wl.orbit_family("halo-north", primaries="sun-earth", count=20).frame
    wl.run_screen("retrievable", to="sun-earth", max_dv="500 m/s", target=["2006 RH120"]).reached

Checked: tests/test_api.py.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windlass.base.errors import InvalidInput, SourceError

if TYPE_CHECKING:
    import polars as pl

    from windlass.base.figure import Figure
    from windlass.catalogue.describe import Description
    from windlass.screen.search import Found
    from windlass.studies.orbit_family import Ask as OrbitAsk
    from windlass.studies.orbit_family import Followed
    from windlass.studies.orbit_manifold import Tube
    from windlass.studies.orbit_pair import Pair, Points
    from windlass.studies.porkchop import Porkchop
    from windlass.studies.scenario import Scenario
    from windlass.studies.study import StudyResult


@dataclass(frozen=True)
class Ask:
    """A scenario file with values laid over it; ``set`` and ``target`` return a new one."""

    path: Path
    sets: Mapping[str, Any] = field(default_factory=dict)
    aim: str | None = None

    def set(self, key: str, value: Any) -> Ask:
        """Return the ask with one key replaced: text with a unit, an astropy Quantity, a number."""
        return replace(self, sets={**self.sets, key: _text(value)})

    def target(self, name: str) -> Ask:
        """Return the ask for another known asteroid."""
        return replace(self, aim=name)

    def scenario(self) -> Scenario:
        """Return the checked scenario; raises what ``studies.load`` raises."""
        from windlass.studies.load import load

        sets = [f"{key}={value}" for key, value in self.sets.items()]
        return load(self.path, sets=sets, target=self.aim)


@dataclass(frozen=True)
class Run:
    """A finished study: figures by name, tables by name, an answer that a notebook shows."""

    result: StudyResult

    def __getitem__(self, name: str) -> Figure:
        """Return a figure by its name, or the end of it."""
        return self.result[name]

    @property
    def answer(self) -> list[str]:
        """The answer, at most ten lines."""
        return list(self.result.data["answer"])

    @property
    def recommended(self) -> str | None:
        """Option and variant that are recommended, or None where none is feasible."""
        best = self.result.data["recommended"]
        return None if best is None else f"{best['option']}.{best['variant']}"

    @property
    def figures(self) -> Mapping[str, Figure]:
        """All figures by name."""
        return self.result.figures

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """All tables by name."""
        return self.result.arrays

    def explain(self, name: str) -> str:
        """Return the tree from a figure down to its sources as text."""
        from windlass.base.words import explain

        return "\n".join("  " * level + text for level, text in explain(self[name]))

    def cite(self, *names: str) -> list[str]:
        """Return the references that these figures stand on; without names, all of them."""
        from windlass.base.words import cite

        wanted = [self[name] for name in names] or list(self.figures.values())
        return cite(*wanted)

    def report(self, path: Path | str) -> Path:
        """Write the report and return its path; SourceError when it cannot be written."""
        from windlass.report.study_page import render

        r = self.result
        where = Path(path)
        page = render(r.data, r.arrays, r.figures, run_id=r.run_id)
        try:
            where.write_text(page, encoding="utf-8")
        except OSError as error:
            raise SourceError(
                f"page cannot be written: {error.strerror}", value=str(where)
            ) from error
        return where

    def __str__(self) -> str:
        return "\n".join(self.answer)

    def _repr_html_(self) -> str:
        from html import escape

        items = "".join(f"<li>{escape(line)}</li>" for line in self.answer)
        return f"<b>{escape(self.result.data['title'])}</b><ol>{items}</ol>"


def scenario(name: Path | str) -> Ask:
    """Return a scenario by its file, or a shipped one by its name."""
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        return Ask(path)
    folder = files("windlass") / "data" / "scenarios"
    shipped = Path(str(folder / f"{name}.toml"))
    if not shipped.is_file():
        known = sorted(part.name[:-5] for part in folder.iterdir() if part.name.endswith(".toml"))
        near = difflib.get_close_matches(str(name), known, n=1)
        raise InvalidInput(
            "no such scenario",
            value=str(name),
            remedy=f"did you mean {near[0]}?" if near else f"shipped: {', '.join(known)}",
        )
    return Ask(shipped)


def study(ask: Ask | Path | str, *, keep: bool = False) -> Run:
    """Return the study of a scenario; raises what ``studies.study.run`` raises.

    keep: answer from the store of the working folder and keep the run there, as the command
    line does.
    """
    from windlass.store import Store
    from windlass.studies.kept import study_kept

    given = ask if isinstance(ask, Ask) else scenario(ask)
    found, _ = study_kept(given.scenario(), store=Store.open() if keep else None)
    return Run(found)


def target(name: str) -> Description:
    """Return what is known of an asteroid, how sure, and from where."""
    from windlass.catalogue.collection import lookup
    from windlass.catalogue.describe import describe

    return describe(lookup(name))


def porkchop(name: str, *, depart: str, **limits: Any) -> Porkchop:
    """Return all legs to an asteroid in a window; limits as ``studies.porkchop.search`` takes."""
    from windlass.studies.porkchop import search

    return search(name, depart=depart, **limits)


def orbit_family(kind: str, *, primaries: str | None = None, **given: Any) -> Followed:
    """Return a family of periodic orbits; ``found.frame`` is its table, ``found.orbits`` they.

    kind: planar, vertical, halo-north, halo-south, nrho-north, nrho-south, dro; primaries:
    earth-moon unless given, sun-earth, sun-mars, or mu=… with distance and turn; point: 1 or 2;
    count, until, and period or jacobi for one member, as ``windlass orbit family`` takes them.
    """
    from windlass.studies.orbit_family import follow

    return follow(_orbits(kind, primaries, given))


def libration_points(
    primaries: str | None = None, *, mu: float | None = None, distance: Any = None, turn: Any = None
) -> Points:
    """Return the libration points of a pair; primaries, or mu with distance and turn if known."""
    from windlass.studies import orbit_pair

    given = {"mu": mu, "distance": distance, "turn": turn}
    return orbit_pair.points(_primaries(primaries, given))


def manifold(
    kind: str,
    *,
    primaries: str | None = None,
    stable: bool = True,
    half: str = "outer",
    trajectories: int = 96,
    section: Any = "22.5 deg",
    **given: Any,
) -> Tube:
    """Return the tube of one orbit, picked by period or jacobi; ``found.frame`` is its table.

    half: inner or outer; section: angle from the smaller primary at which trajectories end.
    """
    from windlass.base.units import parse
    from windlass.studies.orbit_manifold import TubeAsk, fly

    return fly(
        TubeAsk(
            member=_orbits(kind, primaries, given),
            stable=stable,
            half=half,
            trajectories=trajectories,
            angle=parse(section, "rad"),
        )
    )


def _primaries(name: str | None, given: dict[str, Any]) -> Pair:
    """Return the pair that is asked for; takes what belongs to it out of ``given``."""
    from windlass.studies.orbit_pair import pair

    parts = {key: given.pop(key, None) for key in ("mu", "distance", "turn")}
    return pair(name, **{k: v if k == "mu" else _plain(v) for k, v in parts.items()})


def _orbits(kind: str, name: str | None, given: dict[str, Any]) -> OrbitAsk:
    from windlass.studies.orbit_family import asked

    held = _primaries(name, given)
    times = {key: _plain(given.pop(key, None)) for key in ("until", "period")}
    return asked(kind, held, **times, **given)


def _plain(value: Any) -> Any:
    """Return a Quantity as text with its unit, all else as it is."""
    return value if getattr(value, "unit", None) is None else _text(value)


def run_screen(
    kind: str,
    *,
    launch: str | None = None,
    to: str | None = None,
    target: Sequence[str] = (),
    files: Sequence[Path | str] = (),
    max_h: float | None = None,
    engine: str = "local",
    address: str | None = None,
    **limits: Any,
) -> Found:
    """Return a finished screen: "accessible", "rendezvous" or "retrievable".

    ``found.reached`` is its table.  launch: dates "2025..2050" of the first two; to: where
    asteroids are brought by the third, such as "sun-earth"; target: restricts it to some asteroids;
    files: catalogue files in place of the installed catalogue; limits: as ``screen.ask.rules``, or
    ``screen.retrievable.retrieval``, takes them, values with units as text or astropy Quantities.
    Kept in the working folder's store, and carried on from there.
    """
    from windlass.screen import ask, run, search
    from windlass.screen.retrievable import retrieval

    plain = ("phase", "revolutions", "efficiency", "duty")
    given: dict[str, Any] = {k: v if k in plain else _text(v).strip('"') for k, v in limits.items()}
    home = kind == "retrievable"
    needed = {"to": to} if home else {"launch": launch}
    for name, value in needed.items():
        if value is None:
            raise InvalidInput(f"a screen {kind} needs {name}", value=None, where=name)
    if home and launch is not None:
        raise InvalidInput(
            "ways home have a span", value=launch, remedy="give span", where="launch"
        )
    if not home and to is not None:
        raise InvalidInput("a trip has no such end", value=to, remedy="leave it out", where="to")
    rules = retrieval(str(to), **given) if home else ask.rules(kind, str(launch), **given)
    whole, _ = search.asteroids(target, [Path(one) for one in files], max_h)
    begun = run.begin(rules, whole)
    return search.found(begun, run.carry_on(begun, run.Engine(name=engine, address=address)))


def _text(value: Any) -> str:
    """Return a value as an override takes it: a Quantity in SI, all else as TOML writes it."""
    if getattr(value, "unit", None) is None:
        return json.dumps(value) if isinstance(value, str | bool | int | float) else str(value)
    if not value.isscalar:
        raise InvalidInput("several values where one is wanted", value=str(value))
    return f"{float(value.si.value)!r} {value.si.unit.to_string()}".strip()
