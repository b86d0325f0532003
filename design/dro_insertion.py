"""Find the least insertion impulse into the 12-day lunar DRO, by C3 of the arrival.

Flies backwards from the DRO in the bicircular model with random phase, Sun phase, direction
and size of the impulse, then perturbs the best again and again.  Prints the table that stands
in src/windlass/data/dro_insertion.toml.  Seeded; about ten minutes on two cores:

    python design/dro_insertion.py
"""

import sys

import numpy as np

from windlass.kernels.bicircular import approaches, fly

MU = 0.01215058560962404
LU_KM, TU_S = 389703.264829278, 382981.289129055
SPEED = LU_KM * 1e3 / TU_S
SUN = np.array([328_900.5596, 388.811143, -0.925195985])
DRO = np.array([0.8289927126704472, 0.0, 0.0, 0.0, 0.49493397729663385, 0.0])
PERIOD = 2.7344101432096957
BACK = 250 * 86_400 / TU_S
ESCAPE = 1.5e6 / LU_KM
LEAST = np.array([6_678.0 / LU_KM, 1_837.4 / LU_KM])
TOL = 1e-9
BINS = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0])


def orbit(count: int) -> np.ndarray:
    """Return states (count, 6) around the DRO."""
    states = np.empty((count, 6))
    for i in range(count):
        near, end = np.array([0.0, 0.0]), np.empty(6)
        fly(DRO, 0.0, PERIOD * i / count, MU, np.array([0.0, 1.0, 0.0]), 0.0, 1e-12, 1e9, near, end)
        states[i] = end if i else DRO
    return states


def run(x: np.ndarray, ring: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (C3 [km²/s²], dv [m/s], least Moon distance [km]) of samples x (n, 4)."""
    starts = ring[(x[:, 0] % 1.0 * len(ring)).astype(int)].copy()
    dv = np.abs(x[:, 3])
    starts[:, 3] += dv / SPEED * np.cos(x[:, 2])
    starts[:, 4] += dv / SPEED * np.sin(x[:, 2])
    c3, _, near, status = approaches(starts, x[:, 1], BACK, MU, SUN, TOL, ESCAPE, LEAST)
    c3 = np.where(status == 0, c3 * SPEED**2 / 1e6, np.nan)
    return c3, dv, near[:, 1] * LU_KM


def main(count: int = 400_000, rounds: int = 14) -> None:
    """Print the table."""
    rng = np.random.default_rng(2026)
    ring = orbit(4_000)
    x = np.column_stack(
        [
            rng.random(count),
            rng.random(count) * 2 * np.pi,
            rng.random(count) * 2 * np.pi,
            rng.random(count) * 600.0,
        ]
    )
    c3, dv, moon = run(x, ring)
    for k in range(rounds + 1):
        best = []
        for low in BINS:
            ok = np.flatnonzero(c3 >= low)
            best.append(ok[np.argsort(dv[ok])[:60]])
        row = " ".join(f"{dv[b[0]]:6.1f}" if len(b) else "     -" for b in best)
        print(f"round {k:2d}  {row}", flush=True, file=sys.stderr)
        if k == 0:
            first = [dv[b[0]] if len(b) else np.nan for b in best]
        if k == rounds:
            break
        keep = np.unique(np.concatenate(best))
        parents = x[rng.choice(keep, 24_000)]
        width = 0.5 ** (k / 2.0)
        children = parents + rng.normal(size=parents.shape) * width * np.array(
            [0.02, 0.15, 0.25, 25.0]
        )
        c, d, m = run(children, ring)
        x = np.concatenate([x[keep], children])
        c3, dv, moon = (
            np.concatenate([old[keep], new]) for old, new in ((c3, c), (dv, d), (moon, m))
        )
    for low, b, sampled in zip(BINS, best, first, strict=True):
        if len(b):
            print(f"C3 {low:.2f}: sampled {sampled:.1f}, refined {dv[b[0]]:.1f} m/s,", end=" ")
            print(f"C3 found {c3[b[0]]:.2f}, least distance of the Moon {moon[b[0]]:.0f} km")


if __name__ == "__main__":
    main()
