"""Read any file of asteroids: which service wrote it is told from what is inside.

Checked: tests/catalogue/test_read.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from windlass.base.errors import SourceError
from windlass.catalogue import read_mpc, read_neodys, read_sbdb, read_table, whole
from windlass.catalogue.collection import Catalogue, join
from windlass.catalogue.files import Raw, load
from windlass.catalogue.table import builtin


def read(path: str | Path) -> Catalogue:
    """Return the targets of a file: of JPL's database, the MPC, NEODyS, or Parquet or CSV.

    Rows that cannot be used are in ``faults``.  Raises SourceError with file, line or row and
    remedy when the file cannot be read at all.
    """
    return read_raw(load(path))


def read_raw(raw: Raw) -> Catalogue:
    """Return the targets of a file whose bytes were read; see ``read``."""
    try:
        return _read(raw)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"file is not built as its service builds it: {type(error).__name__} {error}",
            where=raw.name,
            remedy="fetch it again and keep it as it came",
        ) from error


def _read(raw: Raw) -> Catalogue:
    suffix = Path(raw.name).suffix.lower()
    if raw.content.lstrip()[:6] == b"format" and read_neodys.is_oef(raw.text()):
        return read_neodys.read_lines(raw)
    if raw.content[:4] == b"PAR1":
        installed = whole.of_bytes(raw.content, raw.name)
        return read_table.read_table(raw) if installed is None else installed
    if suffix in (".parquet", ".csv"):
        return read_table.read_table(raw)
    if raw.content.lstrip()[:1] in (b"{", b"["):
        return _read_json(raw)
    if suffix in (".dat", ".txt"):
        return read_mpc.read_lines(raw)
    raise SourceError(
        "kind of file is not known",
        where=raw.name,
        remedy="give JSON of JPL or MPC, MPCORB text (.dat, .txt), neodys.cat, .parquet or .csv",
    )


def _read_json(raw: Raw) -> Catalogue:
    found = raw.json()
    if isinstance(found, dict) and ("fields" in found or "data" in found):
        return read_sbdb.read_query(raw)
    if isinstance(found, dict) and not ({"COM", "mpc_orb"} & set(found)):
        return read_sbdb.read_lookup(raw)
    return read_mpc.read_json(raw)


def with_files(paths: Iterable[str | Path]) -> Catalogue:
    """Return the given files and the built-in table as one catalogue; files go first."""
    return join([*(read(path) for path in paths), builtin()])
