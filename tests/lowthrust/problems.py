"""Low-thrust legs of the literature and others, for tests."""

import numpy as np

from windlass.base.epochs import DAY_S
from windlass.lowthrust.engine import Engine, steady
from windlass.lowthrust.leg import LowThrustLeg, fixed

START = np.array([
    34110913367.783306, -139910016918.87585, -14037825669.025244,
    29090.9902134693, 10000.390168313803, 1003.3858682643288,
])  # fmt: skip
END = np.array([
    -159018773159.22266, -18832495968.945133, 15781467087.350443,
    2781.182556622003, -28898.40730995848, -483.4533989771214,
])  # fmt: skip
BEST_KG = 1259.9009
"""Published optimum of LT1."""


def lt1(engine: Engine | None = None, mass_kg: float = 1500.0, days: float = 250.0) -> LowThrustLeg:
    """LT1: 250 days, 0.6 N, 3000 s."""
    return LowThrustLeg(
        start=fixed("departure", START), end=fixed("arrival", END), departs_s=(0.0, 0.0),
        tof_s=(days * DAY_S, days * DAY_S), mass_kg=(mass_kg, mass_kg),
        engine=engine or steady(0.6, 3000.0),
    )  # fmt: skip
