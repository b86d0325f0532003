"""Time adam_core's batch solver of Lambert's problem, in a process of its own.

Reads a JSON request on stdin, writes one on stdout. Positions [m], times [s]; it wants au and days.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from adam_core.dynamics.lambert import solve_lambert

AU = 1.495978707e11
DAY = 86400.0

request = json.load(sys.stdin)
r1, r2 = np.array(request["r1"]) / AU, np.array(request["r2"]) / AU
tof = np.array(request["tof"]) / DAY
mu = request["mu"] * DAY**2 / AU**3
solve_lambert(r1, r2, tof, mu)
times = []
for _ in range(request["repeats"]):
    start = time.perf_counter()
    v1, v2 = solve_lambert(r1, r2, tof, mu)
    times.append(time.perf_counter() - start)
answer = {"times": times, "version": version("adam_core")}
if request.get("solutions"):
    answer["solutions"] = (np.hstack([v1, v2]) * AU / DAY).tolist()
json.dump(answer, sys.stdout)
