"""Answer states of an OEM file with the library oem.

Reads a JSON request on stdin, writes one on stdout: states [km, km/s] at epochs told as TDB dates.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from astropy.time import Time  # noqa: E402
from oem import OrbitEphemerisMessage  # noqa: E402

request = json.load(sys.stdin)
message = OrbitEphemerisMessage.open(request["file"])
states = []
for date in request["epochs"]:
    one = message(Time(date, scale="tdb"))
    states.append([*map(float, one.position), *map(float, one.velocity)])
meta = message.segments[0].metadata
json.dump(
    {"states": states, "segments": len(message.segments), "centre": meta["CENTER_NAME"],
     "frame": meta["REF_FRAME"], "scale": meta["TIME_SYSTEM"]}, sys.stdout,
)  # fmt: skip
