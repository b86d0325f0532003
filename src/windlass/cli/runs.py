"""``windlass runs``: what is kept."""

from __future__ import annotations

from windlass.cli.output import AsJson, emit, say
from windlass.cli.reader import For, released_to


def runs(*, reader: For = "", as_json: AsJson = False) -> int:
    """List the runs that are kept, the latest first; with --for what was released to a partner.

    Parameters
    ----------
    reader:
        A partner, or public: what was released to that one, or to all; runs are not listed.
    as_json:
        Print the list as JSON.
    """
    if reader:
        return _released(reader, as_json)
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


def _released(reader: str, as_json: bool) -> int:
    found = released_to(reader)
    if as_json:
        emit({"count": len(found), "rows": found})
        return 0
    say(f"{one['root'][:12]}  {one['at_utc']}  {one['count']} figures for {one['for']}, by "
        f"{one['by']}  {one['title']}" for one in found)  # fmt: skip
    if not found:
        say([f"Nothing was released to {reader}."])
    return 0
