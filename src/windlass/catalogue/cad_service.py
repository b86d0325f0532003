"""Fetch the close approaches to Earth from JPL's service of close approaches.

The time is cut into spans of some years, each one request whose reply is kept, so that an
interrupted run goes on.  Source: cneoscad.  Checked: tests/catalogue/test_cad_service.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from windlass.base.epochs import format_epoch, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.base.progress import Progress, silent
from windlass.catalogue.approaches import Approaches, make, read_reply
from windlass.catalogue.files import Raw
from windlass.catalogue.pages import Pages
from windlass.catalogue.polite import Client

PATH: Final = "/cad.api"
DISTANCE_AU: Final = "0.05"
SPAN: Final = "1900..2201"
"""The years that the service has approaches of."""

YEARS: Final = 25
"""Length of the spans asked for at once: some thousands of approaches each."""


def spans(span_s: tuple[float, float], years: int = YEARS) -> list[tuple[str, str]]:
    """Return the dates between which to ask, that cover a span of time [s past J2000].

    Raises InvalidInput for a span that is empty or lies beyond the calendar.
    """
    start, end = format_epoch(span_s[0]), format_epoch(span_s[1])
    if start >= end:
        raise InvalidInput(
            "span of close approaches is empty", value=(start, end), remedy='write "2020..2060"'
        )
    first, last = int(start[:4]), int(end[:4])
    cuts = [f"{year:04d}-01-01" for year in range(first + years, last + 1, years)]
    dates = [start, *(cut for cut in cuts if start < cut < end), end]
    return list(pairwise(dates))


def asked(span: tuple[str, str]) -> dict[str, str]:
    """Return the request of one span of dates."""
    return {
        "date-min": span[0],
        "date-max": span[1],
        "dist-max": DISTANCE_AU,
        "body": "Earth",
        "nea": "true",
        "sort": "date",
    }


def fetch(
    client: Client,
    folder: Path,
    now: Callable[[], str],
    span_s: tuple[float, float] | None = None,
    *,
    years: int = YEARS,
    progress: Progress | None = None,
) -> Approaches:
    """Return every close approach within 0.05 au in a span [s past J2000], with provenance.

    folder: where replies are kept; now: the time, for the provenance.  Raises SourceError when
    the service refuses, is silent, or sends something else than it was asked for.
    """
    first, _, last = SPAN.partition("..")
    asked_for = spans(span_s or (parse_epoch(first), parse_epoch(last)), years)
    whole = asked((asked_for[0][0], asked_for[-1][1]))
    pages = Pages(folder, {"base": client.base, "path": PATH, **whole})
    rows: list[tuple[str, float, float, float]] = []
    faults: list[str] = []
    with (progress or silent()).task("close approaches", float(len(asked_for))) as step:
        for span in asked_for:
            name = f"{span[0]}--{span[1]}"
            content = pages.get(name)
            fetched = content is None
            if content is None:
                content, _ = client.get(PATH, asked(span))
            found = read_reply(Raw(f"close approaches from {span[0]} to {span[1]}", content))
            if fetched:
                pages.put(name, content, when=now())
            rows += found.rows
            faults += [str(fault) for fault in found.faults]
            step.advance()
    times = pages.times()
    return make(rows, _provenance(client, whole, times, faults))


def _provenance(
    client: Client, whole: dict[str, str], times: tuple[str, str], faults: list[str]
) -> dict[str, Any]:
    return {
        "kind": "service",
        "service": "close approaches",
        "base": client.base,
        "asked": whole,
        "first_reply": times[0],
        "last_reply": times[1],
        "faults": {"count": len(faults), "first": faults[:50]},
    }
