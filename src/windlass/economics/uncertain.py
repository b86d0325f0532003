"""An uncertain input: its distribution by quantiles that a table gives, and by a normal number.

Each is a function of one standard normal, so that inputs of any kinds are correlated through theirs
(a Gaussian copula).  Checked: tests/economics/test_uncertain.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]
Shape = Literal["fixed", "lognormal", "normal", "uniform", "triangular"]
SHAPES: Final = ("fixed", "lognormal", "normal", "uniform", "triangular")
Z95: Final = 1.6448536269514722
"""Standard normal at 95 %: low and high of a table are about its 5 and 95 % points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """name, and its value [any unit] in the middle; low, high: 5 and 95 % points.

    lognormal and normal: two halves that meet at the value, each as wide as its end says; uniform,
    triangular: between low and high as ends.  fixed: always the value.
    """

    name: str
    value: float
    low: float
    high: float
    shape: Shape = "lognormal"

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise InvalidInput(f"distribution of {self.name}", value=self.shape,
                               remedy=f"one of {', '.join(SHAPES)}")  # fmt: skip
        if not (math.isfinite(self.low) and math.isfinite(self.high)
                and self.low <= self.value <= self.high):  # fmt: skip
            raise InvalidInput(f"range of {self.name} must hold its value",
                               value=(self.low, self.value, self.high))  # fmt: skip
        if self.shape == "lognormal" and not self.low > 0.0:
            raise InvalidInput(f"{self.name} cannot be lognormal", value=self.low,
                               remedy="give a low end above 0, or another shape")  # fmt: skip

    def at(self, z: Array) -> Array:
        """Return the input at standard normals (any shape)."""
        v, a, b = self.value, self.low, self.high
        if self.shape == "fixed" or a == b:
            return np.full_like(z, v)
        if self.shape == "normal":
            return np.asarray(v + z / Z95 * np.where(z < 0.0, v - a, b - v))
        if self.shape == "lognormal":
            return np.asarray(v * np.exp(z / Z95 * np.where(z < 0.0, np.log(v / a), np.log(b / v))))
        u = special.ndtr(z)
        if self.shape == "uniform":
            return np.asarray(a + (b - a) * u)
        peak = (v - a) / (b - a)
        left = a + np.sqrt(u * (b - a) * (v - a))
        right = b - np.sqrt((1.0 - u) * (b - a) * (b - v))
        return np.asarray(np.where(u < peak, left, right))
