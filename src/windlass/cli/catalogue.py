"""``windlass catalogue``: fetch or import every known near-Earth asteroid; say what is there."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from windlass.base.errors import InvalidInput, SourceError
from windlass.cli.output import AsJson, emit, say

if TYPE_CHECKING:
    from windlass.catalogue.whole import Whole

catalogue = App(
    name="catalogue",
    help="Fetch or import every known near-Earth asteroid; say what is installed.",
)

Files = Annotated[tuple[Path, ...], Parameter(name="--from", negative="", consume_multiple=True)]


@catalogue.command
def update(
    *,
    files: Files = (),
    approaches: Annotated[str | None, Parameter(negative="")] = None,
    url: Annotated[str | None, Parameter(negative="")] = None,
    as_json: AsJson = False,
) -> int:
    """Install every known near-Earth asteroid, from JPL's database or from files.

    What is installed stays until the new catalogue is whole. An interrupted run keeps what it
    fetched, and the next one goes on from there. Where a file has an older orbit solution beside
    rounded present elements, it is integrated to their epoch and used if it fits them.

    Parameters
    ----------
    files:
        Files to import in place of asking the service: JPL (JSON), Minor Planet Center (JSON,
        MPCORB), NEODyS (neodys.cat), Parquet or CSV; close approaches as JSON or Parquet.
    approaches:
        Span of the close approaches to ask for, such as "2020..2060"; by default 1900 to 2200.
    url:
        Address of the service, by default JPL's own, or WINDLASS_SBDB_URL.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.epochs import parse_span
    from windlass.base.progress import Bars
    from windlass.catalogue import update as updating
    from windlass.catalogue.polite import Client, base_url

    if files:
        if approaches is not None or url is not None:
            raise InvalidInput(
                "files are imported, or the service is asked, not both",
                remedy="leave out --from, or --approaches and --url",
            )
        done = updating.from_files(files, _now, _settle)
    else:
        span = None if approaches is None else parse_span(approaches, where="--approaches")
        client = Client(base_url(url))
        try:
            done = updating.from_service(client, _now, span_s=span, progress=Bars())
        except KeyboardInterrupt:
            kept = "what was fetched is kept; run the command again to go on"
            print(f"windlass: {kept}", file=sys.stderr)
            raise
        finally:
            client.close()
    if not as_json and done.asteroids is not None:
        before = "none" if done.before is None else f"{done.before:,}"
        say([f"Installed {len(done.asteroids):,} asteroids; before: {before}."])
    return _tell(as_json)


@catalogue.command
def info(*, as_json: AsJson = False) -> int:
    """Say what the installed catalogue holds, how sure it is, when and from where it came.

    Parameters
    ----------
    as_json:
        Print JSON with units in its keys.
    """
    return _tell(as_json)


@catalogue.command
def solution(
    *names: str,
    url: Annotated[str | None, Parameter(negative="")] = None,
    as_json: AsJson = False,
) -> int:
    """Fetch the present orbit of asteroids with its covariance, which a certificate needs.

    It is kept, and windlass verify flies it in place of the catalogue's. Without a name: what is
    kept.

    Parameters
    ----------
    names:
        Numbers, names or designations, each asked for by itself.
    url:
        Address of the service, by default JPL's own, or WINDLASS_SBDB_URL.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.catalogue import solutions
    from windlass.catalogue.polite import Client, base_url

    if not names:
        found = solutions.kept()
    else:
        client = Client(base_url(url))
        try:
            found = [solutions.fetch(client, name, _now) for name in names]
        finally:
            client.close()
    if as_json:
        emit({"solutions": [one.plain() for one in found]})
        return 0
    if not found:
        say(["No orbit solution is kept: windlass catalogue solution NAME fetches one."])
    else:
        say([*(one.line() + "." for one in found), f"Kept in {solutions.folder()}."])
    return 0


def _tell(as_json: bool) -> int:
    from windlass.catalogue import approaches, whole
    from windlass.catalogue.census import census, lines

    known, met = whole.installed(), approaches.installed()
    if known is None:
        if met is not None and as_json:
            emit({"count": 0, "close_approaches": {"count": len(met), "digest": met.digest}})
            return 0
        remedy = "run windlass catalogue update, or import a file: update --from FILE"
        if met is None:
            raise SourceError("no catalogue is installed", value=str(whole.path()), remedy=remedy)
        say([f"{len(met):,} close approaches are installed, and no asteroids: {remedy}."])
        return 0
    found = census(known, whole.path(), met)
    if as_json:
        emit(found)
    else:
        say(lines(found))
    return 0


def _settle(known: Whole) -> Whole:
    """Return a catalogue with the orbit that holds wherever a row has two."""
    from windlass.base.progress import Bars
    from windlass.bodies.settle import settle

    return settle(known, Bars())


def _now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
