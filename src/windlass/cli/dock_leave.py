"""``windlass dock grant``, ``revoke`` and ``grants``: who may pass which dock, and until when.

Checked: tests/cli/test_dock.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from windlass.base.errors import EXIT_OK
from windlass.cli.desk import SHORT
from windlass.cli.dock import told_one
from windlass.cli.keyring import By, KeyFile, key_of
from windlass.cli.output import AsJson, emit, say

Many = Annotated[tuple[str, ...], Parameter(negative="")]


def grant(
    who: str, /, *, through: Annotated[tuple[str, ...], Parameter(name="--dock", negative="")],
    direction: Literal["in", "out", "both"] = "both", goods: Many = ("*",), but: Many = (),
    since: Annotated[str, Parameter(name="--from")] = "", until: str = "",
    may_grant: Annotated[bool, Parameter(negative="")] = False, by: By, key: KeyFile = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Give somebody leave to pass a dock.  Without leave nothing passes.

    Parameters
    ----------
    who:
        Who may pass.
    through:
        The dock; may be given again; * for all.
    direction:
        in, out or both.
    goods:
        Class of goods; may be given again; * for all.
    but:
        Class that is not meant, where all others are.
    since:
        From when [UTC]; from now on without it.
    until:
        Until when; without it for good.
    may_grant:
        It may be passed on.
    by:
        A dock master, or one whose own leave may be passed on and covers it.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records.dock import grants as rules
    from windlass.store.record_log import RecordLog
    from windlass.studies import dock as rooms

    ways = ("in", "out") if direction == "both" else (direction,)
    made = rules.body(who, through, ways, goods=goods, but=but, since=since, until=until,
                      may_grant=may_grant)  # fmt: skip
    one = rooms.grant(RecordLog.default(), by, key_of(by, key), made)
    return told_one(one, f"{who} may pass {', '.join(made['docks'])}, {', '.join(ways)}", as_json)


def revoke(
    ref: str, /, *, since: Annotated[str, Parameter(name="--from")] = "", by: By,
    key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Withdraw leave to pass, and all that stands on it.

    Parameters
    ----------
    ref:
        Id of the grant, or the start of it.
    since:
        From when [UTC]; from now on without it.
    by:
        Who gave it, or a dock master.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.store.record_log import RecordLog
    from windlass.studies import dock as rooms

    one = rooms.revoke(RecordLog.default(), by, key_of(by, key), ref, since=since)
    return told_one(one, f"Grant {ref[:SHORT]} is revoked", as_json)


def grants(*, at: str = "", as_json: AsJson = False) -> int:
    """List leave to pass that is in force.

    Parameters
    ----------
    at:
        When [UTC]; now without it.
    as_json:
        Print it as JSON.
    """
    from datetime import UTC, datetime

    from windlass.records.register import moment
    from windlass.store.record_log import RecordLog
    from windlass.studies.dock import leave

    found = leave(RecordLog.default().records())
    when = moment(at or datetime.now(UTC).isoformat())
    rows: list[dict[str, Any]] = [
        {"id": one.id, "who": one.who, "by": one.giver, "docks": sorted(one.docks),
         "directions": sorted(one.directions), "goods": sorted(one.goods.names),
         "all_but": one.goods.but, "may_grant": one.may_grant,
         "until": min((end for begin, end in found.spans[one.id] if begin <= when < end))}
        for one in found.grants.values() if found.in_force(one.id, when)
    ]  # fmt: skip
    if as_json:
        emit({"at": when, "count": len(rows), "rows": rows})
        return EXIT_OK
    for one in rows:
        goods = ", ".join(one["goods"])
        what = (f"all but {goods}" if goods else "all") if one["all_but"] else goods
        end = "" if one["until"].startswith("9999") else f", until {one['until'][:19]}Z"
        more = ", may be passed on" if one["may_grant"] else ""
        say([f"{one['id'][:SHORT]}  {one['who']}: {', '.join(one['docks'])} "
             f"{'/'.join(one['directions'])}, {what}, by {one['by']}{end}{more}"])  # fmt: skip
    if not rows:
        say(["Nobody may pass a dock."])
    return EXIT_OK
