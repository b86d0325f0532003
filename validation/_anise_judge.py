"""Answer states of an SPK or OEM file with anise.

Reads a JSON request on stdin, writes one on stdout: states [km, km/s] at epochs told as TDB dates.
"""

import json
import os
import sys

from anise import Almanac
from anise.astro import Frame
from anise.time import Epoch

request = json.load(sys.stdin)
body, centre = Frame(request["target"], 1), Frame(request["centre"], 1)
if request["kind"] == "oem":
    almanac = Almanac.from_ccsds_oem_file(request["file"], request["target"])
else:
    almanac = Almanac(request["file"])
states = []
for date in request["epochs"]:
    one = almanac.translate(body, centre, Epoch(f"{date} TDB"))
    states.append([one.x_km, one.y_km, one.z_km, one.vx_km_s, one.vy_km_s, one.vz_km_s])
json.dump({"states": states}, sys.stdout)
sys.stdout.flush()
os._exit(0)  # native parts of several libraries have aborted at exit
