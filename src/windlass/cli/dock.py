"""``windlass dock``: what is where, in and out, by manifests and bar-code readers.

Checked: tests/cli/test_dock.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, SourceError
from windlass.cli.desk import SHORT
from windlass.cli.keyring import By
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.records.dock.movement import Movement
    from windlass.records.record import Record
    from windlass.store.dock_book import DockBook
    from windlass.studies.dock import OnError, Posted

dock = App(name="dock", help="The dock's ledger: in, out, weigh, leave to pass, discrepancies.")
From = Annotated[str, Parameter(name="--from")]
Refs = Annotated[tuple[str, ...], Parameter(negative="")]
KG = {"kg": True, "g": False}


def open_book() -> DockBook:
    """Return the dock's book of the log that the environment names."""
    from windlass.store.dock_book import DockBook
    from windlass.store.record_log import RecordLog

    return DockBook.open(RecordLog.default())


@dock.command
def account(
    name: str, kind: Literal["place", "dock", "vehicle", "person", "outside"], /, *,
    capacity: str = "", seats: int | None = None, by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Open an account: something that holds things, or change what it takes.

    Parameters
    ----------
    name:
        Its name.
    kind:
        place, dock, vehicle, person (a person's kit), or outside the base.
    capacity:
        Most that it takes [kg].
    seats:
        Seats of a vehicle.
    by:
        Who opens it.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records.dock.manifest import grams
    from windlass.records.dock.movement import Account
    from windlass.studies import dock as rooms

    limit = grams(capacity, kg=True) if capacity else None
    one = rooms.open_account(open_book(), by, Account(name=name, kind=kind, capacity_g=limit,
                                                      seats=seats))  # fmt: skip
    return told_one(one, f"Account {name}, a {kind}", as_json)


@dock.command(name="in")
def in_(
    item: str, /, *, kg: str, count: int = 1, what: str = "cargo", source: From, to: str,
    through: Annotated[str, Parameter(name="--dock")], uncertainty: str = "0", flight: str = "",
    note: str = "", by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Bring something in through a dock.

    Parameters
    ----------
    item:
        Its code.
    kg:
        Mass of all pieces [kg], to the gram.
    count:
        Pieces.
    what:
        Class of goods, such as cargo, propellant, tools; passenger for people.
    source:
        Account that it leaves.
    to:
        Account that it enters.
    through:
        The dock.
    uncertainty:
        Standard uncertainty of the mass [kg].
    flight:
        Its flight.
    note:
        Anything that should be said.
    by:
        Who moves it; needs leave to pass.
    as_json:
        Print the record's id as JSON.
    """
    one = _one(item, kg, count, what, source, to, through, "in", uncertainty, flight, note, by)
    return _moved(one, by, as_json)


@dock.command
def out(
    item: str, /, *, kg: str, count: int = 1, what: str = "cargo", source: From, to: str,
    through: Annotated[str, Parameter(name="--dock")], uncertainty: str = "0", flight: str = "",
    note: str = "", by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Send something out through a dock, to a vehicle or outside.

    Parameters
    ----------
    item:
        Its code.
    kg:
        Mass of all pieces [kg], to the gram.
    count:
        Pieces.
    what:
        Class of goods, such as cargo, propellant, tools; passenger for people.
    source:
        Account that it leaves.
    to:
        Account that it enters.
    through:
        The dock.
    uncertainty:
        Standard uncertainty of the mass [kg].
    flight:
        Its flight.
    note:
        Anything that should be said.
    by:
        Who moves it; needs leave to pass.
    as_json:
        Print the record's id as JSON.
    """
    one = _one(item, kg, count, what, source, to, through, "out", uncertainty, flight, note, by)
    return _moved(one, by, as_json)


@dock.command
def move(
    item: str, /, *, kg: str, count: int = 1, what: str = "cargo", source: From, to: str,
    note: str = "", by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Move something inside the base, between places and kits.

    Parameters
    ----------
    item:
        Its code.
    kg:
        Mass of all pieces [kg], to the gram.
    count:
        Pieces.
    what:
        Class of goods.
    source:
        Account that it leaves.
    to:
        Account that it enters.
    note:
        Anything that should be said.
    by:
        Who moves it.
    as_json:
        Print the record's id as JSON.
    """
    one = _one(item, kg, count, what, source, to, "", "", "0", "", note, by)
    return _moved(one, by, as_json)


@dock.command
def manifest(
    file: Path, /, *, source: From = "", to: str = "",
    through: Annotated[str, Parameter(name="--dock")] = "",
    direction: Literal["in", "out", ""] = "", flight: str = "",
    post_now: Annotated[bool, Parameter(name="--post", negative="")] = False,
    on_error: Literal["refuse", "account"] = "refuse", refused: Path | None = None, by: By,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Enter a manifest: its rows wait until they are scanned, posted or voided.

    Parameters
    ----------
    file:
        CSV with columns item and kg (or grams), and count, what, from, to, uncertainty_kg, note.
    source:
        Account that they leave, where no column says so.
    to:
        Account that they enter, where no column says so.
    through:
        The dock.
    direction:
        in or out.
    flight:
        Their flight.
    post_now:
        Post the rows at once.
    on_error:
        refuse the whole file for one bad row, or account for each: write what can be, tell the
        rest; exit code 6 where a row was refused.
    refused:
        File for the rows that were refused.
    by:
        Who enters it.
    as_json:
        Print ids and refused rows as JSON.
    """
    from windlass.records.dock import manifest as sheets
    from windlass.studies import dock as rooms

    given = {"from": source, "to": to, "dock": through, "direction": direction, "who": by,
             "manifest": file.name, "flight": flight}  # fmt: skip
    found = sheets.parse(sheets.decode(_bytes(file), str(file)), given, name=str(file))
    done = rooms.post_manifest(open_book(), by, found, event="move" if post_now else "pending",
                               on_error=_on(on_error))  # fmt: skip
    return _done(done, "posted" if post_now else "waiting", refused, as_json)


@dock.command
def scan(
    file: Path, /, *, who: str = "", through: Annotated[str, Parameter(name="--dock")] = "",
    direction: Literal["in", "out", ""] = "", on_error: Literal["refuse", "account"] = "refuse",
    refused: Path | None = None, by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Post what a bar-code reader read; - reads what it types, to the end of input.

    Parameters
    ----------
    file:
        A code a line; $as NAME, $dock NAME, $in, $out, $at TIME, $count N between; - for input.
    who:
        Who moves things, until $as says otherwise; without it who posts.
    through:
        The dock, until $dock says otherwise.
    direction:
        in or out, until $in or $out says otherwise.
    on_error:
        refuse the whole file for one bad line, or account for each.
    refused:
        File for the lines that were refused.
    by:
        Who posts it.
    as_json:
        Print ids and refused lines as JSON.
    """
    import sys

    from windlass.records.dock import scan as scans
    from windlass.records.dock.manifest import decode
    from windlass.studies import dock as rooms

    text = sys.stdin.read() if str(file) == "-" else decode(_bytes(file), str(file))
    found = scans.parse(text, who=who or by, dock=through, direction=direction)
    done = rooms.post_scan(open_book(), by, found, on_error=_on(on_error))
    return _done(done, "posted", refused, as_json)


@dock.command
def post(*refs: Annotated[str, Parameter(negative="")], by: By, as_json: AsJson = False) -> int:
    """Post movements that wait.

    Parameters
    ----------
    refs:
        Ids, or the starts of them.
    by:
        Who moves them; needs leave to pass.
    as_json:
        Print the records' ids as JSON.
    """
    from windlass.studies import dock as rooms

    made = rooms.settle(open_book(), by, refs, "post", who=by)
    return told_many(made, "posted", as_json)


@dock.command
def void(
    *refs: Annotated[str, Parameter(negative="")], why: str, by: By, as_json: AsJson = False
) -> int:
    """Void movements that wait and never will be.

    Parameters
    ----------
    refs:
        Ids, or the starts of them.
    why:
        Reason.
    by:
        Who voids them.
    as_json:
        Print the records' ids as JSON.
    """
    from windlass.studies import dock as rooms

    return told_many(rooms.settle(open_book(), by, refs, "void", note=why), "voided", as_json)


def _one(
    item: str, kg: str, count: int, what: str, source: str, to: str, through: str, direction: str,
    uncertainty: str, flight: str, note: str, by: str,
) -> Movement:  # fmt: skip
    from windlass.records.dock.manifest import grams
    from windlass.records.dock.movement import movement

    return movement({
        "item": item, "grams": grams(kg, kg=True), "count": count, "what": what, "from": source,
        "to": to, "dock": through, "direction": direction, "flight": flight, "note": note,
        "uncertainty_g": grams(uncertainty, kg=True), "who": by,
    })  # fmt: skip


def _moved(one: Movement, by: str, as_json: bool) -> int:
    from windlass.studies import dock as rooms

    made = rooms.move(open_book(), by, [one])[0]
    return told_one(made, f"{one.item}, {one.grams / 1e3:g} kg: {one.source} → {one.target}",
                    as_json)  # fmt: skip


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"file cannot be read: {error.strerror}", value=str(file)) from error


def _on(text: str) -> OnError:
    return "account" if text == "account" else "refuse"


def _done(done: Posted, word: str, refused: Path | None, as_json: bool) -> int:
    """Tell what came of a file, and keep what was refused where it was asked for."""
    if refused is not None and done.refused:
        rows = [f"{one.line}\t{one.text}\t{one.why}" for one in done.refused]
        write_page(refused, "line\ttext\twhy\n" + "\n".join(rows) + "\n")
    if as_json:
        emit({"ids": [one.id for one in done.records],
              "refused": [{"line": one.line, "text": one.text, "why": one.why}
                          for one in done.refused]})  # fmt: skip
    else:
        say(f"line {one.line}: {one.why}: {one.text!r}" for one in done.refused)
        say([f"{len(done.records)} rows {word}, {len(done.refused)} refused."])
    return EXIT_INFEASIBLE if done.refused else EXIT_OK


def told_one(one: Record, line: str, as_json: bool) -> int:
    """Tell what was written."""
    if as_json:
        emit({"id": one.id, "number": one.number, "at": one.at})
    else:
        say([f"{line}. Record {one.id[:SHORT]}."])
    return EXIT_OK


def told_many(made: list[Record], word: str, as_json: bool) -> int:
    """Tell how many were written."""
    ids: dict[str, Any] = {"ids": [one.id for one in made]}
    if as_json:
        emit(ids)
    else:
        say([f"{len(made)} movements {word}."])
    return EXIT_OK
