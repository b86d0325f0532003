"""What a body holds of each commodity: a mixture of the meteorites that its class may be.

Each analogue has a median and 5 and 95 % points for single bodies (data/contents.toml), taken as a
lognormal in two halves; a class is a mixture of analogues by assumed chances (data/analogues.toml).
Percentiles of the mixture are exact.  Checked: tests/catalogue/test_contents.py;
validation/products.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
from windlass.base.sources import data_hash, table
from windlass.catalogue.physical import class_of
from windlass.catalogue.size import Z95

Array = NDArray[np.float64]

CONTENTS: Final = "contents"
ANALOGUES: Final = "analogues"
COMMODITIES: Final = (
    "iron", "nickel", "cobalt", "ruthenium", "rhodium", "palladium", "osmium", "iridium",
    "platinum", "gold", "water",
)  # fmt: skip
PGM: Final = ("ruthenium", "rhodium", "palladium", "osmium", "iridium", "platinum")
_MAJOR: Final = ("iron", "nickel", "water")
_HALVINGS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An analogue that a body may be: its chance, and its contents by commodity, by mass."""

    key: str
    title: str
    chance: Figure
    contents: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What a body may hold.  kind: its class, "" where the analogue was chosen."""

    kind: str
    parts: tuple[Part, ...]

    def quantile(self, commodity: str, share: float) -> float:
        """Return the content that a body of the class stays below with that chance (0, 1)."""
        return _quantile(self._spread(commodity), share)

    def mean(self, commodity: str) -> float:
        """Return the mean content over bodies of the class."""
        return math.fsum(chance * _mean(*ends) for chance, ends in self._spread(commodity))

    def content(self, commodity: str, name: str = "") -> Figure:
        """Return the content of a commodity: the median, 5 and 95 % points of the mixture.

        Of a chosen analogue it is that of the table.  Raises InvalidInput for no commodity.
        """
        name = name or f"content.{commodity}"
        rows = {part.key: _of(part, commodity) for part in self.parts}
        if len(rows) == 1:
            (only,) = self.parts
            return entry_figure(CONTENTS, only.key, commodity, name=name, shown=_shown(commodity))
        sources = {key for row in rows.values() for key in row.trace.sources}
        given: dict[str, Figure] = {}
        for part in self.parts:
            given |= {part.key: rows[part.key], f"chance of {part.key}": part.chance}
        return leaf(
            name,
            self.quantile(commodity, 0.5),
            "",
            status="assumed",
            sources=tuple(sorted(sources)),
            low=self.quantile(commodity, 0.05),
            high=self.quantile(commodity, 0.95),
            shown=_shown(commodity),
            model=f"median of a mixture of {len(rows)} analogues, 5 and 95 % points",
            inputs=given,
            data=tuple((f"{one}.toml", data_hash(f"{one}.toml")) for one in (CONTENTS, ANALOGUES)),
            note="The chances of the analogues are assumed.",
        )

    def draw(self, count: int, seed: int = 0) -> dict[str, Array]:
        """Return the contents of bodies drawn at random, by commodity (count,).

        Each body is of one analogue; within it commodities are drawn as if independent, and
        scaled down together where they would come to more than the body.
        """
        if count < 1:
            raise InvalidInput("draws are one or more", value=count)
        rng = np.random.default_rng(seed)
        chances = np.array([part.chance.value for part in self.parts])
        which = rng.choice(len(self.parts), size=count, p=chances / chances.sum())
        made = {}
        for commodity in COMMODITIES:
            z = rng.standard_normal(count)
            made[commodity] = np.zeros(count)
            for k, part in enumerate(self.parts):
                here = which == k
                made[commodity][here] = _at(z[here], *_ends(_of(part, commodity)))
        over = np.maximum(1.0, np.sum(list(made.values()), axis=0))
        return {commodity: values / over for commodity, values in made.items()}

    def _spread(self, commodity: str) -> list[tuple[float, tuple[float, float, float]]]:
        return [(part.chance.value, _ends(_of(part, commodity))) for part in self.parts]


def of_class(spectral: str | None, *, strict: bool = False) -> Holdings:
    """Return what a body of a spectral type may hold; of an unknown one, that of no class.

    strict: raise InvalidInput for a type that is not listed.
    """
    kind = class_of(spectral, strict=strict)
    return Holdings(kind=kind, parts=tuple(_part(key, kind) for key in table(ANALOGUES)[kind]))


def of_analogue(key: str) -> Holdings:
    """Return what a body like one entry of data/contents.toml holds; InvalidInput for none."""
    entry(CONTENTS, key)
    return Holdings(kind="", parts=(_part(key, ""),))


def analogues() -> dict[str, str]:
    """Return {key: title} of every analogue."""
    return {key: str(row["title"]) for key, row in table(CONTENTS).items()}


def _part(key: str, kind: str) -> Part:
    chance = (
        entry_figure(ANALOGUES, kind, key, name=f"chance.{key}", shown="%")
        if kind
        else leaf(f"chance.{key}", 1.0, "", status="chosen", note="given by the user")
    )
    contents = {
        commodity: entry_figure(
            CONTENTS, key, commodity, name=f"{key}.{commodity}", shown=_shown(commodity)
        )
        for commodity in COMMODITIES
    }
    return Part(key=key, title=analogues()[key], chance=chance, contents=contents)


def _shown(commodity: str) -> str:
    return "%" if commodity in _MAJOR else "ppm"


def _of(part: Part, commodity: str) -> Figure:
    if commodity not in part.contents:
        raise InvalidInput(
            "unknown commodity", value=commodity, remedy=f"use one of {', '.join(COMMODITIES)}"
        )
    return part.contents[commodity]


def _ends(figure: Figure) -> tuple[float, float, float]:
    low = figure.value if figure.low is None else figure.low
    return figure.value, low, figure.value if figure.high is None else figure.high


def _at(z: Array, value: float, low: float, high: float) -> Array:
    """Return the content at standard normals; 0 where the analogue holds none."""
    if value == 0.0:
        return np.zeros_like(z)
    wide = np.where(z < 0.0, math.log(value / low), math.log(high / value))
    return np.asarray(value * np.exp(z / Z95 * wide))


def _mean(value: float, low: float, high: float) -> float:
    """Return the mean of a lognormal in two halves."""
    if value == 0.0:
        return 0.0
    down, up = math.log(value / low) / Z95, math.log(high / value) / Z95
    left = math.exp(0.5 * down * down) * float(special.ndtr(-down))
    return value * (left + math.exp(0.5 * up * up) * float(special.ndtr(up)))


def _below(x: float, value: float, low: float, high: float) -> float:
    """Return the chance of a content of x or less."""
    if x >= value and (value == 0.0 or high == value):
        return 1.0
    if x <= 0.0 or (x < value and low == value):
        return 0.0
    far = math.log(x / value)
    wide = math.log(high / value) if far > 0.0 else math.log(value / low)
    return 0.5 if far == 0.0 else float(special.ndtr(Z95 * far / wide))


def _quantile(spread: list[tuple[float, tuple[float, float, float]]], share: float) -> float:
    if not 0.0 < share < 1.0:
        raise InvalidInput("a percentile lies within 0 to 1", value=share)

    def below(x: float) -> float:
        return math.fsum(chance * _below(x, *ends) for chance, ends in spread)

    share *= math.fsum(chance for chance, _ in spread)
    if below(0.0) >= share:
        return 0.0
    # Of each analogue alone; that of the mixture lies between.
    alone = [
        float(_at(np.array([special.ndtri(share)]), *ends)[0])
        for _, ends in spread
        if ends[0] > 0.0
    ]
    bottom, top = math.log(min(alone)) - 40.0, math.log(max(alone)) + 40.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (bottom + top)
        if below(math.exp(middle)) >= share:
            top = middle
        else:
            bottom = middle
        if top - bottom <= 1e-15 * abs(top):
            break
    return math.exp(top)
