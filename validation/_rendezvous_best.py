"""How rendezvous_best.csv was made, the best of many starts for each of rendezvous_problems.csv.

python -m validation._rendezvous_best [--every 8] [--minutes 60]
python -m validation._rendezvous_best --peer

Run by hand; goes on where it stopped, and takes every eighth problem first, then those halfway
between, and so on, so that what is there is a fair sample.  Each problem is begun from all of
``starts``: orbits that go over into each other over the four counts of revolutions that fit best,
the same in another time and on a mesh twice as fine, coasts from either end blended into each
other, Lambert arcs, and guesses disturbed at random (seeded by the problem's number).  Of what
converges the best three are made finer and flown again, and the best that holds is kept.  The
optimiser is the one that is judged: what no start leads it to is not in the table.  That is why
rendezvous_peer.csv has, for all problems, what pykep's leg of constant thrust in each of 20 and of
40 segments comes to from random points, at most three times.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from validation.judges import _ask
from validation.rendezvous_problems import Problem, problems
from windlass.base.errors import NotSolved
from windlass.kernels.kepler import propagate
from windlass.kernels.lambert import lambert_all
from windlass.kernels.status import OK
from windlass.lowthrust import engine
from windlass.lowthrust.direct import Direct, direct, finer
from windlass.lowthrust.guess import SPENT, Guess, guesses
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.reflown import NEAR_M, NEAR_M_S, Reflown, reflown
from windlass.lowthrust.solve import mesh

Array = NDArray[np.float64]

TABLE: Final = Path(__file__).with_name("rendezvous_best.csv")
PEER: Final = Path(__file__).with_name("rendezvous_peer.csv")
SEGMENTS: Final = (20, 40)
"""Of the peer's legs."""
OPTIONS: Final = {"rounds": 500, "tol": 1e-8, "most_s": 20.0, "starts": 3, "seed": 1}
"""Of the peer: IPOPT's rounds, tolerance and time, and how often it begins."""
FIELDS: Final = (
    "id", "final_kg", "starts", "converged", "same", "start", "turns", "segments", "miss_km",
    "miss_m_s",
)  # fmt: skip
REVOLUTIONS: Final = 4
WARPED: Final = (0.75, 1.35)
"""Powers of the share of the flight by which a guess is put into another time."""
DISTURBED: Final = 3
NOISE: Final = 0.06
"""Share by which places and speeds of a disturbed guess are off, as waves along it."""
SAME: Final = 1e-2
"""Difference from the greatest mass, as a share and on coarse meshes, below which a start counts as
having led to the same optimum."""
TRIED: Final = 3
"""Of the converged, how many are made finer at most."""


def leg_of(one: Problem) -> LowThrustLeg:
    """A problem as every solver is asked it."""
    return LowThrustLeg(
        start=fixed("Earth", one.start), end=fixed(one.designation, one.end), departs_s=(0.0, 0.0),
        tof_s=(one.tof_s, one.tof_s), mass_kg=(one.m0_kg, one.m0_kg),
        engine=engine.steady(one.thrust_n, one.isp_s), gm=one.gm_m3_s2,
    )  # fmt: skip


def starts(one: Problem, leg: LowThrustLeg) -> Iterator[tuple[str, Guess, Array]]:
    """Every start of a problem: what it is, the guess, and the mesh."""
    rng = np.random.default_rng(int(one.name[1:]))
    even = guesses(leg, 0.0, one.tof_s, REVOLUTIONS)[:REVOLUTIONS]
    for guess in even:
        yield "orbits", guess, mesh(leg, guess)
    for guess in even[:2]:
        yield "orbits, fine", guess, np.repeat(mesh(leg, guess) / 2.0, 2)
    for power, guess in zip(WARPED, (even[0], even[0]), strict=True):
        yield f"orbits, time^{power:g}", replace(guess, share=guess.share**power), mesh(leg, guess)
    blend = _blended(one, leg)
    yield "coasts", blend, mesh(leg, blend)
    for guess in _lambert(one, leg)[:2]:
        yield "Lambert", guess, mesh(leg, guess)
    for guess in [*even[:2], blend][:DISTURBED]:
        yield "disturbed", _disturbed(guess, rng), mesh(leg, guess)


def _coast(gm: float, state: Array, t: Array) -> Array:
    """States (n, 6) of a coast from a state (6,) at times (n,)."""
    out = np.empty((t.size, 6))
    for k, at in enumerate(t):
        r, v, status = propagate(gm, state[:3], state[3:], float(at))
        assert status == OK
        out[k] = *r, *v
    return out


def _guess(one: Problem, leg: LowThrustLeg, share: Array, states: Array) -> Guess:
    """A guess of states (n, 6), with the mass that all of them begin with."""
    angle = np.unwrap(np.arctan2(states[:, 1], states[:, 0]))
    mass = one.m0_kg * (1.0 - SPENT * share)
    return Guess(
        departs_s=0.0, tof_s=one.tof_s, share=share, states=np.column_stack([states, mass]),
        turns=max(int((angle[-1] - angle[0]) / (2.0 * np.pi)), 0), misfit=0.0,
    )  # fmt: skip


def _blended(one: Problem, leg: LowThrustLeg) -> Guess:
    """Coasts from the departure and back from the arrival, one going over into the other."""
    share = np.linspace(0.0, 1.0, 401)
    ahead = _coast(leg.gm, one.start, share * one.tof_s)
    back = _coast(leg.gm, one.end, (share - 1.0) * one.tof_s)
    weight = (0.5 - 0.5 * np.cos(np.pi * share))[:, None]
    return _guess(one, leg, share, (1.0 - weight) * ahead + weight * back)


def _lambert(one: Problem, leg: LowThrustLeg) -> list[Guess]:
    """Lambert arcs the way the bodies go, those first that cost least."""
    v1, v2, retrograde, _, _, status = lambert_all(
        leg.gm, one.start[:3], one.end[:3], one.tof_s, np.array([0.0, 0.0, 1.0]), REVOLUTIONS
    )
    cost = np.linalg.norm(v1 - one.start[3:], axis=1) + np.linalg.norm(v2 - one.end[3:], axis=1)
    share = np.linspace(0.0, 1.0, 401)
    return [
        _guess(one, leg, share, _coast(
            leg.gm, np.concatenate([one.start[:3], v1[k]]), share * one.tof_s
        ))
        for k in np.argsort(cost) if status[k] == OK and not retrograde[k]
    ]  # fmt: skip


def _disturbed(guess: Guess, rng: np.random.Generator) -> Guess:
    """A guess whose places and speeds are off by waves of random height."""
    waves = np.sin(np.pi * np.outer(guess.share, np.arange(1, 6)))
    states = guess.states.copy()
    size = np.repeat(np.abs(states[:, :6]).reshape(-1, 2, 3).max(axis=(0, 2)), 3)
    states[:, :6] += NOISE * size * (waves @ rng.normal(size=(5, 6)))
    return replace(guess, states=states)


def best(one: Problem) -> dict[str, object] | None:
    """The row of a problem, None where no start leads to a flight that holds."""
    leg = leg_of(one)
    found: list[tuple[str, Direct]] = []
    count = 0
    for name, guess, part in starts(one, leg):
        count += 1
        try:
            found.append((name, direct(leg, guess, part)))
        except NotSolved:
            continue
    found.sort(key=lambda pair: -pair[1].final_kg)
    held: list[tuple[str, Direct, Reflown]] = []
    for name, coarse in found[:TRIED]:
        for times in (0, 1, 2):
            try:
                end = finer(coarse, times)
                flight = reflown(end)
            except NotSolved:
                continue
            if flight.holds:
                held.append((name, end, flight))
                break
    if not held:
        return None
    name, end, flight = max(held, key=lambda triple: triple[1].final_kg)
    top = found[0][1].final_kg
    return {
        "id": one.name, "final_kg": round(end.final_kg, 4), "starts": count,
        "converged": len(found), "start": name, "turns": end.turns, "segments": end.part.size,
        "same": sum(pair[1].final_kg > top * (1.0 - SAME) for pair in found),
        "miss_km": round(flight.miss_m / 1e3, 2), "miss_m_s": round(flight.miss_m_s, 5),
    }  # fmt: skip


def recorded(path: Path = TABLE) -> dict[str, dict[str, str]]:
    """Rows of a table by the problem's name."""
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def asked_of_pykep(some: list[Problem]) -> list[dict[str, Any]]:
    """Problems as pykep's judge is asked them."""
    return [
        {
            "start": one.start.tolist(), "end": one.end.tolist(), "tof_s": one.tof_s,
            "m0_kg": one.m0_kg, "isp_s": one.isp_s, "thrust_n": one.thrust_n, "gm": one.gm_m3_s2,
        }
        for one in some
    ]  # fmt: skip


def peer() -> None:
    """Write the table of pykep's legs; a mass is empty where it comes to no leg that holds."""
    asked = problems()
    request = {"problems": asked_of_pykep(list(asked)), "ways": [["zoh", n] for n in SEGMENTS]}
    got = _ask("_pykep_low_thrust_judge.py", request | OPTIONS, timeout_s=3600.0)
    with PEER.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", *(f"{what}_{n}" for n in SEGMENTS for what in ("final_kg", "starts"))])
        for one, *ways in zip(asked, *got["solved"], strict=True):
            row = [one.name]
            for way in ways:
                holds = way["feasible"] and way["miss_m"] < NEAR_M and way["miss_m_s"] < NEAR_M_S
                row += [f"{way['final_kg']:.4f}" if holds else "", str(way["begun"])]
            out.writerow(row)


def main() -> None:
    """Go on with the table for some minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=8, help="a power of two")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--peer", action="store_true", help="make the table of pykep's instead")
    ask = parser.parse_args()
    if ask.peer:
        peer()
        return
    have, asked, began = recorded(), problems(), time.monotonic()
    step, order = ask.every, list(range(0, len(asked), ask.every))
    while step > 1:
        order += range(step // 2, len(asked), step)
        step //= 2
    for k in order:
        if asked[k].name in have or time.monotonic() - began > 60.0 * ask.minutes:
            continue
        row = best(asked[k])
        print(asked[k].name, row or "no start leads to a flight that holds", flush=True)
        if row is not None:
            have[asked[k].name] = {key: str(value) for key, value in row.items()}
            with TABLE.open("w", newline="") as file:
                out = csv.DictWriter(file, FIELDS, lineterminator="\n")
                out.writeheader()
                out.writerows(have[name] for name in sorted(have))


if __name__ == "__main__":
    main()
