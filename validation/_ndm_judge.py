"""Answer what an OEM and an OCM file say by the library ccsds-ndm-py, in a process of its own.

Reads a JSON request on stdin, writes one on stdout: first and last epoch with state [km, km/s] of
the OEM; mass, bodies that pull and the lines of all manoeuvres of the OCM, which it checks as well.
"""

import json
import sys

from ccsds_ndm import Ocm, Oem

ask = json.load(sys.stdin)
path, thrust = Oem.from_file(ask["oem"]), Ocm.from_file(ask["ocm"])
path.validate()
thrust.validate()
first, last = path.segments[0].data, path.segments[-1].data
data = thrust.segment.data
said = {
    "epochs": [first.state_vector_epochs[0], last.state_vector_epochs[-1]],
    "states": [first.state_vector_numpy[0].tolist(), last.state_vector_numpy[-1].tolist()],
    "mass_kg": data.phys.wet_mass,
    "pulling": data.pert.n_body_perturbations,
    "columns": [one.man_composition for one in data.man],
    "lines": [[[line.epoch, *line.values] for line in one.man_lines] for one in data.man],
}
json.dump(said, sys.stdout)
