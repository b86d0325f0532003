"""Answer states of an SPK file with SPICE itself.

Reads a JSON request on stdin, writes one on stdout: states [km, km/s] at epochs [s, TDB].
"""

import json
import sys

import spiceypy

request = json.load(sys.stdin)
spiceypy.furnsh(request["file"])
states = [
    list(map(float, spiceypy.spkgeo(request["target"], t, "J2000", request["centre"])[0]))
    for t in request["epochs_s"]
]
json.dump({"states": states}, sys.stdout)
