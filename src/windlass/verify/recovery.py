"""Finding an asteroid again before the tug is there, and which observation would change a verdict.

The next window from Earth, how bright it is then, how long a stretch of sky has to be searched, and
to what runoff its orbit must come before it can be certified.
Source: mpcuncertainty, bowell1989.  Checked: tests/verify/test_operations.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.epochs import YEAR_S, format_epoch, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.bodies import asteroid, observing, planets
from windlass.bodies.sky_uncertainty import (
    SkyEllipse,
    SkyLine,
    angle_text,
    by_condition_code,
    by_covariance,
    runoff,
)
from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import Orbit

WATCH_YEARS: Final = 15.0
"""How far ahead a window is sought where nobody goes there earlier."""
WORST_CODE: Final = 4
"""Highest condition code of an orbit that may be certified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The next window of an asteroid before until_s, and what is to be observed in it.

    sky: where it may be when brightest, None without a window; field_rad: length of the sky that
    has to be searched, None where it has no upper end or is not known; code, runoff_arcsec (low,
    high): of its orbit, a decade, None where unknown; needed_arcsec: runoff below which the orbit
    may be certified; gap_years: from the last observation to the window; linked_arcsec: runoff
    by the mean motion alone that one place then leaves, linked with one of the last observations.
    """

    designation: str
    after_s: float
    until_s: float
    window: observing.NextWindow
    sky: SkyLine | SkyEllipse | None
    field_rad: float | None
    code: int | None
    covariance: bool
    runoff_arcsec: tuple[float, float | None] | None
    needed_arcsec: float
    gap_years: float | None
    linked_arcsec: float | None

    @property
    def too_uncertain(self) -> bool:
        """Whether the orbit may not be certified as it is known."""
        return self.code is None or self.code > WORST_CODE

    def lines(self) -> tuple[str, ...]:
        """Say it in plain words."""
        name, seen = self.designation, self.window.window
        if seen is None:
            made = [f"{name} cannot be observed before {_day(self.until_s)}: {self.window.text}."]
        else:
            made = [f"{name} can next be observed: {self.window.text}."]
            made.append(self._place())
        if self.too_uncertain:
            made += self._wanted()
        return tuple(made)

    def _place(self) -> str:
        sky = self.sky
        if isinstance(sky, SkyLine) and sky.high_rad is None:
            if sky.low_rad is None:
                return f"Where on the sky it is then is not known: {sky.reason}."
            return (
                f"It may then be more than {angle_text(sky.low_rad)} from its predicted place: how "
                "much sky has to be searched has no upper end."
            )
        assert sky is not None
        assert self.field_rad is not None
        return (
            f"It is then within {sky.text} of its predicted place: a stretch of "
            f"{angle_text(self.field_rad)} has to be searched."
        )

    def _wanted(self) -> list[str]:
        need = f"below {self.needed_arcsec:,.0f}″ a decade (condition code {WORST_CODE})"
        if self.runoff_arcsec is None:
            made = [f"How sure its orbit is is not known: it can be certified at a runoff {need}."]
        else:
            low, high = self.runoff_arcsec
            now = f"above {low:,.0f}″" if high is None else f"{low:,.0f} to {high:,.0f}″"
            made = [
                f"Its condition code is {self.code}, a runoff of {now} a decade: it can be "
                f"certified {need}."
            ]
        if self.window.window is None:
            made.append("No observation from Earth before the tug is there can bring that.")
        elif self.linked_arcsec is not None and self.gap_years is not None:
            enough = "is enough" if self.linked_arcsec < self.needed_arcsec else "is not enough"
            made.append(
                f"A place in that window, {self.gap_years:.1f} years after the last one, leaves "
                f"about {self.linked_arcsec:,.2g}″ a decade by the mean motion alone: it {enough}, "
                "if what is found is surely the same body."
            )
        return made

    def plain(self) -> dict[str, Any]:
        """Return it for programs."""
        seen = self.window.window
        return {
            "designation": self.designation,
            "after": _day(self.after_s),
            "until": _day(self.until_s),
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
            "no_window": self.window.reason or None,
            "sky_uncertainty": None if self.sky is None else self.sky.text,
            "field_deg": None if self.field_rad is None else math.degrees(self.field_rad),
            "condition_code": self.code,
            "covariance": self.covariance,
            "runoff_arcsec_decade": None
            if self.runoff_arcsec is None
            else list(self.runoff_arcsec),
            "needed_runoff_arcsec_decade": self.needed_arcsec,
            "gap_years": self.gap_years,
            "linked_runoff_arcsec_decade": self.linked_arcsec,
            "too_uncertain": self.too_uncertain,
        }


def _day(t_s: float) -> str:
    return format_epoch(t_s, "minute")[:10]


def recovery(
    orbit: Orbit,
    covariance: Covariance | None,
    after_s: float,
    until_s: float | None = None,
    *,
    h_mag: float | None = None,
    g_slope: float | None = None,
    last_obs: str | None = None,
    limits: observing.Limits | None = None,
) -> Recovery:
    """Return when an asteroid can be observed from after_s on, before until_s [s past J2000].

    until_s: when the tug is there, by default ``WATCH_YEARS`` later; last_obs: date of its last
    observation; limits: what can be observed.  Raises InvalidInput where nothing is left between.
    """
    until = after_s + WATCH_YEARS * YEAR_S if until_s is None else until_s
    if not after_s < until:
        raise InvalidInput(
            f"no time to find {orbit.designation} again", value=format_epoch(after_s),
            remedy=f"begin before {format_epoch(until)}",
        )  # fmt: skip
    earth = planets.load().body("earth")
    line: SkyLine | SkyEllipse | None = None
    gap = linked = None
    try:
        body = asteroid.integrate(orbit, (after_s, until))
        window = observing.next_window(
            earth, body, h_mag, g_slope, after_s, limits=limits, until_s=until
        )
        if window.window is not None:
            at = window.window.brightest_s
            last = None if last_obs is None else parse_epoch(last_obs)
            line = (
                by_condition_code(orbit, earth, body, at, last)
                if covariance is None
                else by_covariance(covariance, earth, at)
            )
            if last is not None and at > last:
                gap = (at - last) / YEAR_S
                sun = float(
                    observing.visibility(earth, body, h_mag or 0.0, g_slope, at).sun_distance_m[0]
                )
                linked = linked_runoff(gap, window.window.distance_m / sun)
    except NotSolved as error:  # it meets a body, or a neighbouring orbit is none
        window = observing.NextWindow(window=None, reason=error.what)
    top = runoff(WORST_CODE)[1]
    assert top is not None
    return Recovery(
        designation=orbit.designation, after_s=after_s, until_s=until, window=window, sky=line,
        field_rad=_length(line), code=orbit.uncertainty, covariance=covariance is not None,
        runoff_arcsec=None if orbit.uncertainty is None else runoff(orbit.uncertainty),
        needed_arcsec=top, gap_years=gap, linked_arcsec=linked,
    )  # fmt: skip


def linked_runoff(gap_years: float, nearer: float) -> float:
    """Return the runoff [arcsec a decade] that two places so many years apart leave.

    nearer: distance from Earth over that from the Sun; both places as sure as data/operations.toml
    has it, every element but the mean motion known.  The factor of the code's own formula counts.
    """
    sure = table("operations")["recovery"]["place"]["value"]
    realism = table("observing")["runoff"]["realism"]["value"]
    return float(realism * math.sqrt(2.0) * sure * nearer * 10.0 / gap_years)


def _length(line: SkyLine | SkyEllipse | None) -> float | None:
    """Return how long a stretch of sky has to be searched [rad], at most a whole turn."""
    if isinstance(line, SkyEllipse):
        half: float | None = line.semi_major_rad
    else:
        half = None if line is None else line.high_rad
    return None if half is None else min(2.0 * half, math.tau)
