"""Catalogues of NEODyS (neodys.cat): orbits in OrbFit's one-line format OEF2.0.

A header of ``key = 'value'`` lines ends with END_OF_HEADER; then a line an asteroid: name in
quotes (a number, or a provisional designation without its space), epoch [MJD, TDT], a [au], e,
i, node, argument of perihelion, mean anomaly [deg], H (below −100: none), G, and whether a
non-gravitational force is part of the solution (its size is not given).  Ecliptic of J2000.

All digits are there, but neither the date of the solution nor its uncertainty: the orbits are
read as an older solution, which does not certify.
Source: neodys.  Checked: tests/catalogue/test_read_neodys.py.
"""

from __future__ import annotations

import re
from typing import Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue, RowFault
from windlass.catalogue.designation import Names, from_designation
from windlass.catalogue.files import Raw
from windlass.catalogue.target import Measured, Target

SOURCE: Final = "neodys"
_SOURCE_2022: Final = "neodys2022"
_EPOCH_2022_MJD: Final = 59_600.0
_MJD0: Final = 2_400_000.5
_HEADER: Final = {"format": "OEF2.0", "rectype": "1L", "elem": "KEP", "refsys": "ECLM J2000"}
_END: Final = "END_OF_HEADER"
_LINE: Final = re.compile(r"^\s*(\w+)\s*=\s*('[^']*'|[^!]*)")
_NO_H: Final = -100.0
_COLUMNS: Final = ("epoch", "a", "e", "i", "node", "argument of perihelion", "mean anomaly")


def is_oef(text: str) -> bool:
    """Return whether a text begins as OrbFit's files of elements do."""
    found = _LINE.match(text)
    return found is not None and found[1] == "format" and found[2].strip("'").startswith("OEF")


def read_lines(raw: Raw) -> Catalogue:
    """Return the targets of a catalogue of NEODyS; bad lines become faults.

    Raises SourceError for a header of another format, other elements or another frame, and for a
    file without a single orbit.
    """
    lines = raw.text().splitlines()
    start = _check_header(lines, raw.name)
    targets, faults = [], []
    for line, text in enumerate(lines[start:], start=start + 1):
        if not text.strip() or text.lstrip().startswith("!"):
            continue
        try:
            targets.append(_target(text, raw))
        except InvalidInput as fault:
            name = text.split("'")[1].strip() if text.count("'") >= 2 else ""
            faults.append(RowFault(where=f"{raw.name}:{line}", designation=name, why=str(fault)))
    if not targets:
        raise SourceError(
            "file holds no orbit of NEODyS" + (f": {faults[0]}" if faults else ""),
            where=raw.name,
            remedy="give neodys.cat as it came, whole",
        )
    return Catalogue(tuple(targets), tuple(faults))


def _check_header(lines: list[str], name: str) -> int:
    """Return the number of header lines; SourceError when they announce anything else."""
    said: dict[str, str] = {}
    end = next((at for at, line in enumerate(lines) if line.strip() == _END), None)
    if end is None:
        raise SourceError(
            f"header does not end with {_END}", where=name, remedy="give the file whole"
        )
    for line in lines[:end]:
        if match := _LINE.match(line):
            said[match[1]] = match[2].strip().strip("'").strip()
    for key, wanted in _HEADER.items():
        if said.get(key) != wanted:
            raise SourceError(
                f"header says another {key} than {wanted}",
                value=said.get(key),
                where=name,
                remedy="give the catalogue of Keplerian elements, one line each (neodys.cat)",
            )
    return end + 1


def _target(text: str, raw: Raw) -> Target:
    parts = text.strip().split("'")
    if len(parts) != 3 or parts[0] or not parts[1].strip():
        raise InvalidInput("line does not begin with a name in quotes", value=text[:40])
    names = _names(parts[1].strip())
    cells = parts[2].split()
    if len(cells) < len(_COLUMNS):
        raise InvalidInput("line is cut", value=f"{len(cells)} numbers")
    epoch, a, e, i, node, peri, mean = (
        elements.number(cell, what) for cell, what in zip(cells, _COLUMNS, strict=False)
    )
    source = _SOURCE_2022 if epoch == _EPOCH_2022_MJD else SOURCE
    h, g, forced = _photometry(cells[len(_COLUMNS) :])
    return Target(
        names=names,
        orbit=elements.make(
            designation=names.designation,
            epoch_jd=None if epoch is None else epoch + _MJD0,
            a_au=a,
            e=e,
            i_deg=i,
            node_deg=node,
            peri_deg=peri,
            ma_deg=mean,
            precision="older-solution",
            source=source,
        ),
        h=None if h is None else Measured(value=h, source=source),
        g=g,
        note="Non-gravitational force of the solution is not in the file: not carried."
        if forced
        else "",
        data=raw.mark,
    )


def _photometry(cells: list[str]) -> tuple[float | None, float | None, bool]:
    """Return (H, G, whether a non-gravitational force belongs to the solution)."""
    h = elements.number(cells[0], "H") if cells else None
    g = elements.number(cells[1], "G") if len(cells) > 1 else None
    forced = len(cells) > 2 and elements.number(cells[2], "non-grav") != 0.0
    return (None if h is None or h < _NO_H else h), g, forced


def _names(text: str) -> Names:
    """Return the names of "433", "2008HU4" or "6344P-L", whose spaces were left out."""
    return from_designation(text if text.isdigit() else f"{text[:4]} {text[4:].strip()}")
