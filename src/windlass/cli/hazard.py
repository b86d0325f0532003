"""``windlass hazard``: report what was seen, follow it up, list what is open.

Checked: tests/cli/test_pay.py.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_OK
from windlass.cli.desk import SHORT
from windlass.cli.keyring import By
from windlass.cli.output import AsJson, emit, say

hazard = App(name="hazard", help="Hazard reports, which feed the risk of a campaign.")
Kind = Literal["scrub", "loss", "late", "dock", "stoppage"]


@hazard.command
def report(
    title: str, /, *, kind: Kind, of: str, chance: float, severity: int = 3, note: str = "",
    by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Report a hazard: it is open until somebody says what became of it.

    Parameters
    ----------
    title:
        What was seen.
    kind:
        What it could lead to: a scrub, loss or late delivery of a vehicle, a dock out of order, a
        stoppage of a team.
    of:
        The vehicle, dock or team, as the campaign file names it.
    chance:
        What it adds: probability a launch, flight, delivery or, for a team, year; for a dock,
        failures a year.
    severity:
        1 (slight) to 5 (fatal).
    note:
        More about it.
    by:
        Who reports.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.store.record_log import RecordLog
    from windlass.studies import hazards

    one = hazards.file_report(RecordLog.default(), by, title, kind=kind, of=of, chance=chance,
                              severity=severity, note=note)  # fmt: skip
    if as_json:
        emit({"id": one.id})
    else:
        say([f"{title}: open. Report {one.id[:SHORT]}."])
    return EXIT_OK


@hazard.command
def follow(
    ref: str, status: Literal["open", "mitigated", "closed"], why: str, /, *,
    chance: float | None = None, by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Say what became of a report.

    Parameters
    ----------
    ref:
        Its id or the start of it.
    status:
        open, mitigated (with the chance that is left), or closed: it feeds nothing any more.
    why:
        What was done.
    chance:
        The chance that is left.
    by:
        Who says so.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.store.record_log import RecordLog
    from windlass.studies import hazards

    one = hazards.follow_up(RecordLog.default(), by, ref, status, why, chance=chance)
    if as_json:
        emit({"id": one.id})
    else:
        say([f"{one.body['title']}: {status}. Record {one.id[:SHORT]}."])
    return EXIT_OK


@hazard.command(name="list")
def list_(
    *, every: Annotated[bool, Parameter(name="--all", negative="")] = False, as_json: AsJson = False
) -> int:
    """List the reports that feed a campaign's risk (`windlass campaign simulate --reports`).

    Parameters
    ----------
    every:
        Closed ones too.
    as_json:
        Print them as JSON.
    """
    from windlass.store.record_log import RecordLog
    from windlass.studies import hazards

    rows = hazards.told(hazards.reports(RecordLog.default()))
    rows = [row for row in rows if every or row["status"] != "closed"]
    if as_json:
        emit({"reports": rows})
        return EXIT_OK
    say(
        f"{row['id'][:SHORT]}  {row['status']:<9} {row['severity']}  {row['title']}: "
        f"{row['kind']} of {row['of']}, {row['chance']:g} {row['per']} ({row['by']})"
        for row in rows
    )
    if not rows:
        say(["No hazard is reported."])
    return EXIT_OK
