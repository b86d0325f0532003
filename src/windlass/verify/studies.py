"""The legs of a stored study flown among all bodies, as plans: out to the asteroid, and back with
it.

A study prices the ends of its legs by what an option says.  Where such an end is a hyperbola about
a body it is flown: the perigee of the parking orbit, the lunar flyby, the periapsis at Mars.  What
comes before or after it (a spiral, a way into a lunar orbit) is not, and is told so.
Source: battin1999.  Checked: tests/verify/test_studies.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN, R_EARTH_M
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.bodies import asteroid
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.bodies.planets import load
from windlass.capture import mars
from windlass.catalogue.collection import lookup
from windlass.kernels import status as st
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.kernels.leg_grid import leg as lambert
from windlass.transfers.shooting import Patched
from windlass.verify import hyperbola, legs
from windlass.verify.outcome import Known
from windlass.verify.plan import Plan
from windlass.verify.retime import retimed
from windlass.verify.trips import Asteroid, Difference, parked, rock_states

if TYPE_CHECKING:
    from windlass.store import Run

Array = NDArray[np.float64]

DESIGNER: Final = "patched conics of a study"
SAME_M_S: Final = 1.0
"""By how much v∞ of a leg computed anew may differ from the stored one."""
STAY_S: Final = 8.0 * DAY_S
"""How long a ship is followed at the asteroid."""
LEAST: Final = 1e-3
"""Least 1 + cosine between the Moon's direction and an asymptote, where Earth is in between."""
SPIRAL: Final = "the spiral to the Moon before the flyby is not flown"
LAUNCHED: Final = "the burn is the launcher's, from its parking orbit"
INSERTED: Final = "what follows the lunar flyby, into a lunar orbit, is not flown"
SLOWED: Final = "v∞ is taken off by thrust on the leg, and a spiral follows: no periapsis is flown"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLeg:
    """One leg of a study: its plan, amounts by both ways, what is not computed.

    plan: None where there is none; missing: what is not computed, and why; moved_d: by how much
    the periapsis is later than the study says [d].
    """

    role: str
    between: str
    plan: Plan | None
    flown: legs.Flown | None
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    moved_d: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conic:
    """A leg of a study, worked out again: dates, v∞ vectors [m/s, ICRF] at its two ends."""

    depart_s: float
    arrive_s: float
    vinf_depart_m_s: Array
    vinf_arrive_m_s: Array


def of_study(
    run: Run,
    option: str | None = None,
    variant: str | None = None,
    *,
    retime: bool = False,
    known: Known | None = None,
) -> list[StudyLeg]:
    """Return both legs of an option of a stored study, flown.

    known: the asteroid's orbit that is flown, by default the study's; retime: let the date at the
    planet move by up to 16 days, to where the leg is cheapest.
    option: its key, the recommended one by default; variant: "impulsive" or "low-thrust", the
    option's best by default.  Raises InvalidInput where the study has none, or none with legs.
    """
    chosen, one = _chosen(run, option, variant)
    target = asteroid_of(run)
    rock = target
    if known is not None:
        rock = replace(target, orbit=known.orbit, covariance=known.covariance)
    made = []
    for leg in one["legs"]:
        try:
            made.append(_leg(run, chosen, one, leg, (target, rock), retime))
        except NotSolved as reason:
            made.append(
                StudyLeg(
                    role=leg["name"], between=leg["between"], plan=None, flown=None,
                    differences=(), missing=(f"not computed: {reason}",),
                )
            )  # fmt: skip
    return made


def _chosen(
    run: Run, option: str | None, variant: str | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the option and its variant."""
    options = {one["key"]: one for one in run.result.get("options", ())}
    best = run.result.get("recommended") or {}
    key = option or best.get("option")
    if key not in options:
        raise InvalidInput(
            "option of the study", value=key, remedy=f"one of {', '.join(options) or '(none)'}"
        )
    chosen = options[key]
    wanted = variant or chosen["best"]
    able = {one["key"]: one for one in chosen["variants"] if one["legs"]}
    if wanted is None and len(able) == 1:
        wanted = next(iter(able))
    if wanted not in able:
        raise InvalidInput(
            f"variant of {key} with legs", value=wanted,
            remedy=f"one of {', '.join(able)}" if able else "choose another option: it has no legs",
        )  # fmt: skip
    return chosen, able[wanted]


def asteroid_of(run: Run) -> Asteroid:
    """Return the asteroid of a study.  Raises InvalidInput where the catalogue has it not."""
    about = run.result["target"]
    found = lookup(about["designation"])
    stored = about["orbit"]
    if abs(found.orbit.epoch_s - (stored["epoch_jd_tdb"] - 2_451_545.0) * DAY_S) > 1.0:
        raise InvalidInput(
            f"the catalogue has another orbit of {about['full_name']} than the study",
            value=format_epoch(found.orbit.epoch_s), remedy="run the study again",
        )  # fmt: skip
    return Asteroid(title=about["full_name"], orbit=found.orbit)


def _leg(
    run: Run,
    option: Mapping[str, Any],
    one: Mapping[str, Any],
    leg: Mapping[str, Any],
    targets: tuple[Asteroid, Asteroid],
    retime: bool,
) -> StudyLeg:
    """Return one leg, flown; targets: the asteroid as the study had it, and as it is flown."""
    target, rock = targets
    out = leg["name"] == "out"
    body = "mars" if leg["between"].casefold().endswith("to mars") else "earth"
    conic = _conic(one, leg, target, body)
    ask, missing = _end(run, option, one, conic, out, body)
    if ask is None:
        return StudyLeg(
            role=leg["name"], between=leg["between"], plan=None, flown=None, differences=(),
            missing=(f"not computed: {missing}",),
        )  # fmt: skip
    far_s = conic.arrive_s if out else conic.depart_s
    there = rock_states(rock.orbit, np.array([far_s]))[0]
    vinf = conic.vinf_depart_m_s if out else conic.vinf_arrive_m_s

    def guess(at: legs.Periapsis) -> Array:
        return at_moon(at, vinf) if at.body == "moon" else vinf

    def cost(one: legs.Flown) -> float:
        paid = 0.0 if ask.body == "moon" else one.speed_m_s
        return paid + float(np.linalg.norm(one.far[3:] - there[3:]))

    if retime:
        flown = retimed(ask, there[:3], far_s, guess, cost)
    else:
        flown = legs.carry(ask, there[:3], far_s, guess(ask))
    speed = Difference(
        what=f"speed at the periapsis, {ask.body}", designed_m_s=_speed(flown.ask, vinf),
        flown_m_s=flown.speed_m_s,
    )  # fmt: skip
    plan, burn = _plan(rock, flown, there, conic, out)
    return StudyLeg(
        role=leg["name"], between=leg["between"], plan=plan, flown=flown,
        differences=(burn, speed), missing=(missing,) if missing else (),
        moved_d=(flown.ask.t_s - ask.t_s) / DAY_S,
    )  # fmt: skip


def _end(
    run: Run, option: Mapping[str, Any], one: Mapping[str, Any], conic: _Conic, out: bool, body: str
) -> tuple[legs.Periapsis | None, str]:
    """Return the periapsis that an end of a leg is flown from or to, and what is not flown."""
    scenario = run.result["scenario"]
    when = conic.depart_s if out else conic.arrive_s
    if body == "mars":
        if one["key"] != "impulsive":
            return None, SLOWED
        given = scenario["option"][option["key"]]
        orbit = mars.orbit(
            periapsis_altitude_m=given.get("periapsis_altitude"),
            apoapsis_altitude_m=given.get("apoapsis_altitude"),
            vinf_max_m_s=given.get("vinf_max"),
        )
        return legs.Periapsis(body="mars", t_s=when, radius_m=orbit.periapsis_m, leaving=False), ""
    if out and "flyby" not in one["how"]:
        radius = R_EARTH_M + float(scenario["launch"]["parking_altitude"])
        return legs.Periapsis(body="earth", t_s=when, radius_m=radius, leaving=True), LAUNCHED
    radius = moon_radius() + _flyby_altitude(scenario)
    made = legs.Periapsis(body="moon", t_s=when, radius_m=radius, leaving=out)
    return made, SPIRAL if out else INSERTED


def moon_radius() -> float:
    """Return the Moon's radius [m]."""
    return float(table("bodies")["radius"]["moon"]["value"])


def _flyby_altitude(scenario: Mapping[str, Any]) -> float:
    given = (scenario.get("capture") or {}).get("flyby_altitude")
    usual = table("destinations")["lunar-flyby"]["altitude"]["value"]
    return float(usual if given is None else given)


def _conic(one: Mapping[str, Any], leg: Mapping[str, Any], target: Asteroid, body: str) -> _Conic:
    """Return a leg of a study worked out again; its instants are those of its burns.

    Raises NotSolved where none has the stored v∞.
    """
    out, tof = leg["name"] == "out", float(leg["tof_d"]) * DAY_S
    name = "out arrival" if out else "return departure"
    burn = next((e for e in one["events"] if e["name"] == name), None)
    if burn is None:
        raise NotSolved(
            "the study does not tell the instant of the leg", status=st.NO_SOLUTION, value=name,
            remedy="run the study again",
        )  # fmt: skip
    depart = float(burn["epoch_s"]) - (tof if out else 0.0)
    rock = asteroid.integrate(target.orbit, (depart, depart + tof))
    planet = load().body(body)
    first, last = (planet, rock) if out else (rock, planet)
    (r1, v1), (r2, v2) = ((x[0] for x in first.state(depart)),
                          (x[0] for x in last.state(depart + tof)))  # fmt: skip
    wanted = 1e3 * np.array([leg["vinf_depart_km_s"], leg["vinf_arrive_km_s"]])
    off = math.inf
    for branch in (LEFT, RIGHT):
        u1, u2, status = lambert(GM_SUN, r1, r2, tof, ECLIPTIC_POLE, int(leg["n_rev"]), branch)
        if status != st.OK:
            continue
        had = np.array([np.linalg.norm(u1 - v1), np.linalg.norm(u2 - v2)])
        if np.abs(had - wanted).max() < SAME_M_S:
            return _Conic(
                depart_s=depart, arrive_s=depart + tof, vinf_depart_m_s=u1 - v1,
                vinf_arrive_m_s=u2 - v2,
            )  # fmt: skip
        off = min(off, float(np.abs(had - wanted).max()))
    raise NotSolved(
        "the leg worked out again is another than the stored one", status=st.NO_SOLUTION,
        value=f"v∞ differs by {off:.3g} m/s", remedy="run the study again with this catalogue",
    )  # fmt: skip


def at_moon(ask: legs.Periapsis, vinf: Array) -> Array:
    """Return v∞ (3,) at the Moon of the hyperbola about Earth with v∞ that passes where it is.

    Through a place r and with the asymptote s there is one: its velocity there is a sum of both
    directions, for a leaving one (d + v/2) s + (d - v/2) r, d² = v²/4 + mu/(|r| (1 + cos)).
    """
    r, v = load().body("moon").state(ask.t_s)
    home, w = load().body("earth").state(ask.t_s)
    off, fast = r[0] - home[0], float(np.linalg.norm(vinf))
    far = float(np.linalg.norm(off))
    way = 1.0 if ask.leaving else -1.0
    s, to = way * vinf / fast, off / far
    beside = max(1.0 + float(s @ to), LEAST)
    d = math.sqrt(0.25 * fast * fast + hyperbola.gm("earth") / (far * beside))
    return np.asarray(way * ((d + 0.5 * fast) * s + (d - 0.5 * fast) * to) - (v[0] - w[0]))


def _speed(ask: legs.Periapsis, vinf: Array) -> float:
    """Return the speed [m/s] at the periapsis by conics."""
    fast = at_moon(ask, vinf) if ask.body == "moon" else vinf
    return math.hypot(
        float(np.linalg.norm(fast)), math.sqrt(2.0 * hyperbola.gm(ask.body) / ask.radius_m)
    )


def _plan(
    target: Asteroid, flown: legs.Flown, there: Array, conic: _Conic, out: bool
) -> tuple[Plan, Difference]:
    """Return the plan of a leg, and what its burn at the asteroid is by both ways.

    Out: the ship alone, and a few days beside the asteroid; back: the asteroid with it.
    """
    if out:
        end = flown.far.copy()
        end[3:] = there[3:]
        t = np.append(flown.t_s, flown.t_s[-1] + STAY_S)
        beside = rock_states(target.orbit, t[-1:])[0]
        beside[:3] += end[:3] - there[:3]
        states = np.concatenate([flown.states[:-1], end[None], beside[None]])
        burns: tuple[int, ...] = (t.size - 2,)
        before, size = states[0], np.array([float(np.linalg.norm(conic.vinf_arrive_m_s))])
        if flown.ask.body == "earth":
            park = _speed(flown.ask, conic.vinf_depart_m_s) - math.sqrt(
                hyperbola.gm("earth") / flown.ask.radius_m
            )
            burns, before, size = (0, *burns), parked(flown), np.append(park, size)
        goal = target.title
    else:
        t, states, burns = flown.t_s, flown.states, (0,)
        before = np.concatenate([states[0, :3], there[3:]])
        size = np.array([float(np.linalg.norm(conic.vinf_depart_m_s))])
        goal = f"periapsis at {flown.ask.body}, {flown.ask.radius_m / 1e3:.0f} km from its centre"
    made = Plan(
        name=f"{'way to' if out else 'way back of'} {target.title}", title=target.title,
        path=Patched(t_s=t, states=states, before=before, burns=burns), arrives=t.size - 1,
        goal=goal, designed_m_s=size, designer=DESIGNER, orbit=target.orbit,
        carried=not out, size_m=target.size_m, covariance=target.covariance,
    )  # fmt: skip
    here = -1 if out else 0
    told = Difference(
        what="arrive" if out else "leave", designed_m_s=float(size[here]),
        flown_m_s=float(np.linalg.norm(made.dv_m_s[here])),
    )  # fmt: skip
    return made, told
