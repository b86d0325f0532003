"""A screen on disk: begun, carried on after any stop, finished; the same bytes either way.

A run is a folder named by what it stands on: rules, rows of the catalogue, code.  Every chunk is
one file, moved into place whole, so that whatever ends a run costs at most the chunks under way.
Checked: tests/screen/test_run.py, tests/screen/test_crash.py.
"""

from __future__ import annotations

import difflib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from windlass.base import engine
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.errors import InvalidInput, NotSolved, SourceError
from windlass.base.progress import Progress, silent
from windlass.bodies import forces, table
from windlass.catalogue import whole as columns
from windlass.catalogue.sealed import swap
from windlass.catalogue.whole import Whole
from windlass.screen import chunk, low_thrust_rows, retrieve_rows, rows
from windlass.screen.low_thrust import LowThrustRules
from windlass.screen.retrievable import Retrieval
from windlass.screen.rules import Rules
from windlass.store.store import default_folder

if TYPE_CHECKING:
    import polars as pl

CHUNK: Final = 256
"""Asteroids of a chunk: a few seconds' work, and what a stop may cost."""
ASK, CATALOGUE, ROWS, PARTS = "ask.json", "catalogue.parquet", "rows.parquet", "chunks"
SHORT: Final = 10

Row = TypeVar("Row")
Asked = Rules | Retrieval | LowThrustRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Where the work is done: "local" or "ray" (with the address of a cluster)."""

    name: str = "local"
    address: str | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A screen's folder and what it asks; ``frame`` once it is finished."""

    folder: Path
    rules: Asked
    whole: Whole
    prune: bool = True

    @property
    def name(self) -> str:
        """Name by which ``find`` finds it."""
        return self.folder.name

    @property
    def trips(self) -> Rules:
        """The rules of a screen for trips.  Raises InvalidInput where it is one for ways home."""
        if not isinstance(self.rules, Rules):
            raise InvalidInput(
                "screen is not one of trips to asteroids",
                value=self.name,
                remedy="name one that `windlass screen accessible` or `rendezvous` made",
            )
        return self.rules

    @property
    def home(self) -> Retrieval:
        """The rules of a screen for ways home.  Raises InvalidInput where it is one for trips."""
        if not isinstance(self.rules, Retrieval):
            raise InvalidInput(
                "screen is not one of asteroids to bring home",
                value=self.name,
                remedy="name one that `windlass screen retrievable` made",
            )
        return self.rules

    @property
    def low_thrust(self) -> LowThrustRules:
        """The rules of a screen for returns by low thrust.  Raises InvalidInput for another."""
        if not isinstance(self.rules, LowThrustRules):
            raise InvalidInput(
                "screen is not one of returns by low thrust",
                value=self.name,
                remedy="name one that `windlass screen low-thrust` made",
            )
        return self.rules

    @property
    def asks(self) -> list[chunk.ChunkAsk]:
        """One ask a chunk, in the order of the catalogue."""
        made = []
        for at in range(0, len(self.whole), CHUNK):
            part = self.whole.frame.slice(at, CHUNK)
            orbits = tuple(columns.orbit(row) for row in part.iter_rows(named=True))
            made.append(chunk.ChunkAsk(rules=self.rules, orbits=orbits, prune=self.prune))
        return made

    @property
    def finished(self) -> bool:
        """Whether all rows are there."""
        return (self.folder / ROWS).is_file()

    @property
    def frame(self) -> pl.DataFrame:
        """All rows, in the order of the catalogue.  Raises SourceError where it is unfinished."""
        import polars as pl

        if not self.finished:
            raise SourceError(
                "screen is not finished",
                value=self.name,
                remedy=f"windlass screen --resume {self.name}",
            )
        try:
            return pl.read_parquet(self.folder / ROWS)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise SourceError(
                "rows of the screen cannot be read",
                value=str(self.folder / ROWS),
                remedy="remove that file and begin the screen again",
            ) from error


def begin(rules: Asked, whole: Whole, *, prune: bool = True, folder: Path | None = None) -> Run:
    """Return the run of a screen, its folder made; the one that is there where it was begun.

    It is the latest one then.  Raises InvalidInput for a catalogue without asteroids, or dates
    beyond the planets' ephemeris.
    """
    if len(whole) == 0:
        raise InvalidInput("no asteroid to screen", remedy="name one, or take another catalogue")
    table.whole_span(rules.span_s)
    asked = _asked(rules, whole.digest, prune)
    name = f"{rules.kind}-{content_hash(asked)[:SHORT]}"
    where = screens(folder) / name
    if _kept(where) != (asked, whole.digest):
        try:
            where.mkdir(parents=True, exist_ok=True)
            columns.write(whole, where / CATALOGUE)
            _place(where / ASK, json.dumps(asked, indent=1, sort_keys=True).encode())
        except OSError as error:
            raise SourceError(
                f"folder of the screen cannot be written: {error.strerror}",
                value=str(where),
                remedy="set WINDLASS_HOME to a folder that can be written",
            ) from error
    with suppress(OSError):  # of a folder that may only be read
        os.utime(where / ASK)
    return Run(folder=where, rules=rules, whole=whole, prune=prune)


def find(name: str, folder: Path | None = None) -> Run:
    """Return a run by its name, the unique start of it, or "latest".

    Raises InvalidInput when there is none, or when other code began it; SourceError when its
    folder is damaged.
    """
    every = listed(folder)
    begins = name.strip() or "/"
    hits = every[:1] if name == "latest" else [one for one in every if one.startswith(begins)]
    hits = [name] if name in hits else hits
    if len(hits) != 1:
        near = difflib.get_close_matches(name, every, n=3, cutoff=0.4) or every[:3]
        raise InvalidInput(
            "no such screen" if not hits else "several screens begin so",
            value=name,
            remedy=f"use latest, or one of: {', '.join(hits or near)}"
            if every
            else "windlass screen accessible begins one",
        )
    where = screens(folder) / hits[0]
    try:
        asked = json.loads((where / ASK).read_text())
        digest, prune = asked["catalogue"], bool(asked["prune"])
        whole = columns.read(where / CATALOGUE)
        rules = _rules(asked["rules"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"screen cannot be read: {error}", value=hits[0], remedy="begin it again"
        ) from error
    if whole.digest != digest:
        raise SourceError(
            "catalogue of the screen is not its own", value=hits[0], remedy="begin it again"
        )
    return Run(folder=where, rules=rules, whole=whole, prune=prune)


def check_code(run: Run) -> None:
    """Raise InvalidInput where other code began a run: its rows would be of two kinds."""
    asked = _kept(run.folder)[0] or {}
    if asked != _asked(run.rules, run.whole.digest, run.prune):
        raise InvalidInput(
            "screen was begun by another version of Windlass",
            value=f"{asked.get('code')}, here {code_version()}",
            remedy="finish it with that one, or begin it again",
            where=run.name,
        )


def listed(folder: Path | None = None) -> list[str]:
    """Return the names of all runs, the latest first."""
    found = [(-path.stat().st_mtime, path.parent.name) for path in screens(folder).glob(f"*/{ASK}")]
    return [name for _, name in sorted(found)]


def screens(folder: Path | None = None) -> Path:
    """Return the folder of all screens, beside the runs of studies."""
    return (default_folder() if folder is None else folder).absolute() / "screens"


def carry_on(run: Run, on: Engine | None = None, progress: Progress | None = None) -> pl.DataFrame:
    """Screen what is not done yet, put all rows together and return them.

    Raises NotSolved naming how many chunks failed, after all others are kept.
    """
    if run.finished:
        return run.frame
    check_code(run)
    where, asks = on or Engine(), run.asks
    missing = [k for k in range(len(asks)) if not _part(run, k).is_file()]
    shown = progress or silent()
    apart = not isinstance(run.rules, LowThrustRules)  # which integrates few of a chunk
    if apart and where.name == "local" and table.keeps():  # else the work would be done twice
        new = [k for k in missing if not table.stored(asks[k].orbits, run.rules.span_s)]
        for _ in _work(chunk.integrate, [asks[k] for k in new], where, "ephemerides", shown):
            pass
    failed: list[Exception] = []
    for at, found in _work(chunk.screen, [asks[k] for k in missing], where, "screening", shown):
        if isinstance(found, engine.Failed):
            failed.append(found.error)
        else:
            _keep(run, missing[at], found)
    if run.finished:  # by another process, which has taken the parts away
        shutil.rmtree(run.folder / PARTS, ignore_errors=True)
        return run.frame
    if failed:
        raise NotSolved(
            f"{len(failed)} of {len(asks)} chunks failed, the first one: {failed[0]}",
            status=-1,
            remedy=f"the others are kept; windlass screen --resume {run.name} tries them again",
        ) from failed[0]
    return _put_together(run, len(asks))


def _work(
    fn: Callable[[chunk.ChunkAsk], Row],
    asks: list[chunk.ChunkAsk],
    on: Engine,
    name: str,
    progress: Progress,
) -> Iterator[tuple[int, Row | engine.Failed[chunk.ChunkAsk]]]:
    """Yield (index, result) as chunks end; the bar counts asteroids."""
    if not asks:
        return
    with progress.task(name, sum(len(ask.orbits) for ask in asks)) as step:
        for at, found in engine.stream(
            fn, asks, engine=on.name, address=on.address, workers=on.workers, name=name
        ):
            yield at, found
            step.advance(len(asks[at].orbits))


def _put_together(run: Run, count: int) -> pl.DataFrame:
    """Join all chunks with what is known of the asteroids; the parts are removed after."""
    import polars as pl

    parts = []
    for k in range(count):
        try:
            parts.append(pl.read_parquet(_part(run, k)))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            if run.finished:  # by another process, which has taken the parts away
                return run.frame
            _part(run, k).unlink(missing_ok=True)
            raise SourceError(
                "chunk of the screen could not be read, and is removed",
                value=str(_part(run, k)),
                remedy=f"windlass screen --resume {run.name} makes it again",
            ) from error
    every, about = pl.concat(parts), run.whole.frame
    if isinstance(run.rules, Retrieval):
        made = retrieve_rows.finish(every, about, run.rules)
    elif isinstance(run.rules, LowThrustRules):
        made = low_thrust_rows.finish(every, about)
    else:
        made = rows.finish(every, about, run.rules)
    _place_frame(run.folder / ROWS, made)
    shutil.rmtree(run.folder / PARTS, ignore_errors=True)
    return made


def _rules(plain: dict[str, Any]) -> Asked:
    """Return the rules of a run from plain data: pairs are lists there."""
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
    kinds = {"retrievable": Retrieval, "low-thrust": LowThrustRules}
    made: Asked = kinds.get(fields["kind"], Rules)(**fields)
    return made


def _asked(rules: Asked, digest: str, prune: bool) -> dict[str, Any]:
    """Return what a run stands on, as plain data."""
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(rules).items()}
    seeds = {"seeds": "none"} if isinstance(rules, Retrieval) else {}
    return {
        "rules": plain,
        "catalogue": digest,
        "prune": prune,
        "chunk": CHUNK,
        "code": code_version(),
        "forces": forces.digest(),
        **seeds,
    }


def _kept(where: Path) -> tuple[dict[str, Any] | None, str]:
    """Return what a folder's run stands on and its catalogue's digest; empty where unreadable."""
    try:
        asked = json.loads((where / ASK).read_text())
        return asked if isinstance(asked, dict) else None, columns.read(where / CATALOGUE).digest
    except (OSError, ValueError, SourceError):
        return None, ""


def _part(run: Run, k: int) -> Path:
    return run.folder / PARTS / f"{k:05d}.parquet"


def _keep(run: Run, k: int, found: pl.DataFrame) -> None:
    """Place a chunk, unless another process finished the run and took the folder away."""
    try:
        _place_frame(_part(run, k), found)
    except FileNotFoundError:
        if not run.finished:
            _place_frame(_part(run, k), found)


def _place_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame, moved into place whole."""
    path.parent.mkdir(exist_ok=True)  # another process that finished may have taken it away
    part = _beside(path)
    frame.write_parquet(part, compression="zstd", statistics=False)
    swap(part, path)


def _place(path: Path, content: bytes) -> None:
    part = _beside(path)
    part.write_bytes(content)
    swap(part, path)


def _beside(path: Path) -> Path:
    """Return a name for what is not whole yet, of this process on this machine alone."""
    return path.with_name(f".{path.name}.{platform.node()}.{os.getpid()}.part")
