"""What a catalogue holds: how many of which kind, how sure, from where, and what they cannot do.

Checked: tests/catalogue/test_census.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from windlass.base.epochs import format_epoch
from windlass.catalogue.approaches import Approaches
from windlass.catalogue.orbit import CERTIFYING_CODE
from windlass.catalogue.whole import Whole


def census(whole: Whole, file: Path, met: Approaches | None = None) -> dict[str, Any]:
    """Return the counts of a catalogue as plain data; met: the close approaches beside it."""
    frame, said = whole.frame, whole.provenance
    full = frame["precision"] == "full"
    unsure = full & (frame["uncertainty"].fill_null(0) > CERTIFYING_CODE)
    return {
        "count": len(whole),
        "orbit_class": _counts(frame["orbit_class"].fill_null("unknown")),
        "precision": _counts(frame["precision"]),
        "source": _counts(frame["source"]),
        "older_solutions": _settled(frame),
        "certifying": int((full & ~unsure).sum()),
        "full_but_uncertain": int(unsure.sum()),
        "without_h": frame["h_mag"].null_count(),
        "with_diameter": frame["diameter_m"].count(),
        "with_taxonomy": frame["taxonomy"].count(),
        "potentially_hazardous": int(frame["pha"].sum() or 0),
        "epochs": _dates(frame["epoch_s"]),
        "installed": said.get("installed"),
        "from": _origin(said),
        "provenance": dict(said),
        "digest": whole.digest,
        "file": str(file),
        "bytes": file.stat().st_size if file.exists() else None,
        "close_approaches": None if met is None else _met(met),
    }


def _settled(frame: Any) -> dict[str, Any]:
    """Return how many asteroids have an older solution beside rounded elements, and what of it.

    fits, does_not_fit, not_compared: by integration to the present epoch; unsettled: compared by
    their elements alone, as in a file that was read; verdicts: the same with their reasons.
    """
    both = frame.filter(frame["other_epoch_s"].is_not_null())
    said = both["settled"]
    heads = _counts(said.drop_nulls().str.split(":").list.first())
    return {
        "count": both.height,
        "fits": heads.get("fits", 0),
        "does_not_fit": heads.get("does not fit", 0),
        "not_compared": heads.get("not compared", 0),
        "unsettled": said.null_count(),
        "verdicts": _counts(said.drop_nulls()),
    }


def _met(met: Approaches) -> dict[str, Any]:
    return {
        "count": len(met),
        "dates": _dates(met.frame["t_s"]),
        "installed": met.provenance.get("installed"),
        "from": _origin(met.provenance),
        "provenance": dict(met.provenance),
        "digest": met.digest,
    }


def _counts(column: Any) -> dict[str, int]:
    """Return how often each value stands, the most frequent first, ties by name."""
    pairs = column.value_counts().iter_rows()
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _dates(column: Any) -> dict[str, str] | None:
    if not len(column):
        return None
    ends = (format_epoch(end, "minute")[:10] for end in (column.min(), column.max()))
    return dict(zip(("first", "last"), ends, strict=True))


def _origin(said: Mapping[str, Any]) -> str:
    if said.get("kind") == "service":
        return f"{said['service']}, replies of {said['first_reply']} to {said['last_reply']}"
    return ", ".join(file["name"] for file in said.get("files", ())) or "unknown"


def lines(found: Mapping[str, Any]) -> Iterable[str]:
    """Return what ``census`` found, for readers."""
    yield (
        f"{found['count']:,} asteroids, installed {found['installed'] or 'at an unknown time'}, "
        f"from {found['from']}"
    )
    for name, title in (
        ("orbit_class", "class"),
        ("precision", "precision"),
        ("source", "source of the orbit"),
    ):
        parts = " · ".join(f"{kind} {count:,}" for kind, count in found[name].items())
        yield f"  by {title}: {parts}"
    if found["epochs"]:
        yield f"  epochs of the orbits: {found['epochs']['first']} to {found['epochs']['last']}"
    yield from _limits(found)
    met = found["close_approaches"]
    if met is None:
        yield "No close approaches are installed; a full update brings them, or --from cad.parquet."
    else:
        ends = f", {met['dates']['first']} to {met['dates']['last']}" if met["dates"] else ""
        yield f"{met['count']:,} close approaches to Earth{ends}, from {met['from']}"
    size = f" ({found['bytes'] / 1e6:.1f} MB)" if found["bytes"] else ""
    yield f"File {found['file']}{size}"
    yield f"Digest {found['digest']}"


def _limits(found: Mapping[str, Any]) -> Iterable[str]:
    """Return what the rows cannot do."""
    precision, older = found["precision"], found["older_solutions"]
    told = (
        (precision.get("screening"), "have rounded elements: they screen, they do not certify."),
        (
            precision.get("older-solution"),
            "have all digits of an earlier solution, which does not certify.",
        ),
        (
            older["fits"],
            "of the earlier solutions were integrated to the present elements' epoch and fit "
            "them: they are used.",
        ),
        (
            older["does_not_fit"] + older["not_compared"],
            "do not fit, or could not be integrated: set aside, the rounded elements are used.",
        ),
        (
            older["unsettled"],
            "were compared with the present elements without integration; import again to settle.",
        ),
        (
            found["full_but_uncertain"],
            f"have all digits, but a condition code above {CERTIFYING_CODE}: they do not certify.",
        ),
        (found["without_h"], "have no absolute magnitude H: nothing says how big they are."),
        (_count(found, "faults"), "rows could not be used; --json gives their faults."),
        (_count(found, "repeated"), "rows came twice; the first was taken."),
    )
    yield from (f"{count:,} {words}" for count, words in told if count)


def _count(found: Mapping[str, Any], name: str) -> int:
    return int((found["provenance"].get(name) or {}).get("count", 0))
