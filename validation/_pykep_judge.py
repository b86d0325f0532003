"""Answer Lambert problems, mass estimates, three-body propagations and flybys with pykep, in a
process of its own.

Reads a JSON request on stdin, writes one on stdout. pykep 3.0's wheel lacks a module that its own
import asks for, so an empty one takes its place; the process leaves without running exit handlers.
"""

import json
import os
import sys
import time
import types

import numpy as np

sys.modules["pykep.trajopt.gym"] = types.ModuleType("pykep.trajopt.gym")
import pykep as pk  # noqa: E402


def lambert(ask: dict) -> dict:
    """All solutions of each problem: per direction a list of (v1, v2), in pykep's own order."""
    out, start = [], time.perf_counter()
    for r1, r2, tof in zip(ask["r1"], ask["r2"], ask["tof"], strict=True):
        both = []
        for clockwise in (False, True):
            p = pk.lambert_problem(
                r0=r1, r1=r2, tof=tof, mu=ask["mu"], cw=clockwise, multi_revs=ask["revs"]
            )
            both.append([[list(a), list(b)] for a, b in zip(p.v0, p.v1, strict=True)])
        out.append(both)
    return {"solutions": out, "seconds": time.perf_counter() - start, "version": pk.__version__}


def batch(ask: dict) -> dict:
    """All solutions of many problems: from the file of arrays r1, r2, tof to one of velocities.

    Slot 0 has no full revolution, 2n - 1 and 2n the branches with n; nan where there is none.
    """
    given = np.load(ask["from"])
    r1, r2, tof = given["r1"].tolist(), given["r2"].tolist(), given["tof"].tolist()
    found = np.full((len(tof), 2 * ask["revs"] + 1, 6), np.nan)
    for k in range(len(tof)):
        try:
            p = pk.lambert_problem(
                r0=r1[k], r1=r2[k], tof=tof[k], mu=ask["mu"], cw=ask["retrograde"],
                multi_revs=ask["revs"],
            )  # fmt: skip
        except Exception:  # degenerate geometry, of any kind
            continue
        found[k, : len(p.v0), :3], found[k, : len(p.v1), 3:] = p.v0, p.v1
    np.save(ask["to"], found)
    return {"version": pk.__version__}


def loop(ask: dict) -> dict:
    """Seconds that one prograde pass over the problems takes, solutions dropped; best of the
    repeats."""
    times = []
    problems = list(zip(ask["r1"], ask["r2"], ask["tof"], strict=True))
    for _ in range(ask["repeats"]):
        start = time.perf_counter()
        for r1, r2, tof in problems:
            p = pk.lambert_problem(
                r0=r1, r1=r2, tof=tof, mu=ask["mu"], cw=False, multi_revs=ask["revs"]
            )
            p.v0  # noqa: B018
        times.append(time.perf_counter() - start)
    return {"times": times, "version": pk.__version__}


def masses(ask: dict) -> dict:
    """Both maximum initial masses."""
    free = pk.mima(ask["dv1"], ask["dv2"], ask["tof"], ask["thrust"], ask["ve"])[0]
    bent = pk.mima2(
        [ask["r"], ask["v"]],
        ask["dv1"],
        ask["dv2"],
        ask["tof"],
        ask["thrust"],
        ask["ve"],
        ask["mu"],
    )[0]
    return {"mima": free, "mima2": bent, "version": pk.__version__}


def three_body(ask: dict) -> dict:
    """Propagate states one after the other in the circular restricted three-body problem, on one
    thread: seconds of each repeat; the last states, and their derivatives, go to a file."""
    given = np.load(ask["from"])
    s0, t = given["s0"], given["t"].tolist()
    ta = (pk.ta.get_cr3bp_var if ask["stm"] else pk.ta.get_cr3bp)(ask["tol"])
    ta.pars[0] = ask["mu"]
    unit, times = np.eye(6).ravel(), []
    out = np.zeros((len(t), len(ta.state)))
    for _ in range(ask["repeats"]):
        start = time.perf_counter()
        for k in range(len(t)):
            ta.time = 0.0
            ta.state[:6] = s0[k]
            if ask["stm"]:
                ta.state[6:] = unit
            ta.propagate_until(t[k])
            out[k] = ta.state
        times.append(time.perf_counter() - start)
    if ask["to"]:
        np.save(ask["to"], out)
    return {"times": times, "n": len(t), "version": pk.__version__}


def flyby(ask: dict) -> dict:
    """What a flyby breaks: squares of the speeds differ [m²/s²]; turn beyond the sharpest [rad]."""
    broken = pk.fb_con(ask["into"], ask["out"], ask["mu"], ask["radius"])
    return {"broken": [float(one) for one in broken], "version": pk.__version__}


request = json.load(sys.stdin)
answers = {
    "lambert": lambert, "batch": batch, "loop": loop, "masses": masses, "three_body": three_body,
    "flyby": flyby,
}  # fmt: skip
answer = answers[request["what"]](request)
sys.stdout.write(json.dumps(answer))
sys.stdout.flush()
os._exit(0)
