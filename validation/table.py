"""One line of the validation table: what was published, what comes out, how far apart they may
be."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A published value or a judge's answer beside the computed one.

    tolerance is absolute in `unit`, unless `relative`; `skipped` gives the reason why a judge did
    not answer, and then nothing is compared. A value that is not finite never passes.
    """

    capability: str
    quantity: str
    published: float
    computed: float
    tolerance: float
    unit: str
    source: str
    relative: bool = False
    skipped: str = ""

    @property
    def off(self) -> float:
        """Difference from the published value, in the tolerance's own measure."""
        off = abs(self.computed - self.published)
        return off / abs(self.published) if self.relative else off

    @property
    def ok(self) -> bool:
        """Whether the row passes; a skipped row does not fail."""
        if self.skipped:
            return True
        return math.isfinite(self.off) and self.off <= self.tolerance

    @property
    def verdict(self) -> str:
        """Word for the table."""
        if self.skipped:
            return f"skipped: {self.skipped}"
        return "passes" if self.ok else "FAILS"


def at_most(
    *, capability: str, quantity: str, limit: float, computed: float, unit: str, source: str
) -> Row:
    """Row for an error that must not exceed a limit: the published value is nought."""
    return Row(
        capability=capability, quantity=quantity, published=0.0, computed=computed, tolerance=limit,
        unit=unit, source=source,
    )  # fmt: skip


def skip(*, capability: str, quantity: str, source: str, reason: str) -> Row:
    """Row for a judge that is not there."""
    nan = math.nan
    return Row(
        capability=capability, quantity=quantity, published=nan, computed=nan, tolerance=nan,
        unit="", source=source, skipped=reason,
    )  # fmt: skip
