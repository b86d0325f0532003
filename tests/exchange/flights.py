"""Flights for tests of files: conics whose states are known at every instant."""

from dataclasses import dataclass

import numpy as np

from windlass.base.constants import AU_M, GM_EARTH, GM_SUN
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.exchange.trajectory import offset
from windlass.kernels.kepler import propagate_many

START_S = parse_epoch("2035-03-01T06:00:00.25")


@dataclass(frozen=True)
class Conic:
    """A conic about a body, asked about any centre: as a flight is."""

    r: tuple[float, float, float]
    v: tuple[float, float, float]
    span_s: tuple[float, float]
    about: str = "sun"
    at_s: float | None = None
    name: str = "the tug"
    model: str = "a conic – about one body"
    sources: tuple[str, ...] = ("park2021",)

    def state(self, t_s, centre="sun"):
        t = np.atleast_1d(np.asarray(t_s, float))
        gm = GM_SUN if self.about == "sun" else GM_EARTH
        n, start = t.size, self.span_s[0] if self.at_s is None else self.at_s
        r, v, status = propagate_many(
            gm, np.tile(self.r, (n, 1)), np.tile(self.v, (n, 1)), t - start
        )
        assert not status.any()
        moved = np.hstack([r, v]) + offset(self.about, centre, t)
        return moved[:, :3], moved[:, 3:]


def two_legs(days=200.0, dv=(300.0, -1200.0, 80.0)):
    """Two conics about the Sun that an impulse joins."""
    middle = START_S + 0.4 * days * DAY_S
    first = Conic((0.9 * AU_M, 0.3 * AU_M, 0.01 * AU_M), (-9e3, 28e3, 1e3), (START_S, middle + 9e5))
    r, v = first.state(middle)
    after = tuple(float(x) for x in v[0] + np.array(dv))
    second = Conic(tuple(float(x) for x in r[0]), after, (middle, START_S + days * DAY_S))
    return first, second


def flyby():
    """A hyperbola past Earth, 12,000 km from its centre, 6 km/s at infinity; 40 days."""
    periapsis, fast = 1.2e7, 6e3
    v = float(np.sqrt(fast**2 + 2.0 * GM_EARTH / periapsis))
    half = 20.0 * DAY_S
    return Conic(
        (periapsis, 0.0, 0.0), (0.0, 0.8 * v, 0.6 * v), (START_S, START_S + 2.0 * half),
        about="earth", at_s=START_S + half,
    )  # fmt: skip


def truth(parts, t, centre):
    """States (n, 6) of parts at instants, each part until the next begins."""
    starts = [part.span_s[0] for part in parts]
    which = np.searchsorted(starts, t, side="right") - 1
    out = np.empty((t.size, 6))
    for k, part in enumerate(parts):
        if (which == k).any():
            out[which == k] = np.hstack(part.state(t[which == k], centre))
    return out


def worst(trajectory, parts, centre="sun", n=3000, seed=4):
    """Greatest distance [m] of a trajectory from what was flown, at random instants."""
    t = np.random.default_rng(seed).uniform(*trajectory.span_s, n)
    made = np.hstack(trajectory.state(t, centre))
    return float(np.linalg.norm(made[:, :3] - truth(parts, t, centre)[:, :3], axis=1).max())
