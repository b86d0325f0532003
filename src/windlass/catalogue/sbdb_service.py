"""Fetch every near-Earth asteroid from the query service of JPL's Small-Body Database.

All digits, in pages that are kept, so that an interrupted run goes on; a total that changes on
the way begins it anew, for then pages no longer fit together.
Source: sbdb2026.  Checked: tests/catalogue/test_sbdb_service.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import SourceError
from windlass.base.progress import Progress, silent
from windlass.catalogue import read_sbdb
from windlass.catalogue.files import Raw
from windlass.catalogue.pages import Pages
from windlass.catalogue.polite import Client

PATH: Final = "/sbdb_query.api"
FIELDS: Final = (
    "spkid", "pdes", "full_name", "class", "pha", "moid", "H", "H_sigma", "G",
    "epoch", "e", "a", "q", "i", "om", "w", "ma", "condition_code",
    "first_obs", "last_obs", "data_arc", "n_obs_used",
    "diameter", "diameter_sigma", "albedo", "rot_per", "spec_B", "spec_T", "A1", "A2", "A3",
)  # fmt: skip
"""Columns that are asked for, by the service's own names."""

PAGE: Final = 5_000
STARTS: Final = 3
"""How often to begin anew when the service's total changes on the way."""

NAME: Final = "sbdb_query.json"


def asked(page: int = PAGE) -> dict[str, str]:
    """Return the request, without its place in the pages."""
    return {
        "fields": ",".join(FIELDS),
        "sb-group": "neo",
        "sb-kind": "a",
        "full-prec": "true",
        "sort": "spkid",
        "limit": str(page),
    }


def fetch(
    client: Client,
    folder: Path,
    now: Callable[[], str],
    *,
    page: int = PAGE,
    progress: Progress | None = None,
) -> tuple[Raw, dict[str, Any]]:
    """Return one reply of all pages, as the service would give it, and its provenance.

    folder: where pages are kept until ``finish``; now: the time, for the provenance.  Raises
    SourceError when the service refuses, is silent, or its pages do not fit together.
    """
    pages = Pages(folder, {"base": client.base, "path": PATH, **asked(page)})
    why = ""
    for _ in range(STARTS):
        try:
            rows, version = _all_pages(client, pages, now, page, progress or silent())
            return _joined(client, pages, rows, version, page)
        except _Unfit as unfit:
            why = str(unfit)
            pages.clear()
    raise SourceError(
        f"the service's pages do not fit together, {STARTS} times over: {why}",
        value=client.base,
        remedy="try again later; the former catalogue is kept",
    )


class _Unfit(Exception):
    """Pages of different states of the database."""


def _all_pages(
    client: Client, pages: Pages, now: Callable[[], str], page: int, progress: Progress
) -> tuple[list[list[Any]], str]:
    """Return all rows and the version of the service; kept pages are not asked for again."""
    if pages.names:
        _still(client, pages)
    rows: list[list[Any]] = []
    total, start, version = pages.count, 0, ""
    with progress.task("asteroids", float(total or 0)) as step:
        while total is None or start < total:
            name = f"{start:07d}"
            content = pages.get(name)
            fetched = content is None
            if content is None:
                place = {**asked(page), "limit-from": str(start)}
                content, _ = client.get(PATH, place)
            count, found, version = _checked(content, name)
            if total is not None and count != total:
                raise _Unfit(f"the total was {total}, then {count}")
            total = count
            if len(found) != min(page, total - start):
                raise _Unfit(f"page from {start} has {len(found)} rows of {total}")
            if fetched:
                pages.put(name, content, when=now(), count=total)
            rows += found
            start += page
            step.advance(len(found))
    return rows, version


def _still(client: Client, pages: Pages) -> None:
    """Ask for one row: of pages kept from an earlier run the total must still hold."""
    content, _ = client.get(PATH, {**asked(1), "limit-from": "0"})
    count, _, _ = _checked(content, "one row")
    if count != pages.count:
        raise _Unfit(f"the total was {pages.count}, then {count}")


def _checked(content: bytes, name: str) -> tuple[int, list[list[Any]], str]:
    """Return (total, rows, version) of a page.

    Raises SourceError for another version, and when it does not hold what was asked for.
    """
    reply = read_sbdb.signed(
        Raw(f"reply of the service, {name}", content), read_sbdb.QUERY_VERSIONS
    )
    fields, rows = reply.get("fields"), reply.get("data", [])
    if fields != list(FIELDS):
        raise SourceError(
            "the service sends other columns than it was asked for",
            value=fields,
            remedy="its form has changed: update Windlass, or import a file with --from",
        )
    total = _total(reply)
    if not isinstance(rows, list) or any(
        not isinstance(row, list) or len(row) != len(FIELDS) for row in rows
    ):
        raise SourceError(
            "rows of the service do not have the columns that it names",
            value=name,
            remedy="its form has changed: update Windlass, or import a file with --from",
        )
    return total, rows, str(reply["signature"]["version"])


def _total(reply: Mapping[str, Any]) -> int:
    try:
        return int(reply["count"])
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(
            "the service does not say how many asteroids there are",
            value=reply.get("count"),
            remedy="its form has changed: update Windlass, or import a file with --from",
        ) from error


def _joined(
    client: Client, pages: Pages, rows: list[list[Any]], version: str, page: int
) -> tuple[Raw, dict[str, Any]]:
    """Return all rows as one reply, with its provenance; _Unfit when one comes twice."""
    for column in ("spkid", "pdes"):
        at = FIELDS.index(column)
        distinct = {str(row[at]) for row in rows}
        if len(distinct) != len(rows):
            raise _Unfit(f"{len(rows) - len(distinct)} rows come twice ({column})")
    reply = {"signature": {"version": version}, "fields": list(FIELDS), "data": rows}
    raw = Raw(NAME, json.dumps({**reply, "count": len(rows)}, separators=(",", ":")).encode())
    first, last = pages.times()
    return raw, {
        "kind": "service",
        "service": "SBDB query",
        "version": version,
        "base": client.base,
        "asked": asked(page),
        "count": len(rows),
        "first_reply": first,
        "last_reply": last,
        "sha256": raw.mark[0][1],
    }
