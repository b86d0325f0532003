"""Propagate states of the circular restricted three-body problem with heyoka, in a process of its
own.

Reads a JSON request on stdin, writes one on stdout; states come and go as files of arrays. As fast
as its users make it: batches as wide as the machine's vectors, code without loops, one integrator
and one thread for each core (it releases Python's lock).
"""

import json
import os
import sys
import threading
import time

import heyoka as hy
import numpy as np


def motion(mu: float) -> list:
    """The equations of motion in the rotating frame."""
    x, y, z, vx, vy, vz = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    pull1 = (1.0 - mu) * ((x + mu) ** 2 + y**2 + z**2) ** -1.5
    pull2 = mu * ((x - 1.0 + mu) ** 2 + y**2 + z**2) ** -1.5
    ax = 2.0 * vy + x - pull1 * (x + mu) - pull2 * (x - 1.0 + mu)
    ay = -2.0 * vx + y - (pull1 + pull2) * y
    return [(x, vx), (y, vy), (z, vz), (vx, ax), (vy, ay), (vz, -(pull1 + pull2) * z)]


def make(ask: dict, lanes: int) -> tuple:
    """One integrator for a batch, and the state before the first six numbers are set."""
    system, start = motion(ask["mu"]), np.zeros((6, lanes))
    start[0] = 0.5
    if ask["stm"]:
        system = hy.var_ode_sys(system, hy.var_args.vars, order=1)
        start = np.concatenate([start, np.repeat(np.eye(6).reshape(36, 1), lanes, axis=1)])
    ta = hy.taylor_adaptive_batch(system, start.copy(), tol=ask["tol"], compact_mode=False)
    return ta, start


def fly(ta: object, start: np.ndarray, s0: np.ndarray, t: np.ndarray, out: np.ndarray) -> None:
    """Propagate s0 (n, 6) by t (n,), a batch after the other; n is a multiple of the lanes."""
    lanes = start.shape[1]
    for k in range(0, len(t), lanes):
        ta.set_time(0.0)
        start[:6] = s0[k : k + lanes].T
        ta.state[:] = start
        ta.propagate_until(t[k : k + lanes].tolist())
        out[k : k + lanes] = ta.state.T


def batch(ask: dict) -> dict:
    """Seconds of each repeat; the last states, and their derivatives row by row, go to a file."""
    given = np.load(ask["from"])
    lanes, threads = hy.recommended_simd_size(), ask["threads"]
    n = len(given["t"]) // (lanes * threads) * lanes * threads
    s0, t = given["s0"][:n], given["t"][:n]
    began = time.perf_counter()
    first = make(ask, lanes)
    made = time.perf_counter() - began
    tools = [first] + [make(ask, lanes) for _ in range(threads - 1)]
    out = np.zeros((n, first[1].shape[0]))
    parts = [slice(n // threads * k, n // threads * (k + 1)) for k in range(threads)]
    times = []
    for _ in range(ask["repeats"]):
        work = [
            threading.Thread(target=fly, args=(*tool, s0[part], t[part], out[part]))
            for tool, part in zip(tools, parts, strict=True)
        ]
        start = time.perf_counter()
        for thread in work:
            thread.start()
        for thread in work:
            thread.join()
        times.append(time.perf_counter() - start)
    if ask["to"]:
        np.save(ask["to"], out)
    return {"times": times, "n": n, "lanes": lanes, "compile": made, "version": hy.__version__}


request = json.load(sys.stdin)
answer = batch(request)
sys.stdout.write(json.dumps(answer))
sys.stdout.flush()
os._exit(0)
