"""Objects per second of processor over ten years: fast mode, reference model, kete, ASSIST.

    python benchmarks/bench_reference.py [objects]

Asteroids of the shared catalogue, drawn at random.  Judges fly them in processes of their own
(variable WINDLASS_JUDGES_NBODY: the Python of an environment that has them); kete flies without
asteroids' pull, so the fast mode has its forces.  One run on one machine; ratios are what to
compare.
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from validation.judges import NoJudge, ask_assist, ask_kete
from validation.screen import CATALOGUE
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, J2000_JD, YEAR_S, parse_epoch
from windlass.bodies import fast, reference
from windlass.bodies.forces import gm_sun
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.catalogue.read import read
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state_many

T0 = parse_epoch("2026")
T1 = T0 + 10.0 * YEAR_S


def starts(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Heliocentric states at T0: elements of the table, all taken as of that instant."""
    orbits = [target.orbit for target in read(CATALOGUE)]
    drawn = np.random.default_rng(6).permutation(len(orbits))[:count]
    chosen = [orbits[k] for k in drawn]
    elements = np.array(
        [(o.a_m, o.e, o.i_rad, o.node_rad, o.peri_rad, o.mean_anomaly_rad) for o in chosen]
    )
    r, v, status = elements_to_state_many(gm_sun(), elements)
    assert (status == st.OK).all()
    return ecliptic_to_icrf(r), ecliptic_to_icrf(v)


def fly(r: np.ndarray, v: np.ndarray, model: reference.Model) -> np.ndarray:
    """Positions at T1 by the reference model."""
    return np.array(
        [
            reference.fly(x, u, T0, T1, among=model).state(T1)[0][0]
            for x, u in zip(r, v, strict=True)
        ]
    )


def main(count: int) -> None:
    """Print the table."""
    r, v = starts(count)
    few = min(count, 40)
    model = reference.model((T0, T1))
    fast.final_states(r[:2], v[:2], T0, T1)
    fly(r[:1], v[:1], model)
    begun = time.process_time()
    ends = fast.final_states(r, v, T0, T1).r
    rates = {"fast mode": count / (time.process_time() - begun)}
    begun = time.process_time()
    whole = fly(r[:few], v[:few], model)
    rates["reference model"] = few / (time.process_time() - begun)
    off = np.linalg.norm(ends[:few] - whole, axis=1) / 1e3
    print(f"fast mode from the reference: median {np.median(off):.2f} km, worst {off.max():.1f} km")
    scaled = np.hstack([r / AU_M, v / AU_M * DAY_S]).tolist()
    jd = [J2000_JD + t / DAY_S for t in (T0, T1)]
    for judge in ("kete", "ASSIST"):
        try:
            if judge == "kete":
                answer = ask_kete({"states": scaled, "jd0": jd[0], "jd1": jd[1]})
            else:
                answer = ask_assist(
                    {"states": scaled[:few], "jd0": jd[0], "jd1": jd[1:], "push": None,
                     "epsilon": None}
                )  # fmt: skip
        except NoJudge as reason:
            print(f"{judge}: skipped, {reason}")
            continue
        rates[judge] = len(answer["states"]) / answer["cpu_s"]
    for name, rate in rates.items():
        ratios = ", ".join(f"{rate / rates[n]:.2f} × {n}" for n in ("kete", "ASSIST") if n in rates)
        print(f"{name:16} {rate:8.1f} objects per second of processor   {ratios}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
