"""How an encounter answers to a push at any time: twelve flights for all times, beside plain ones.

    python benchmarks/bench_redirect.py [dates]

What others do for each date is to fly the asteroid again with a small change of velocity, both
ways along three axes, and difference the b-plane.  Both here by the reference model on one core, in
one run, for Bennu 20 years before 2135; the plain way for a few dates, its time for each by the
number of them that the other keeps.  Then deliveries: what the search for each technique's largest
takes.
"""

import sys
import time

import numpy as np

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.bodies import reference
from windlass.bodies.bplane import meet
from windlass.catalogue.collection import lookup
from windlass.redirect.deflect import WINDOW_S
from windlass.redirect.response import Encounter, encounter, response, sampled
from windlass.redirect.ship import Ship
from windlass.studies import redirect_deliver as deliver
from windlass.studies.redirect_ask import RedirectAsk, matter

KICK_M_S = 1e-4


def plain(of: Encounter, t_s: float) -> np.ndarray:
    """The answer (2, 3) [m by m/s] at one time, by six flights."""
    r, v = (one[0] for one in of.flight.state(t_s))
    end = of.flight.span_s[1]
    among = reference.model((t_s, end), push=of.orbit.nongrav)
    out = np.empty((2, 3))
    for k in range(3):
        at = []
        for sign in (1.0, -1.0):
            beside = v.copy()
            beside[k] += sign * KICK_M_S
            plane = meet(
                reference.fly(r, beside, t_s, end, among=among), of.body, of.plane.t_s, WINDOW_S
            )
            at.append(np.array([plane.xi_m, plane.zeta_m]))
        out[:, k] = (at[0] - at[1]) / (2.0 * KICK_M_S)
    return out


def main(dates: int) -> None:
    """Print the table."""
    of = encounter(lookup("Bennu").orbit, (parse_epoch("2130"), parse_epoch("2140")))
    sampled(response(of, of.plane.t_s - 5.0 * YEAR_S))  # what is compiled is compiled before
    began = time.process_time()
    by = sampled(response(of, of.plane.t_s - 20.0 * YEAR_S))
    ours = time.process_time() - began
    at = np.linspace(by.answer.begins_s, by.answer.last_s, dates + 2)[1:-1]
    began = time.process_time()
    found = np.array([plain(of, float(t)) for t in at])
    each = (time.process_time() - began) / dates
    many = len(by.cubics.x)
    off = np.linalg.norm(by.at(at) - found, axis=(1, 2)) / np.linalg.norm(found, axis=(1, 2))
    print(f"all times by twelve flights: {ours:.2f} CPU-s, {many} of them kept")
    print(f"one by six flights: {each:.2f} CPU-s; so many of them {many * each / ours:.0f} times")
    print(f"apart by {np.median(off):.1e} (median), {off.max():.1e} at most, of {dates} dates")
    ask = RedirectAsk(
        target=lookup("Apophis"), mode="deliver", to="lunar-dro", begins_s=parse_epoch("2030"),
        within_s=12.0 * YEAR_S, count=11,
        ship=Ship(dry_kg=5.5e3, propellant_kg=6e3, power_w=40e3, isp_s=3e3, efficiency=0.6),
    )  # fmt: skip
    all_ = deliver.delivery(ask, matter(ask))
    for key in ("tug-electric", "ion-beam", "gravity-tractor", "mass-driver"):
        began = time.process_time()
        most = deliver.row(all_, key).largest_kg
        took = time.process_time() - began
        print(
            f"{key:18} {took:6.2f} CPU-s, {'nothing' if most is None else f'{most / 1e3:,.0f} t'}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
