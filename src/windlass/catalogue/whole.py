"""The whole catalogue as columns: one row an asteroid, kept on disk with its digest.

A screen reads columns, not targets; one target at a time is made where one is asked for.
Checked: tests/catalogue/test_whole.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from windlass.base.errors import SourceError
from windlass.base.folders import data_folder
from windlass.catalogue import columns, sealed
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.designation import key
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.target import Target

if TYPE_CHECKING:
    import polars as pl

KIND: Final = "catalogue of asteroids"
LAYOUT: Final = "2"
FILE: Final = "neo.parquet"
_HEAD: Final = 4
"""Letters that names must share to be near one another."""

TOLD: Final = 50
"""How many faults are kept in words; all are counted."""


@dataclass(frozen=True)
class Whole:
    """Every asteroid as a row.  frame: columns.COLUMNS, numbered ones first, then by designation.

    digest: SHA-256 [hex] of the rows, whenever they were imported.  provenance: what was asked of
    whom and when, or which files were read; faults and repeated rows under those names, each
    with ``count`` and ``first``.
    """

    frame: pl.DataFrame
    digest: str
    provenance: Mapping[str, Any]

    def __len__(self) -> int:
        return self.frame.height

    @property
    def mark(self) -> tuple[tuple[str, str], ...]:
        """(file, digest) for the traces of figures."""
        return ((FILE, self.digest),)


def from_catalogue(catalogue: Catalogue, provenance: Mapping[str, Any]) -> Whole:
    """Return the whole of a catalogue's targets; of those repeated the earlier one is taken.

    Rows that gave no target are counted and told in the provenance.
    """
    seen: dict[str, str] = {}
    rows, repeated = [], []
    for target in catalogue:
        own = {key(name) for name in (target.names.number, target.names.provisional)} - {""}
        before = next((seen[name] for name in own if name in seen), None)
        if before is None:
            seen.update(dict.fromkeys(own, target.title))
            rows.append(columns.row(target))
        else:
            repeated.append(f"{target.title}: {before} is there already")
    said = dict(provenance)
    said["faults"] = _told(str(fault) for fault in catalogue.faults)
    said["repeated"] = _told(repeated)
    return from_rows(rows, said)


def from_rows(rows: Iterable[Mapping[str, Any]], provenance: Mapping[str, Any]) -> Whole:
    """Return the whole of rows as columns.row makes them; their order does not matter."""
    import polars as pl

    ordered = sorted(rows, key=_order)
    frame = pl.DataFrame(
        {name: [row[name] for row in ordered] for name in columns.COLUMNS},
        schema=columns.schema(),
    )
    if frame["designation"].n_unique() != frame.height:
        twice = frame.filter(frame["designation"].is_duplicated())["designation"][0]
        raise SourceError(
            "asteroid stands twice in the catalogue", value=twice, remedy="give each one row"
        )
    return Whole(frame, sealed.digest(frame), dict(provenance))


def _order(row: Mapping[str, Any]) -> tuple[int, int, str]:
    text = row["designation"]
    return (0, int(text), "") if text.isascii() and text.isdigit() else (1, 0, text)


def _told(lines: Iterable[str]) -> dict[str, Any]:
    found = list(lines)
    return {"count": len(found), "first": found[:TOLD]}


def orbit(row: Mapping[str, Any]) -> Orbit:
    """Return the orbit of a row of the frame."""
    return columns.orbit(row)


def other(row: Mapping[str, Any]) -> Orbit | None:
    """Return the orbit of a row of the frame that is not used, None where there is none."""
    return columns.other(row)


def target(row: Mapping[str, Any], data: tuple[tuple[str, str], ...] = ()) -> Target:
    """Return the target of a row of the frame; data: ``Whole.mark``, for its traces."""
    return columns.target(row, data)


def path() -> Path:
    """Return where the installed catalogue lies."""
    return data_folder() / "catalogue" / FILE


def write(whole: Whole, path: Path) -> None:
    """Write the catalogue, swapped in at once; SourceError when that cannot be done."""
    sealed.write(whole.frame, path, kind=KIND, layout=LAYOUT, provenance=whole.provenance)


def read(path: Path) -> Whole:
    """Return a catalogue that ``write`` wrote; SourceError when it is damaged or another file."""
    frame, seal = sealed.read(path, columns.schema(), kind=KIND, layout=LAYOUT)
    return Whole(frame, seal.digest, seal.provenance)


def of_bytes(content: bytes, name: str) -> Catalogue | None:
    """Return the targets of a catalogue that ``write`` wrote, None when the bytes are none.

    Raises SourceError when it is damaged.
    """
    if not sealed.is_sealed(content, KIND):
        return None
    frame, seal = sealed.read(content, columns.schema(), kind=KIND, layout=LAYOUT, name=name)
    mark = ((name, seal.digest),)
    return Catalogue(tuple(target(row, mark) for row in frame.iter_rows(named=True)))


def installed() -> Whole | None:
    """Return the installed catalogue, verified, or None where there is none."""
    return read(path()) if path().exists() else None


def find(name: str) -> Target | None:
    """Return an asteroid of the installed catalogue by any of its names, else None.

    Only the rows that match are read.  Raises SourceError when the file is damaged.
    """
    found = _matching(f"|{key(str(name))}|") if key(str(name)) else []
    return found[0] if found else None


def near(name: str, most: int = 4) -> list[str]:
    """Return titles of the installed catalogue that resemble a name, the nearest first."""
    wanted = key(str(name))
    alike = _matching(f"|{wanted[:_HEAD]}") if len(wanted) >= _HEAD else []
    by_key = {one: target.title for target in alike for one in target.keys}
    close = difflib.get_close_matches(wanted, by_key, n=4 * most, cutoff=0.6)
    return list(dict.fromkeys(by_key[one] for one in close))[:most]


def _matching(text: str) -> list[Target]:
    """Return the targets among whose keys a text stands."""
    import polars as pl

    file = path()
    if not file.exists():
        return []
    seal = sealed.seal_of(file, kind=KIND, layout=LAYOUT)
    try:
        rows = pl.scan_parquet(file).filter(pl.col("keys").str.contains(text, literal=True))
        found = rows.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise sealed.damaged(file, "does not open") from error
    return [target(row, ((FILE, seal.digest),)) for row in found.iter_rows(named=True)]
