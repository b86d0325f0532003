"""What the trapped belts take from a solar array: fluence by altitude, and the power it leaves.

The fluence of 1 MeV electrons that would do as much comes from a table (data/belts.csv), the
cell's answer to it from two published points joined by the handbook's law,
P/P0 = 1 - C log10(1 + fluence/onset).  Long-term means: a factor of two either way.
Source: sawyer1976, vette1991, anspaugh1996, fetzer2008.
Checked: tests/lowthrust/test_array_degradation.py.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import read_data, table

Array = NDArray[np.float64]

SOURCES: Final = ("sawyer1976", "vette1991", "anspaugh1996", "fetzer2008")
FLUENCES: Final = (5e18, 1e19)
"""Of the two published points of a cell [1/m²]."""
LEAST: Final = 1e-3
"""Rate [1/(m² s)] that stands for none, where its logarithm is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolarArray:
    """Ask: a solar array in the belts.

    coverglass_m: within 75 to 500 µm; left: shares of its power that the cell keeps after 5e14
    and 1e15 electrons of 1 MeV a cm²; belts: factor on the table's fluence, 0 for no belts.
    """

    coverglass_m: float
    left: tuple[float, float]
    belts: float = 1.0

    def __post_init__(self) -> None:
        thin, thick = glasses()[0], glasses()[-1]
        if not thin * (1.0 - 1e-9) <= self.coverglass_m <= thick * (1.0 + 1e-9):
            raise InvalidInput(
                "coverglass of the array", value=self.coverglass_m,
                remedy=f"give a thickness from {thin * 1e6:.0f} to {thick * 1e6:.0f} µm",
            )  # fmt: skip
        first, second = self.left
        if not (0.0 < second < first < 1.0 and 1.05 < (1.0 - second) / (1.0 - first) < 1.99):
            raise InvalidInput(
                "shares of the power that the cell keeps", value=self.left,
                remedy="give shares below 1 whose second loss is 1.05 to 1.99 times the first",
            )  # fmt: skip
        if not 0.0 <= self.belts < math.inf:
            raise InvalidInput("factor on the belts' fluence is below 0", value=self.belts)

    @property
    def law(self) -> tuple[float, float]:
        """Loss a decade of fluence, and the fluence [1/m²] at which it begins."""
        return _law(*self.left)

    def power_left(self, fluence: float) -> float:
        """Return the share of the power after a fluence [1/m²]."""
        loss, onset = self.law
        return 1.0 - loss * math.log10(1.0 + fluence / onset)

    def rates(self) -> Array:
        """Return logarithms (tilts, altitudes) of the fluence's rate [1/(m² s)]."""
        _, _, rates = _belts()
        among = np.log(glasses())
        k = int(np.clip(np.searchsorted(among, math.log(self.coverglass_m)) - 1, 0, 2))
        w = (math.log(self.coverglass_m) - among[k]) / (among[k + 1] - among[k])
        w = float(np.clip(w, 0.0, 1.0))
        logs = np.log(np.maximum(rates, LEAST))
        mixed = (1.0 - w) * logs[..., k] + w * logs[..., k + 1]
        return np.asarray(np.log(np.maximum(self.belts * np.exp(mixed), LEAST)))


def usual(*, end: str = "value") -> SolarArray:
    """Return the array of the data table; end: "value", or "low" or "high" for little or much loss.

    "low" takes the thickest glass and the weakest belts, "high" the thinnest and the strongest.
    """
    if end not in ("value", "low", "high"):
        raise InvalidInput("end of the array's range", value=end, remedy="value, low or high")
    told = table("solar_arrays")
    glass = {"value": "value", "low": "high", "high": "low"}[end]
    return SolarArray(
        coverglass_m=float(told["coverglass"][glass]),
        left=(float(told["xtj"]["left_at_5e14"]["value"]),
              float(told["xtj"]["left_at_1e15"]["value"])),
        belts=float(told["belts"][end]),
    )  # fmt: skip


def altitudes() -> Array:
    """Return the table's altitudes [m]."""
    return _belts()[0]


def tilts() -> Array:
    """Return the table's inclinations to the equator [rad]."""
    return _belts()[1]


def glasses() -> Array:
    """Return the table's thicknesses of coverglass [m]."""
    head, _ = _rows()
    return np.array([float(name[5:]) * 1e-6 for name in head if name.startswith("glass")])


@cache
def _rows() -> tuple[list[str], list[dict[str, str]]]:
    text = read_data("belts.csv").decode().splitlines(keepends=True)
    reader = csv.DictReader(io.StringIO("".join(t for t in text if not t.startswith("#"))))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


@cache
def _belts() -> tuple[Array, Array, Array]:
    """Return altitudes (a,) [m], tilts (b,) [rad], rates (b, a, glasses) [1/(m² s)]."""
    head, rows = _rows()
    tilt = np.array(sorted({float(row["tilt_deg"]) for row in rows}))
    high = np.array(sorted({float(row["altitude_km"]) for row in rows}))
    names = [name for name in head if name.startswith("glass")]
    rates = np.full((tilt.size, high.size, len(names)), np.nan)
    for row in rows:
        i, k = (
            np.searchsorted(tilt, float(row["tilt_deg"])),
            high.searchsorted(float(row["altitude_km"])),
        )
        rates[i, k] = [float(row[name]) * 1e4 / DAY_S for name in names]
    return 1e3 * high, np.radians(tilt), rates


@cache
def _law(first: float, second: float) -> tuple[float, float]:
    """Return (loss a decade, onset [1/m²]) of the law through both points."""
    low, high = FLUENCES

    def off(log_onset: float) -> float:
        onset = math.exp(log_onset)
        told = math.log1p(high / onset) / math.log1p(low / onset)
        return told - (1.0 - second) / (1.0 - first)

    onset = math.exp(brentq(off, math.log(low * 1e-12), math.log(low * 1e9)))
    return (1.0 - first) / math.log10(1.0 + low / onset), onset
