"""Answer Lambert problems without full revolutions with lamberthub, by Gooding's method.

Reads a JSON request on stdin, writes one on stdout.
"""

import json
import sys
import time

import lamberthub
import numpy as np

request = json.load(sys.stdin)
problems = [
    (np.array(r1), np.array(r2), tof)
    for r1, r2, tof in zip(request["r1"], request["r2"], request["tof"], strict=True)
]
out, times = [], []
for repeat in range(request.get("repeats", 1)):
    start = time.perf_counter()
    for r1, r2, tof in problems:
        try:
            v1, v2 = lamberthub.gooding1990(
                request["mu"], r1, r2, tof, prograde=True, atol=1e-13, rtol=1e-13
            )[:2]
            answer = [list(map(float, v1)), list(map(float, v2))]
        except ValueError as fault:
            answer = str(fault)
        if repeat == 0:
            out.append(answer)
    times.append(time.perf_counter() - start)
json.dump({"solutions": out, "times": times, "version": lamberthub.__version__}, sys.stdout)
