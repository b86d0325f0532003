"""``windlass runs``: what is kept."""

from __future__ import annotations

from windlass.cli.output import AsJson, emit, say


def runs(*, as_json: AsJson = False) -> int:
    """List the runs that are kept, the latest first.

    Parameters
    ----------
    as_json:
        Print the list as JSON.
    """
    from windlass.store import Store

    found = Store.open().runs()
    if as_json:
        rows = [
            {"run_id": one.run_id, "kind": one.kind, "title": one.title, "at_utc": one.at_utc}
            for one in found
        ]
        emit({"count": len(rows), "rows": rows})
        return 0
    say(f"{one.run_id[:12]}  {one.at_utc}  {one.kind:<9} {one.title}" for one in found)
    if not found:
        say(["No run is kept here; `windlass study` makes one."])
    return 0
