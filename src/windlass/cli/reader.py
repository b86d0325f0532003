"""What a reader sees of kept runs, for verbs with ``--for``.

Checked: tests/cli/test_release.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.desk import open_desk

if TYPE_CHECKING:
    from windlass.base.figure import Figure

For = Annotated[str, Parameter(name="--for")]


def figures_of(ref: str, reader: str) -> dict[str, Figure]:
    """Return the figures of a kept run, those that a reader sees where one is named."""
    from windlass.base import ledger
    from windlass.records import labels
    from windlass.store import Store
    from windlass.studies import release
    from windlass.studies.visible import Scope

    if not reader:
        return ledger.read(_figures(Store.open().get(ref)))
    desk = open_desk()
    known = labels.read(desk.records.values(), desk.register)
    known.reader(reader)
    kept = desk.store.get(ref)
    scope = Scope.of(kept, desk.store.get)
    return release.seen(ledger.read(_figures(kept)), scope, known, reader)


def slug(reader: str) -> str:
    """Return a reader's name as part of a file's."""
    return re.sub(r"[^0-9a-z]+", "-", reader.lower()).strip("-") or "reader"


def released_to(reader: str) -> list[dict[str, Any]]:
    """Return what was released to a reader, or to the public, the latest first."""
    from windlass.records import labels

    desk = open_desk()
    labels.read(desk.records.values(), desk.register).reader(reader)
    found = [
        {"root": one.body["root"], "at_utc": one.at, "for": one.body["for"],
         "count": one.body["count"], "title": one.body["title"], "by": one.author}
        for one in desk.records.values()
        if one.kind == "release" and one.body.get("for") in (reader, labels.PUBLIC)
    ]  # fmt: skip
    return found[::-1]


def _figures(kept: Any) -> Any:
    if "figures" not in kept.result:
        raise InvalidInput("this run has no figures", value=kept.kind,
                           remedy="name a study or a money run")  # fmt: skip
    return kept.result["figures"]
