"""Judge capture: three-body orbits, libration points, lunar flyby, Mars orbit."""

import numpy as np
from scipy.optimize import brentq

from validation.table import Row, at_most
from windlass.capture import dro, lunar
from windlass.kernels.bicircular import fly, jacobi

SOURCE = "JPL three-body catalogue"
AU_KM = 149_597_870.7
# pair, mass ratio, half of its last printed digit, length [km], L1 and L2 [km from the smaller]
PAIRS = (
    ("Sun–(Earth+Moon)", 3.040423398e-6, 5e-16, AU_KM, 1_497_621.0, 1_507_683.0),
    ("Sun–Earth, retrieval lists", 3.0032080443e-6, 5e-17, AU_KM, 1_491_506.0, 1_501_486.0),
    ("Sun–Mars", 3.227e-7, 5e-11, 1.523679 * AU_KM, 1_082_335.0, 1_085_772.0),
)


def rows() -> list[Row]:
    return [*dro_rows(), *propagation(), *libration(), *flyby()]


def flown(s: np.ndarray, t: float) -> np.ndarray:
    """State after t in the restricted problem of Earth and Moon."""
    near, end = np.zeros(2), np.empty(6)
    _, status = fly(s, 0.0, t, dro.MU, np.array([0.0, 1.0, 0.0]), 0.0, 1e-14, 1e9, near, end)
    return end if status == 0 else np.full(6, np.nan)


def dro_rows() -> list[Row]:
    """The 12-day DRO closes, and has its constant."""
    gap = float(np.abs(flown(dro.STATE, dro.PERIOD) - dro.STATE).max())
    return [
        at_most(capability="12-day lunar DRO", quantity="closure", limit=1e-11, computed=gap,
                unit="", source=SOURCE),
        Row("12-day lunar DRO", "Jacobi constant", 2.94407020, float(jacobi(dro.STATE, dro.MU)),
            5e-9, "", SOURCE),
        Row("12-day lunar DRO", "period", 12.12, dro.PERIOD * dro.TU_S / 86_400.0, 0.005, "d",
            SOURCE),
    ]  # fmt: skip


def propagation() -> list[Row]:
    """The published propagation, to what its own mass ratio and an order of 5(4) leave."""
    s0 = np.array([1.01238082345234, -0.0423523523454, 0.22634376321,
                   -0.1232623614, 0.123462698209365, 0.123667064622])  # fmt: skip
    want = np.array([0.43038358727124, -1.64650668902846, 0.10271923139472,
                     -0.9315629872575, -0.42680151363818, 0.22257221768767])  # fmt: skip
    off = float(np.abs(flown(s0, 5.7856656782589234) - want).max())
    return [
        at_most(capability="three-body propagation", quantity="greatest difference", limit=1e-10,
                computed=off, unit="", source="pykep's test, to 1e-13 there")
    ]  # fmt: skip


def collinear(mu: float, beyond: bool) -> float:
    """Distance of L1 or L2 from the smaller body, in the pair's distance."""

    def pull(g: float) -> float:
        x = 1.0 - mu + (g if beyond else -g)
        towards = mu / g**2
        return x - (1.0 - mu) / (x + mu) ** 2 + (-towards if beyond else towards)

    return float(brentq(pull, 1e-4, 0.5, xtol=1e-15))


def libration() -> list[Row]:
    """Libration points of every pair."""
    mu = dro.MU
    found = [
        Row("libration points, Earth–Moon", "L1", 0.836915125772357, 1 - mu - collinear(mu, False),
            1e-12, "", SOURCE),
        Row("libration points, Earth–Moon", "L2", 1.15568216544488, 1 - mu + collinear(mu, True),
            1e-12, "", SOURCE),
    ]  # fmt: skip
    for name, ratio, half, length, l1, l2 in PAIRS:
        for which, published, beyond in (("L1", l1, False), ("L2", l2, True)):
            got = collinear(ratio, beyond) * length
            # the ratio is printed to so many digits, the distance to a kilometre
            off = abs(collinear(ratio + half, beyond) * length - got) + 0.5
            found.append(Row(f"libration points, {name}", which, published, got, off, "km",
                             "computed before the work began"))  # fmt: skip
    return found


def flyby() -> list[Row]:
    """What one lunar flyby captures, in patched conics."""
    parabolic = lunar.capture_vinf_m_s(100e3) / 1e3
    return [
        Row("lunar flyby", "greatest v∞ captured", 1.8, parabolic, 0.05, "km/s", "bao2015"),
        Row("lunar flyby into the DRO", "C3 up to which it is taken", 2.0,
            dro.free_vinf().value ** 2 / 1e6, 0.1, "km2/s2", "brophy2012"),
    ]  # fmt: skip
