"""Solve low-thrust legs with pykep's direct methods and IPOPT, in a process of its own.

Reads a JSON request on stdin, writes one on stdout: per way (transcription, segments) and problem
what became of it.  Each problem is begun from a random point within the bounds, as in pykep's own
tutorials, and begun again until it is feasible; all of that is in its time, but not the making of
the integrators, which is done once before.  pykep 3.0's wheel lacks a module that its own import
asks for, so an empty one takes its place; the process leaves without running exit handlers.
"""

import json
import os
import sys
import time
import types

import numpy as np
from scipy.integrate import solve_ivp

sys.modules["pykep.trajopt.gym"] = types.ModuleType("pykep.trajopt.gym")
import pygmo as pg  # noqa: E402
import pykep as pk  # noqa: E402

FEASIBLE = 1e-6
"""In units of the problem: 150 km, 0.03 m/s, 1.5 g."""
LEAST = 0.3
"""Share of the mass that is left at least."""
STEPS = 1000
"""Of an integrator; a guess may fall into the Sun."""
CUT = 0.5
TOL, TOL_DERIVATIVES = 1e-16, 1e-8


def units(one: dict) -> tuple[float, float, float]:
    """Length [m], speed [m/s], time [s]: GM is 1."""
    speed = float(np.sqrt(one["gm"] / pk.AU))
    return pk.AU, speed, pk.AU / speed


def integrators() -> tuple:
    """The pair that a leg of constant thrust needs."""
    return pk.ta.get_zoh_kep(TOL), pk.ta.get_zoh_kep_var(TOL_DERIVATIVES)


def zoh(one: dict, segments: int) -> object:
    """The problem with thrust that is constant in each segment."""
    length, speed, unit_s = units(one)
    both = integrators()
    for each in both:
        each.pars[4] = speed / (one["isp_s"] * pk.G0)
    ends = [
        [*(x / length for x in state[:3]), *(v / speed for v in state[3:])]
        for state in (one["start"], one["end"])
    ]
    return pk.trajopt.zoh_point2point(
        states=ends[0], statef=ends[1], ms=1.0,
        max_thrust=one["thrust_n"] / (one["m0_kg"] * speed / unit_s),
        tof_bounds=[one["tof_s"] / unit_s] * 2, mf_bounds=[LEAST, 1.0], nseg=segments, cut=CUT,
        tas=both, inequalities_for_tc=True, max_steps=STEPS,
    )  # fmt: skip


def sims_flanagan(one: dict, segments: int) -> object:
    """The problem with an impulse in each segment."""
    length, speed, _ = units(one)
    return pk.trajopt.sf_point2point(
        rvs=[one["start"][:3], one["start"][3:]], rvf=[one["end"][:3], one["end"][3:]],
        ms=one["m0_kg"], mu=one["gm"], max_thrust=one["thrust_n"], veff=one["isp_s"] * pk.G0,
        tof_bounds=[one["tof_s"] / pk.DAY2SEC] * 2, mf_bounds=[LEAST * one["m0_kg"], one["m0_kg"]],
        nseg=segments, cut=CUT, mass_scaling=one["m0_kg"], r_scaling=length, v_scaling=speed,
    )  # fmt: skip


WAYS = {"zoh": zoh, "sims_flanagan": sims_flanagan}


def throttle(way: str, x: np.ndarray, segments: int) -> np.ndarray:
    """Throttle (n, 4) of each segment: size, by which mass flows, and vector."""
    if way == "zoh":
        u = np.asarray(x[1 : 1 + 4 * segments]).reshape(segments, 4)
        return np.column_stack([u[:, 0], u[:, :1] * u[:, 1:]])
    u = np.asarray(x[1 : 1 + 3 * segments]).reshape(segments, 3)
    return np.column_stack([np.linalg.norm(u, axis=1), u])


def flown(one: dict, u: np.ndarray) -> tuple[float, float, float]:
    """Miss [m, m/s] and mass at the end [kg] with thrust held in each segment, by DOP853."""
    length, speed, unit_s = units(one)
    most = one["thrust_n"] / (one["m0_kg"] * speed / unit_s)
    scale = np.repeat([length, speed], 3)
    x = np.append(np.array(one["start"]) / scale, 1.0)
    edges = np.linspace(0.0, one["tof_s"] / unit_s, len(u) + 1)

    def rate(_: float, x: np.ndarray, size: float, push: np.ndarray) -> np.ndarray:
        r = np.sqrt(x[:3] @ x[:3])
        return np.concatenate([
            x[3:6], -x[:3] / r**3 + most * push / x[6],
            [-most * size * speed / (one["isp_s"] * pk.G0)],
        ])  # fmt: skip

    for k, part in enumerate(u):
        x = solve_ivp(
            rate, edges[k : k + 2], x, method="DOP853", rtol=1e-11, atol=1e-11,
            args=(part[0], part[1:]),
        ).y[:, -1]  # fmt: skip
    off = x[:6] * scale - one["end"]
    return (
        float(np.linalg.norm(off[:3])), float(np.linalg.norm(off[3:])), float(x[6] * one["m0_kg"])
    )  # fmt: skip


def solved(one: dict, way: str, segments: int, ask: dict) -> dict:
    """What became of a problem, its time, and how often it was begun."""
    algorithm = pg.ipopt()
    algorithm.set_integer_options({"max_iter": ask["rounds"], "print_level": 0})
    algorithm.set_numeric_options({"tol": ask["tol"], "constr_viol_tol": ask["tol"],
                                   "max_cpu_time": ask["most_s"]})  # fmt: skip
    algorithm.set_string_options({"sb": "yes"})
    wall, cpu = time.perf_counter(), time.process_time()
    problem = pg.problem(WAYS[way](one, segments))
    problem.c_tol = FEASIBLE
    feasible, begun = False, 0
    while not feasible and begun < ask["starts"]:
        population = pg.population(problem, 1, seed=ask["seed"] + begun)
        population = pg.algorithm(algorithm).evolve(population)
        feasible = bool(problem.feasibility_f(population.champion_f))
        begun += 1
    out = {
        "feasible": feasible, "begun": begun, "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
    }  # fmt: skip
    if feasible:
        x = population.champion_x
        miss = flown(one, throttle(way, x, segments))
        kept = float(x[0]) * (one["m0_kg"] if way == "zoh" else 1.0)
        out |= {"final_kg": kept, "miss_m": miss[0], "miss_m_s": miss[1], "flown_kg": miss[2]}
    return out


request = json.load(sys.stdin)
for made in integrators():
    made.propagate_until(0.0)
answer = {
    "version": pk.__version__,
    "solved": [
        [solved(one, way, segments, request) for one in request["problems"]]
        for way, segments in request["ways"]
    ],
}
sys.stdout.write(json.dumps(answer))
sys.stdout.flush()
os._exit(0)
