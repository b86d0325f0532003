"""Bring the installed catalogue up to date: from JPL's services, or from files.

What is installed stays until the new one is whole; what was fetched is kept when a run ends early.
Checked: tests/catalogue/test_update.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from windlass.base.codeversion import code_version
from windlass.base.errors import SourceError
from windlass.base.folders import data_folder
from windlass.base.progress import Progress
from windlass.catalogue import approaches, cad_service, read_sbdb, sbdb_service, whole
from windlass.catalogue.approaches import Approaches, Found
from windlass.catalogue.collection import Catalogue, join
from windlass.catalogue.files import Raw, load
from windlass.catalogue.pages import alone
from windlass.catalogue.polite import Client
from windlass.catalogue.read import read_raw
from windlass.catalogue.whole import Whole

PARTIAL: Final = "update.partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What was installed: the asteroids, the approaches; None where nothing new came.

    before: how many asteroids the former catalogue held, None where there was none to read.
    """

    asteroids: Whole | None
    approaches: Approaches | None
    before: int | None


def folder() -> Path:
    """Return the folder of the catalogue."""
    return data_folder() / "catalogue"


def from_service(
    client: Client,
    now: Callable[[], str],
    *,
    span_s: tuple[float, float] | None = None,
    progress: Progress | None = None,
) -> Updated:
    """Fetch every near-Earth asteroid and the close approaches, and install both.

    span_s: of the approaches [s past J2000], by default all years the service has.  Raises
    SourceError when a service refuses, is silent, or what it sends does not fit together.
    """
    with alone(folder()):
        before = _before()
        partial = folder() / PARTIAL
        raw, said = sbdb_service.fetch(client, partial / "asteroids", now, progress=progress)
        catalogue = read_sbdb.read_query(raw)
        asteroids = _whole(catalogue, said | _installed_when(now))
        whole.write(asteroids, whole.path())
        met = cad_service.fetch(client, partial / "approaches", now, span_s, progress=progress)
        met = approaches.make(met.frame.iter_rows(), {**met.provenance, **_installed_when(now)})
        approaches.write(met, approaches.path())
        shutil.rmtree(partial, ignore_errors=True)
    return Updated(asteroids=asteroids, approaches=met, before=before)


def from_files(
    paths: Iterable[str | Path],
    now: Callable[[], str],
    settle: Callable[[Whole], Whole] | None = None,
) -> Updated:
    """Import files of asteroids, of close approaches, or both, and install what they hold.

    Of asteroids in several files the row of the earlier file is taken.  settle: decides which
    orbit holds where a row has two (``bodies.settle``); without it they stay as they were read.
    Raises SourceError when a file cannot be read; then nothing is installed.
    """
    catalogues: list[Catalogue] = []
    asteroid_files: list[dict[str, Any]] = []
    met: list[Found] = []
    met_files: list[dict[str, Any]] = []
    for path in paths:
        raw = load(path)
        if approaches.are_in(raw):
            met.append(approaches.read(raw))
            met_files.append(_file(raw, len(met[-1].rows)))
        else:
            catalogues.append(read_raw(raw))
            asteroid_files.append(_file(raw, len(catalogues[-1])))
    stamp = _installed_when(now)
    asteroids = encounters = None
    if catalogues:
        asteroids = _whole(join(catalogues), {"kind": "import", "files": asteroid_files, **stamp})
        asteroids = asteroids if settle is None else settle(asteroids)
    if met:
        faults = [str(fault) for found in met for fault in found.faults]
        told = {"count": len(faults), "first": faults[: whole.TOLD]}
        encounters = approaches.make(
            (row for found in met for row in found.rows),
            {"kind": "import", "files": met_files, "faults": told, **stamp},
        )
    with alone(folder()):
        before = _before()
        if asteroids is not None:
            whole.write(asteroids, whole.path())
        if encounters is not None:
            approaches.write(encounters, approaches.path())
    return Updated(asteroids=asteroids, approaches=encounters, before=before)


def _whole(catalogue: Catalogue, said: dict[str, Any]) -> Whole:
    """Return the whole of a catalogue; SourceError when not one of its rows can be used."""
    if not len(catalogue):
        first = f": {catalogue.faults[0]}" if catalogue.faults else ""
        raise SourceError(
            f"no asteroid can be used, {len(catalogue.faults)} rows are faulty{first}",
            remedy="give the file as its service wrote it; the former catalogue is kept",
        )
    return whole.from_catalogue(catalogue, said)


def _file(raw: Raw, rows: int) -> dict[str, Any]:
    return {"name": raw.name, "sha256": raw.mark[0][1], "rows": rows}


def _installed_when(now: Callable[[], str]) -> dict[str, str]:
    return {"installed": now(), "windlass": code_version()}


def _before() -> int | None:
    """Return how many asteroids the former catalogue holds; a damaged one is no obstacle."""
    try:
        former = whole.installed()
    except SourceError:
        return None
    return None if former is None else len(former)
