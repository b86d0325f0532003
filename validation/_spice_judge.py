"""Answer states about the Sun from a planetary kernel with SPICE itself.

Reads a JSON request on stdin, writes one on stdout: states [km, km/s] of each body at each epoch.
"""

import json
import sys
import time

import spiceypy

request = json.load(sys.stdin)
spiceypy.furnsh(request["kernel"])
out, start = {}, time.perf_counter()
for name, code in request["bodies"].items():
    out[name] = [
        list(map(float, spiceypy.spkgeo(code, t, "J2000", 10)[0])) for t in request["epochs_s"]
    ]
lasted = time.perf_counter() - start
json.dump({"states": out, "time_s": lasted, "version": spiceypy.tkvrsn("TOOLKIT")}, sys.stdout)
