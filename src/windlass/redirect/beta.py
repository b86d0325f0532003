"""Beta of an impact as a distribution, by material: what is known of it, and where nothing is.

One asteroid was hit, and its beta measured; the rest are shots in laboratories and computations.
Beta less 1, the ejecta's part, is lognormal, so that beta is never less than 1.  What was measured
is a change of velocity; beta goes with the mass taken for the body, and so with its density.
Source: cheng2023, raducan2022b, housen2011.
Checked: tests/redirect/test_beta.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import cratering
from windlass.redirect.disruption import specific_j_kg, threshold_j_kg
from windlass.redirect.rock import Rock

Array = NDArray[np.float64]

TABLE = "beta"
BODY_KG_M3 = 1000.0
"""Density of a spacecraft that hits, for its crater."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Beta of a material: median, dex: standard deviation of the logarithm of beta less 1; ground:
    of the table of craters; flags: where its density is outside of what it was made for.
    """

    key: str
    title: str
    median: float
    dex: float
    ground: str
    flags: tuple[str, ...] = ()

    def at(self, share: float) -> float:
        """Return the value that a share, above 0 and below 1, of all stay below."""
        if not 0.0 < share < 1.0:
            raise InvalidInput("share of a distribution", value=share, remedy="give within 0 to 1")
        return 1.0 + (self.median - 1.0) * float(10.0 ** (self.dex * ndtri(share)))


def prior(key: str, density_kg_m3: float | None = None) -> Prior:
    """Return beta of a material; where it was measured as momentum, for a bulk density [kg/m³].

    Raises InvalidInput for an unknown material or a density of 0, NotSolved where nothing is known
    of the material, or where so light a body would give a beta below 1.
    """
    row = entry(TABLE, key)
    if "median" not in row:
        raise NotSolved(
            f"beta of {row['title']}", status=st.NO_SOLUTION, value=key,
            remedy="no impact at scale was measured or computed; give beta yourself",
        )  # fmt: skip
    flags: tuple[str, ...] = ()
    median = float(row["median"]["value"])
    if density_kg_m3 is not None and not (math.isfinite(density_kg_m3) and density_kg_m3 > 0.0):
        raise InvalidInput("density of what is hit", value=density_kg_m3, remedy="give above 0")
    if density_kg_m3 is not None and "density" in row:
        median = of_density(key, density_kg_m3)
        told = row["density"]
        if not told["low"] <= density_kg_m3 <= told["high"]:
            flags = (f"beta is told for {told['low']:g} to {told['high']:g} kg/m3",)
        if not median > 1.0:
            raise NotSolved(
                f"beta of {row['title']}", status=st.OUT_OF_DOMAIN, value=f"{median:.2f}",
                remedy="so light a body took less momentum than was brought; choose a material",
            )  # fmt: skip
    return Prior(
        key=key, title=row["title"], median=median, dex=float(row["dex"]["value"]),
        ground=row["ground"], flags=flags,
    )  # fmt: skip


def ground(key: str) -> str:
    """Return the ground of the table of craters that stands for a material."""
    return str(entry(TABLE, key)["ground"])


def of_density(key: str, density_kg_m3: float) -> float:
    """Return the median beta that a measured change of velocity means at a density [kg/m³].

    The momentum goes with the mass; what the impactor itself brought along that way does not.
    """
    row = entry(TABLE, key)
    brought = float(row["brought"]["value"])
    by = density_kg_m3 / float(row["density"]["value"])
    return (float(row["median"]["value"]) + brought) * by - brought


def points(key: str, density_kg_m3: float | None = None) -> tuple[float, float, float]:
    """Return beta at 5, 50 and 95 %; as ``prior``."""
    one = prior(key, density_kg_m3)
    return one.at(0.05), one.median, one.at(0.95)


def draw(key: str, n: int, seed: int, density_kg_m3: float | None = None) -> Array:
    """Return (n,) betas drawn at random; as ``prior``."""
    if n < 1:
        raise InvalidInput("number of betas to draw", value=n, remedy="give 1 or more")
    one = prior(key, density_kg_m3)
    turned = np.random.default_rng(seed).normal(size=n)
    return 1.0 + (one.median - 1.0) * np.asarray(10.0 ** (one.dex * turned), dtype=float)


def flags(
    rock: Rock, soil: str, impactor_kg: float, speed_m_s: float, threshold: str = "basalt-5"
) -> tuple[str, ...]:
    """Return where an impact is outside of what beta was measured or computed for.

    soil: of the table of craters; threshold: of that of energies that disperse.
    """
    limits, told = entry(TABLE, "limits"), []
    low, high = limits["slowest"]["value"], limits["fastest"]["value"]
    if not low <= speed_m_s <= high:
        told.append(f"hits at {speed_m_s / 1e3:.3g} km/s, outside {low / 1e3:g} to {high / 1e3:g}")
    least = threshold_j_kg(threshold, rock.radius_m, rock.density_kg_m3)
    share = specific_j_kg(rock, impactor_kg, speed_m_s) / least
    if share > limits["share"]["value"]:
        told.append(f"brings {share:.2g} of the energy that disperses half of it")
    hit = cratering.Impactor(mass_kg=impactor_kg, density_kg_m3=BODY_KG_M3, speed_m_s=speed_m_s)
    wide = cratering.crater_m(cratering.ground(soil), hit, rock.gravity_m_s2) / rock.radius_m
    if wide > limits["crater"]["value"]:
        told.append(f"its crater would be {wide:.2g} of the body's radius: it is reshaped")
    if rock.mass_kg > limits["heaviest"]["value"]:
        told.append("it weighs over a thousand times what was ever hit on purpose")
    return tuple(told)
