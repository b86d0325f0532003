"""Many asteroids: find one by any of its names, in files, the built-in table, the installed one.

Checked: tests/catalogue/test_collection.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from windlass.base.errors import InvalidInput
from windlass.catalogue.designation import key
from windlass.catalogue.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that could not be used: where it stands, which body, and why."""

    where: str
    designation: str
    why: str

    def __str__(self) -> str:
        return f"{self.where} ({self.designation or 'no designation'}): {self.why}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Targets with the faults of the rows that gave none.

    Of two targets that share a name the earlier one is found.
    """

    targets: tuple[Target, ...]
    faults: tuple[RowFault, ...] = ()
    _index: dict[str, Target] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for target in self.targets:
            for one in target.keys:
                self._index.setdefault(one, target)

    def __len__(self) -> int:
        return len(self.targets)

    def __iter__(self) -> Iterator[Target]:
        return iter(self.targets)

    def __contains__(self, name: str) -> bool:
        return key(name) in self._index

    def find(self, name: str) -> Target:
        """Return the target of that number, name or designation.

        Raises InvalidInput with near matches when there is none, or with the reason when its
        row was faulty.
        """
        wanted = key(str(name))
        if wanted in self._index:
            return self._index[wanted]
        for fault in self.faults:
            if wanted and wanted == key(fault.designation):
                raise InvalidInput(
                    f"asteroid is in the catalogue, but its row is faulty: {fault.why}",
                    value=name,
                    where=fault.where,
                    remedy="mend the row or read another file",
                )
        near = self.near(name)
        raise InvalidInput(
            "unknown asteroid",
            value=name,
            remedy=(f"near: {', '.join(near)}; " if near else "")
            + "or read a file that holds it (SBDB query or look-up, MPC, Parquet, CSV), "
            "or fetch all of them: windlass catalogue update",
        )

    def near(self, name: str, most: int = 4) -> list[str]:
        """Return titles of targets whose names resemble the given one, the nearest first."""
        wanted = key(str(name))
        titles: list[str] = []
        for one in difflib.get_close_matches(wanted, self._index, n=4 * most, cutoff=0.6):
            title = self._index[one].title
            if title not in titles:
                titles.append(title)
        return titles[:most]


def join(catalogues: Iterable[Catalogue]) -> Catalogue:
    """Return one catalogue of all; in names shared by several, the earlier catalogue wins."""
    parts = list(catalogues)
    return Catalogue(
        tuple(target for part in parts for target in part.targets),
        tuple(fault for part in parts for fault in part.faults),
    )


def lookup(name: str, catalogue: Catalogue | None = None) -> Target:
    """Return the target of that name: from a catalogue, else the built-in table, else installed.

    catalogue: of given files, joined with the built-in table; by default that table alone.
    Raises InvalidInput with near matches for an unknown name, SourceError when the installed
    catalogue is damaged.
    """
    if catalogue is None:
        from windlass.catalogue.table import builtin

        catalogue = builtin()
    try:
        return catalogue.find(name)
    except InvalidInput as unknown:
        if unknown.where:  # a faulty row of a file that was given: mend that one
            raise
        from windlass.catalogue import whole

        found = whole.find(name)
        if found is not None:
            return found
        if not whole.path().exists():
            raise
        more = [title for title in whole.near(name) if title not in unknown.remedy]
        raise InvalidInput(
            "unknown asteroid",
            value=name,
            remedy=(f"near in the installed catalogue: {', '.join(more)}; " if more else "")
            + unknown.remedy,
        ) from None
