"""Close approaches of asteroids to Earth: read, kept on disk, asked for one asteroid.

Columns: designation; t_s [s past J2000, TDB]; distance_m, nominal, between centres; v_rel_m_s,
relative to Earth at that time.  Source: cneoscad.  Checked: tests/catalogue/test_approaches.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from windlass.base.constants import AU_M
from windlass.base.epochs import from_jd
from windlass.base.errors import InvalidInput, SourceError
from windlass.base.folders import data_folder
from windlass.catalogue import elements, sealed
from windlass.catalogue.collection import RowFault
from windlass.catalogue.files import Raw
from windlass.catalogue.read_sbdb import signed

if TYPE_CHECKING:
    import polars as pl

SOURCE: Final = "cneoscad"
VERSIONS: Final = ("1.4", "1.5")
KIND: Final = "table of close approaches"
LAYOUT: Final = "1"
FILE: Final = "approaches.parquet"
_NEEDED: Final = ("des", "jd", "dist", "v_rel")
_KM_M: Final = 1e3


@dataclass(frozen=True)
class Approaches:
    """Close approaches, the earliest first.  digest: SHA-256 [hex] of the rows."""

    frame: pl.DataFrame
    digest: str
    provenance: Mapping[str, Any]

    def __len__(self) -> int:
        return self.frame.height

    @property
    def mark(self) -> tuple[tuple[str, str], ...]:
        """(file, digest) for the traces of figures."""
        return ((FILE, self.digest),)

    def of(self, designation: str) -> pl.DataFrame:
        """Return the approaches of one asteroid."""
        return self.frame.filter(self.frame["designation"] == designation)


@dataclass(frozen=True, slots=True)
class Found:
    """Approaches of one reply or file, as (designation, t_s, distance_m, v_rel_m_s)."""

    rows: tuple[tuple[str, float, float, float], ...]
    faults: tuple[RowFault, ...] = ()


def schema() -> dict[str, pl.DataType]:
    """Return the type of each column."""
    import polars as pl

    numbers = dict.fromkeys(("t_s", "distance_m", "v_rel_m_s"), pl.Float64())
    return {"designation": pl.String(), **numbers}


def are_in(raw: Raw) -> bool:
    """Return whether a file holds close approaches: JSON of the service, or such a table."""
    if raw.content[:4] == b"PAR1":
        import polars as pl

        if sealed.is_sealed(raw.content, KIND):
            return True
        try:
            return set(_NEEDED) <= set(pl.read_parquet_schema(io.BytesIO(raw.content)))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            return False  # whoever reads it next says what is wrong
    if raw.content.lstrip()[:1] != b"{":
        return False
    found = raw.json()
    signature = found.get("signature") if isinstance(found, dict) else None
    return isinstance(signature, dict) and "Close Approach" in str(signature.get("source"))


def read(raw: Raw) -> Found:
    """Return the approaches of a file; rows that cannot be used become faults.

    Raises SourceError when the file is damaged, an error reply or of another version.
    """
    if raw.content[:4] != b"PAR1":
        return read_reply(raw)
    if not sealed.is_sealed(raw.content, KIND):
        return read_table(raw)
    frame, _ = sealed.read(raw.content, schema(), kind=KIND, layout=LAYOUT, name=raw.name)
    return Found(tuple(frame.iter_rows()))


def read_reply(raw: Raw) -> Found:
    """Return the approaches of a reply of the service; one that found none has no rows."""
    reply = signed(raw, VERSIONS)
    try:
        count = int(reply["count"])
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(
            "reply does not say how many approaches it holds",
            where=raw.name,
            remedy="fetch it again and keep it as it came",
        ) from error
    fields, rows = reply.get("fields", []), reply.get("data", [])
    if count == 0 and not rows:
        return Found(())
    missing = [name for name in _NEEDED if name not in fields]
    if missing or not isinstance(rows, list):
        raise SourceError(
            f"reply lacks the columns {', '.join(missing)}" if missing else "reply has no rows",
            where=raw.name,
            remedy="fetch it again and keep it as it came",
        )
    if len(rows) != count:
        raise SourceError(
            f"reply holds {len(rows)} approaches and says {count}: it is not whole",
            where=raw.name,
            remedy="fetch it again and keep it as it came",
        )
    at = [fields.index(name) for name in _NEEDED]
    fits = (isinstance(row, list) and len(row) == len(fields) for row in rows)
    cells = ([row[one] for one in at] if fit else None for row, fit in zip(rows, fits, strict=True))
    return _found(cells, raw.name)


def read_table(raw: Raw) -> Found:
    """Return the approaches of a Parquet table with des, jd [TDB], dist [au], v_rel [km/s]."""
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(raw.content), columns=list(_NEEDED))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise SourceError(
            "table does not parse, or is truncated",
            where=raw.name,
            remedy=f"give a Parquet file with the columns {', '.join(_NEEDED)}",
        ) from error
    return _found(frame.iter_rows(), raw.name)


def _found(rows: Iterable[Any], name: str) -> Found:
    good, faults = [], []
    for line, row in enumerate(rows, start=1):
        try:
            good.append(_row(row))
        except InvalidInput as fault:
            called = str(row[0] or "").strip() if row else ""
            where = f"{name}, row {line}"
            faults.append(RowFault(where=where, designation=called, why=str(fault)))
    return Found(tuple(good), tuple(faults))


def _row(row: Any) -> tuple[str, float, float, float]:
    if row is None:
        raise InvalidInput("wrong number of columns")
    designation = str(row[0] or "").strip()
    jd, dist, speed = (
        elements.number(value, what) for value, what in zip(row[1:], _NEEDED[1:], strict=True)
    )
    if not designation or jd is None or dist is None or speed is None:
        raise InvalidInput("designation, time, distance or speed is missing")
    if dist <= 0.0 or speed < 0.0:
        raise InvalidInput("distance or speed is not above 0", value=(dist, speed))
    return designation, from_jd(jd), dist * AU_M, speed * _KM_M


def make(
    rows: Iterable[tuple[str, float, float, float]], provenance: Mapping[str, Any]
) -> Approaches:
    """Return approaches in their order, each once (spans that meet share their ends)."""
    import polars as pl

    frame = pl.DataFrame(list(rows), schema=schema(), orient="row")
    frame = frame.unique().sort("t_s", "designation", "distance_m", "v_rel_m_s")
    return Approaches(frame, sealed.digest(frame), dict(provenance))


def path() -> Path:
    """Return where the installed approaches lie."""
    return data_folder() / "catalogue" / FILE


def write(found: Approaches, path: Path) -> None:
    """Write the approaches, swapped in at once; SourceError when that cannot be done."""
    sealed.write(found.frame, path, kind=KIND, layout=LAYOUT, provenance=found.provenance)


def load(path: Path) -> Approaches:
    """Return what ``write`` wrote; SourceError when it is damaged or another file."""
    frame, seal = sealed.read(path, schema(), kind=KIND, layout=LAYOUT)
    return Approaches(frame, seal.digest, seal.provenance)


def installed() -> Approaches | None:
    """Return the installed approaches, verified, or None where there are none."""
    return load(path()) if path().exists() else None
