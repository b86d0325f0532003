"""``windlass dock balance``, ``weigh``, ``correct``, ``discrepancies``: the book and the scale.

Checked: tests/cli/test_dock.py.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT
from windlass.cli.dock import open_book, told_one
from windlass.cli.keyring import By
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.store.dock_book import DockBook


def balance(
    name: str = "", /, *, kind: str = "", run: str = "", flight: str = "",
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Say what is where; with a run and a flight, beside what its plan loaded.

    Parameters
    ----------
    name:
        An account, item by item; all accounts without it.
    kind:
        Accounts of this kind: place, dock, vehicle, person, outside.
    run:
        A campaign's kept run.
    flight:
        A flight of it, such as trip-3, that this vehicle flies.
    as_json:
        Print it as JSON.
    """
    book = open_book()
    rows = [one for one in book.balances(kind) if not name or one.account == name]
    if name and not rows:
        raise InvalidInput("unknown account", value=name, remedy="`windlass dock balance`")
    data: dict[str, Any] = {"accounts": [asdict(one) for one in rows]}
    if name:
        data["items"] = [{"item": item, "count": one.count, "grams": one.grams}
                         for item, one in book.holdings(name).items()]  # fmt: skip
    if run or flight:
        data["flight"] = _flight(book, name, run, flight)
    waiting = len(book.pending())
    if as_json:
        emit(data | {"waiting": waiting})
        return EXIT_OK
    for one in rows:
        limit = "" if one.capacity_g is None else f" of {one.capacity_g / 1e3:,.3f} kg"
        seats = f", {one.seats} of {one.seats_all} seats" if one.seats_all is not None else (
            f", {one.seats} people" if one.seats else "")  # fmt: skip
        say([f"{one.account:<24} {one.kind:<8} {one.grams / 1e3:>16,.3f} kg{limit}{seats}"])
    say(f"  {one['item']}: {one['count']} pieces, {one['grams'] / 1e3:,.3f} kg"
        for one in data.get("items", ()))  # fmt: skip
    if "flight" in data:
        f = data["flight"]
        say([f"Flight {f['flight']} ({f['leg']}): planned {f['planned_kg']:,.1f} kg, booked "
             f"{f['booked_kg']:,.1f} kg, {f['more_kg']:+,.1f} kg; propellant "
             f"{f['propellant_kg']:+,.1f} kg by the rocket equation."])  # fmt: skip
    say([f"{waiting} movements wait to be posted." if waiting else "Nothing waits to be posted."])
    return EXIT_OK


def weigh(
    name: str, /, *, kg: str, uncertainty: str, count: int | None = None, scale: str = "", by: By,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Keep what a scale says of all that an account holds.

    Parameters
    ----------
    name:
        The account.
    kg:
        The reading [kg], tare taken off.
    uncertainty:
        Its standard uncertainty [kg].
    count:
        Pieces, where they were counted.
    scale:
        Which scale.
    by:
        Who weighs.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records.dock.manifest import grams
    from windlass.studies import dock as rooms

    one = rooms.weigh(open_book(), by, name, grams(kg, kg=True), grams(uncertainty, kg=True),
                      count=count, scale=scale)  # fmt: skip
    return told_one(one, f"{name} weighs {kg} kg", as_json)


def correct(ref: str, /, *, why: str, kg: str = "", by: By, as_json: AsJson = False) -> int:
    """Take a posted movement back; with --kg, put it back with the right mass.

    Parameters
    ----------
    ref:
        Id of the movement, or the start of it.
    why:
        Reason.
    kg:
        The right mass [kg]; without it the movement is taken back and nothing put in its place.
    by:
        Who corrects it.
    as_json:
        Print the record's id as JSON.
    """
    from dataclasses import replace

    from windlass.records.dock.manifest import grams
    from windlass.records.dock.movement import movement
    from windlass.studies import dock as rooms

    book = open_book()
    right = None
    if kg:
        body = book.log.get(ref).body
        body = book.log.get(str(body["of"])).body if body.get("event") == "post" else body
        right = replace(movement(body), grams=grams(kg, kg=True), at="", who=by)
    one = rooms.correct(book, by, ref, why, right=right)
    return told_one(one, f"Movement {ref[:SHORT]} is corrected", as_json)


def discrepancies(
    *names: Annotated[str, Parameter(negative="")], confidence: float = 0.95,
    out: Path | None = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Find where the scale and the book differ, and what could explain it.

    Exit code 6 where something differs.

    Parameters
    ----------
    names:
        Accounts; all that were weighed without one.
    confidence:
        From which a difference is told, 0 to 1.
    out:
        Page to write.
    as_json:
        Print all of it as JSON.
    """
    from windlass.report.dock_page import dock_page, finding_lines
    from windlass.studies.dock_told import told

    data = told(open_book(), least=confidence, accounts=names)
    if out is not None:
        write_page(out, dock_page(data))
    if as_json:
        emit(data)
    else:
        say(line for one in data["findings"] for line in finding_lines(one))
        say(data["passages"])
        many = len(data["findings"])
        say([f"{data['weighed']} accounts weighed, {many or 'none'} of them differ"
             f"{'' if many else ' from the book'}."])  # fmt: skip
        if out is not None:
            say([f"Page: {out}"])
    return EXIT_INFEASIBLE if data["findings"] or data["passages"] else EXIT_OK


def _flight(book: DockBook, name: str, run: str, flight: str) -> dict[str, Any]:
    from windlass.store import Store
    from windlass.studies.dock_flight import loaded

    if not (name and run and flight):
        raise InvalidInput("a flight is that of a vehicle, by a run",
                           remedy="NAME --run RUN --flight trip-3")  # fmt: skip
    grams = sum(one.grams for one in book.holdings(name).values())
    one = loaded(Store.open().get(run).result, flight, grams)
    return {**asdict(one), "more_kg": one.more_kg, "propellant_kg": one.propellant_kg}
