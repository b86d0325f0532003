"""Release labels: who owns a figure and who may see it; derived figures inherit.

A label is joined, never relaxed: owners and needed authorisations add up, those who may see
shrink to the common ones, the class is the most restrictive.  Checked: tests/base/test_label.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from windlass.base.errors import InvalidInput

CLASSES: Final = ("open", "interface", "design")
"""Classes of data, least restrictive first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Release label of a figure.

    owners: who contributed; releasable_to: partners that may see it, None for anyone;
    data_class: one of CLASSES; authorisations: what a reader must hold besides.
    """

    owners: frozenset[str] = frozenset()
    releasable_to: frozenset[str] | None = None
    data_class: str = "open"
    authorisations: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.data_class not in CLASSES:
            raise InvalidInput(
                "unknown class of data",
                value=self.data_class,
                remedy=f"use one of {', '.join(CLASSES)}",
            )

    def join(self, other: Label) -> Label:
        """Return the label of something made from both: the most restrictive of each part."""
        if self.releasable_to is None:
            releasable = other.releasable_to
        elif other.releasable_to is None:
            releasable = self.releasable_to
        else:
            releasable = self.releasable_to & other.releasable_to
        return Label(
            owners=self.owners | other.owners,
            releasable_to=releasable,
            data_class=max(self.data_class, other.data_class, key=CLASSES.index),
            authorisations=self.authorisations | other.authorisations,
        )

    def as_dict(self) -> dict[str, object]:
        """Return the label as plain sorted data."""
        return {
            "owners": sorted(self.owners),
            "releasable_to": None if self.releasable_to is None else sorted(self.releasable_to),
            "data_class": self.data_class,
            "authorisations": sorted(self.authorisations),
        }

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> Label:
        """Return the label that ``as_dict`` wrote."""
        releasable = data["releasable_to"]
        return cls(
            owners=frozenset(data["owners"]),  # type: ignore[call-overload]
            releasable_to=None if releasable is None else frozenset(releasable),  # type: ignore[call-overload]
            data_class=str(data["data_class"]),
            authorisations=frozenset(data["authorisations"]),  # type: ignore[call-overload]
        )


OPEN: Final = Label()


def join_all(labels: Iterable[Label]) -> Label:
    """Return the join of all labels; OPEN when there are none."""
    return reduce(Label.join, labels, OPEN)
