"""Judge how a DRO of the Moon keeps for a century by all forces, beside other integrators."""

import numpy as np

from validation.judges import NoJudge, ask_assist
from validation.table import Row, at_most, skip
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, J2000_JD, YEAR_S, parse_epoch
from windlass.bodies import fast, reference
from windlass.bodies.planets import load
from windlass.capture import dro_keep, stay

NAME = "12-day lunar DRO, all forces"
T0 = parse_epoch("2030-01-01")
EPOCHS = (T0, T0 + 150.0 * DAY_S)
NONE = "no published value"


def rows() -> list[Row]:
    """All of them."""
    return [*century(), *beside(), *assist()]


def century() -> list[Row]:
    """Two dates a hundred years without a burn, as published DROs are said to stay; the same under
    Sun, Earth and Moon as points, by another integrator."""
    ask = stay.Stay(epochs_s=EPOCHS, years=100.0, speed=None)
    found, other = dro_keep.keep(ask), stay.stay(ask)
    low, high = found.nearest_m.min(axis=-1), found.farthest_m.max(axis=-1)
    ends = np.stack([low, high], axis=-1) - other.moon_m
    drift = float(np.abs(found.drift_m_year).max()) * 100.0 / 1e6
    return [
        Row(NAME, "share of two dates from which it stays 100 years", 1.0, found.share, 0.0, "",
            "bezrouk2017"),
        at_most(capability=NAME, quantity="farthest from the Moon in 100 years", limit=90.0,
                computed=high.max() / 1e6, unit="1,000 km", source=NONE),
        at_most(capability=NAME, quantity="trend of its extremes over 100 years", limit=1.0,
                computed=drift, unit="1,000 km", source=NONE),
        at_most(capability=NAME, quantity="its extremes in 100 years by three bodies alone",
                limit=1.0, computed=float(np.abs(ends).max()) / 1e6, unit="1,000 km",
                source="another integrator"),
    ]  # fmt: skip


def start() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Barycentric state (6,) at the first date, and place and velocity about the Sun."""
    state = dro_keep.starts(stay.Stay(epochs_s=EPOCHS[:1], speed=None))[1][0, 0]
    r, v = load().body("sun", centre="barycentre").state(T0)
    return state, state[:3] - r[0], state[3:] - v[0]


def beside() -> list[Row]:
    """Ten years by the integrator of the search, whose forces are fewer; and there and back."""
    state, r, v = start()
    t1 = T0 + 10.0 * YEAR_S
    among = reference.model((T0, t1))
    flight = reference.fly(state[:3], state[3:], T0, t1, centre="barycentre", among=among)
    end = np.concatenate([part[0] for part in flight.state(t1, "barycentre")])
    back = reference.fly(end[:3], end[3:], t1, T0, centre="barycentre", among=among)
    off = back.state(T0, "barycentre")[0][0] - state[:3]
    other = fast.final_states(r[None], v[None], T0, t1).r[0]
    apart = float(np.linalg.norm(other - flight.state(t1)[0][0]))
    return [
        at_most(capability=NAME, quantity="ten years by the fast mode", limit=20.0,
                computed=apart / 1e3, unit="km", source="another integrator"),
        at_most(capability=NAME, quantity="ten years there and back", limit=2.0,
                computed=float(np.linalg.norm(off)) / 1e3, unit="km", source="time reversal"),
    ]  # fmt: skip


def assist() -> list[Row]:
    """A year by ASSIST, which knows no flattened Moon: left out here as well."""
    what = "a year by ASSIST, round Moon"
    state, r, v = start()
    t1 = T0 + YEAR_S
    try:
        answer = ask_assist(
            {"states": [[*(r / AU_M), *(v / AU_M * DAY_S)]], "jd0": J2000_JD + T0 / DAY_S,
             "jd1": [J2000_JD + t1 / DAY_S], "push": None, "epsilon": None}
        )  # fmt: skip
    except NoJudge as reason:
        return [skip(capability=NAME, quantity=what, source="ASSIST", reason=str(reason))]
    want = np.array(answer["states"])[0, 0, :3] * AU_M
    among = reference.model((T0, t1), spheres=("moon", "mars"))
    flight = reference.fly(state[:3], state[3:], T0, t1, centre="barycentre", among=among)
    off = float(np.linalg.norm(flight.state(t1)[0][0] - want)) / 1e3
    return [at_most(capability=NAME, quantity=what, limit=2.0, computed=off, unit="km",
                    source="ASSIST")]  # fmt: skip
