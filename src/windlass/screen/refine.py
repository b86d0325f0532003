"""The best rows of a screen between the grid's dates, and when each can be observed next.

Each asteroid is integrated again on its own, far more finely than in the tables, so that the
trip on the grid's dates is also a check of the screen.
Checked: tests/screen/test_refine.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.constants import R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch, parse_epoch
from windlass.base.errors import NotSolved
from windlass.base.progress import Progress, silent
from windlass.bodies import asteroid, observing, planets, sky_uncertainty
from windlass.bodies.ephemeris import Ephemeris
from windlass.catalogue import whole as columns
from windlass.catalogue.orbit import Orbit
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.screen.rules import Rules
from windlass.screen.search import Found
from windlass.transfers import nhats, nhats_refine
from windlass.transfers.legs import End, LegAsk
from windlass.transfers.refine import fly
from windlass.transfers.refine import refine as refine_leg

STARTS: Final = 12
"""Trips of the front from which the search sets out."""
WATCH_YEARS: Final = 15.0
"""How far ahead the next observing window is sought, or to the launch if that is later."""
_REACH_STEPS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """One row refined: its Δv on the grid by the screen and by its own integration, the best off
    the grid with its dates and burns, the next observing window and the sky uncertainty then."""

    designation: str
    title: str
    mark: str
    grid_dv_m_s: float
    checked_dv_m_s: float
    dv_m_s: float
    launch_s: float
    out_d: float
    stay_d: float | None
    back_d: float | None
    burns: Mapping[str, float]
    window: observing.NextWindow
    uncertainty: sky_uncertainty.SkyLine
    rounding: sky_uncertainty.SkyLine
    misfit_deg: float | None

    @property
    def duration_d(self) -> float:
        """From launch to return, or to arrival [d]."""
        return self.out_d + (self.stay_d or 0.0) + (self.back_d or 0.0)

    def plain(self) -> dict[str, Any]:
        """Return the row for programs."""
        seen = self.window.window
        return {
            "designation": self.designation,
            "title": self.title,
            "mark": self.mark,
            "grid_dv_m_s": self.grid_dv_m_s,
            "checked_dv_m_s": self.checked_dv_m_s,
            "dv_m_s": self.dv_m_s,
            "launch": format_epoch(self.launch_s, "minute"),
            "launch_s": self.launch_s,
            "out_d": self.out_d,
            "stay_d": self.stay_d,
            "back_d": self.back_d,
            "duration_d": self.duration_d,
            **self.burns,
            "window": None
            if seen is None
            else {
                "start": _day(seen.start_s),
                "end": _day(seen.end_s),
                "brightest": _day(seen.brightest_s),
                "v_mag": seen.v_mag,
                "elongation_deg": math.degrees(seen.elongation_rad),
                "declination_deg": math.degrees(seen.declination_rad),
                "motion_arcsec_min": seen.motion_arcsec_min,
            },
            "no_window": None if seen is not None else self.window.reason,
            "sky_uncertainty": self.uncertainty.text,
            "rounding": self.rounding.text,
            "older_solution_off_deg": self.misfit_deg,
        }


def _day(t_s: float) -> str:
    """Return the calendar day in which an instant lies."""
    return format_epoch(t_s, "minute")[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A row that could not be refined, and why."""

    designation: str
    title: str
    grid_dv_m_s: float
    why: str

    def plain(self) -> dict[str, Any]:
        """Return the row for programs."""
        return {
            "designation": self.designation,
            "title": self.title,
            "grid_dv_m_s": self.grid_dv_m_s,
            "not_refined": self.why,
        }


def refine(
    found: Found, top: int, after_s: float, progress: Progress | None = None
) -> tuple[list[Refined], list[Left]]:
    """Return the cheapest rows of a screen refined, the cheapest first, and those that were not.

    after_s: from when on observing windows are sought.
    """
    known = {row["designation"]: row for row in found.run.whole.frame.iter_rows(named=True)}
    best = found.reached.head(top)
    made: list[Refined] = []
    left: list[Left] = []
    with (progress or silent()).task("refining", best.height) as step:
        for row in best.iter_rows(named=True):
            try:
                made.append(_one(row, known[row["designation"]], found.run.trips, after_s))
            except NotSolved as error:
                left.append(
                    Left(
                        designation=row["designation"],
                        title=row["title"],
                        grid_dv_m_s=row["dv_m_s"],
                        why=str(error),
                    )
                )
            step.advance()
    return sorted(made, key=lambda one: (one.dv_m_s, one.designation)), left


def _one(row: Mapping[str, Any], about: Mapping[str, Any], rules: Rules, after_s: float) -> Refined:
    orbit = columns.orbit(about)
    earth = planets.load().body("earth")
    reach = 2 * _REACH_STEPS * rules.step_s
    first, last = min(row["front_launch_s"]), max(row["front_launch_s"]) + rules.max_duration_s
    body = asteroid.integrate(orbit, (first - reach, last + 2 * reach))
    fly_off = _round_trip if rules.returns else _one_way
    checked, dv, dates, burns = fly_off(row, earth, body, rules)
    until = max(after_s + WATCH_YEARS * YEAR_S, dates[0])
    try:
        seen = asteroid.integrate(orbit, (after_s, until + YEAR_S))
    except NotSolved as error:  # it meets a body: there is nothing to look for then
        window = observing.NextWindow(window=None, reason=error.what)
        line = rounding = sky_uncertainty.SkyLine(kind="condition code", reason=error.what)
    else:
        window = observing.next_window(
            earth, seen, about["h_mag"], about["g_slope"], after_s, until_s=until
        )
        line, rounding = _on_the_sky(orbit, about["last_obs"], earth, seen, window)
    return Refined(
        designation=row["designation"],
        title=row["title"],
        mark=row["mark"],
        grid_dv_m_s=row["dv_m_s"],
        checked_dv_m_s=checked,
        dv_m_s=dv,
        launch_s=dates[0],
        out_d=dates[1],
        stay_d=dates[2],
        back_d=dates[3],
        burns=burns,
        window=window,
        uncertainty=line,
        rounding=rounding,
        misfit_deg=about["misfit_deg"] if orbit.precision == "older-solution" else None,
    )


Flown = tuple[float, float, tuple[float, float, float | None, float | None], Mapping[str, float]]


def _round_trip(row: Mapping[str, Any], earth: Ephemeris, body: Ephemeris, r: Rules) -> Flown:
    own = nhats.Rules(
        parking_radius_m=R_EARTH_M + r.parking_altitude_m,
        entry_radius_m=R_EARTH_M + r.entry_altitude_m,
        entry_max_m_s=r.entry_max_m_s,
        max_revolutions=r.max_revolutions,
    )
    bounds = nhats_refine.Bounds(
        launch_s=r.launch_s,
        first_leg_d=r.first_leg_s / DAY_S,
        min_stay_d=r.min_stay_s / DAY_S,
        max_duration_d=r.max_duration_s / DAY_S,
        max_c3_m2_s2=r.max_c3_m2_s2,
        reach_d=_REACH_STEPS * r.step_s / DAY_S,
    )
    names = ("launch_s", "out_d", "stay_d", "back_d")
    rows = list(zip(*(row[f"front_{name}"] for name in names), strict=True))[::-1][:STARTS]
    starts = [nhats_refine.Dates(**dict(zip(names, one, strict=True))) for one in rows]
    first = starts[0]
    checked = nhats.trip(earth, body, first.launch_s, first.out_d, first.stay_d, first.back_d, own)
    at, made = nhats_refine.refine(earth, body, starts, bounds, own)
    burns = {
        "c3_m2_s2": made.c3_m2_s2,
        "park_m_s": made.park_dv_m_s,
        "arrive_m_s": made.arrive_dv_m_s,
        "leave_m_s": made.depart_dv_m_s,
        "brake_m_s": made.brake_dv_m_s,
        "entry_m_s": made.entry_m_s,
    }
    dates = (at.launch_s, at.out_d, at.stay_d, at.back_d)
    return checked.dv_m_s, made.dv_m_s, dates, burns


def _one_way(row: Mapping[str, Any], earth: Ephemeris, body: Ephemeris, r: Rules) -> Flown:
    vesc2, v0, most = r.park
    ask = LegAsk(
        name=f"Earth to {body.name}",
        depart=earth,
        arrive=body,
        depart_s=r.launch_s,
        tof_s=(r.first_leg_s, r.max_duration_s),
        step_s=r.step_s,
        max_revolutions=r.max_revolutions,
        depart_end=End(vesc2_m2_s2=vesc2, v0_m_s=v0, vinf_max_m_s=most),
        arrive_end=End(),
    )
    arcs = []
    for n_rev in range(r.max_revolutions + 1):
        for branch in (LEFT, RIGHT) if n_rev else (LEFT,):
            try:
                arcs.append(fly(ask, row["launch_s"], row["out_d"] * DAY_S, n_rev, branch))
            except NotSolved:
                continue
    if not arcs:
        raise NotSolved(f"{ask.name}: no leg on the screen's dates", status=-1)
    start = min(arcs, key=lambda leg: leg.cost_m_s)
    best = refine_leg(
        ask, start, lambda leg: leg.cost_m_s, depart_within=r.launch_s,
        arrive_within=(-math.inf, math.inf), tof_within=ask.tof_s, reach_steps=_REACH_STEPS,
    )  # fmt: skip
    leave = best.vinf_depart_m_s
    burns = {
        "c3_m2_s2": leave * leave,
        "park_m_s": float(ask.depart_end.cost(leave)),
        "arrive_m_s": best.vinf_arrive_m_s,
    }
    dates = (best.depart_s, best.tof_s / DAY_S, None, None)
    return start.cost_m_s, best.cost_m_s, dates, burns


def _on_the_sky(
    orbit: Orbit,
    last_obs: str | None,
    earth: Ephemeris,
    body: Ephemeris,
    window: observing.NextWindow,
) -> tuple[sky_uncertainty.SkyLine, sky_uncertainty.SkyLine]:
    """Return the sky uncertainty when the body is brightest, and what rounding adds of its own."""
    if window.window is None:
        none = sky_uncertainty.SkyLine(kind="condition code", reason="no window to look in")
        return none, sky_uncertainty.SkyLine(kind="rounding", reason="no window to look in")
    at = window.window.brightest_s
    seen = None if last_obs is None else parse_epoch(last_obs)
    return (
        sky_uncertainty.by_condition_code(orbit, earth, body, at, seen),
        sky_uncertainty.by_rounding(orbit, earth, body, at),
    )
