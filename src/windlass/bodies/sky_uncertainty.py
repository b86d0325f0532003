"""How far from its predicted place on the sky a body may be, as seen from Earth's centre.

Three statements, each for itself: from the condition code (a range, rough), from the covariance
of the orbit (an ellipse), and what rounded elements add, which is Windlass's own error and not
that of the sky.
Source: mpcuncertainty, milani2010.  Checked: tests/bodies/test_sky_uncertainty.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M, C_M_S
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.bodies.asteroid import initial_state, propagate
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.forces import gm_sun
from windlass.bodies.observing import angle
from windlass.bodies.solution import solution
from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state_many, state_to_elements

Array = NDArray[np.float64]
Kind = Literal["condition code", "rounding"]

ARCSEC: Final = math.radians(1.0) / 3600.0
DECADE_S: Final = 10.0 * YEAR_S
SIGMAS: Final = 3.0
"""Half axes of the ellipse in standard deviations."""
CURVED: Final = 0.3
"""Share of the second order in a displacement above which the ellipse no longer holds."""
_CODES: Final = 9
_SAMPLES: Final = 33
_T: Final = table("observing")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkyLine:
    """Half length [rad] of the line on the sky along which the body may be, low to high.

    high_rad None: no upper end.  Both None: not computed.  reason: why, or what the range leaves
    out.
    """

    kind: Kind
    low_rad: float | None = None
    high_rad: float | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """Return "20″ to 1.5′", "above 41°", "none", or why it was not computed."""
        if self.low_rad is None:
            return f"not computed: {self.reason}"
        if self.high_rad is None:
            return f"above {angle_text(self.low_rad)}"
        if self.high_rad == 0.0:
            return "none"
        if self.low_rad == 0.0:
            return f"below {angle_text(self.high_rad)}"
        return f"{angle_text(self.low_rad)} to {angle_text(self.high_rad)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkyEllipse:
    """Ellipse of three standard deviations on the sky.

    semi_major_rad, semi_minor_rad [rad]; position_angle_rad of the long axis from north through
    east, 0..π; distance_m: three standard deviations of the distance [m]; curved: share of
    the second order in the displacement, above ``CURVED`` the ellipse no longer holds.
    """

    semi_major_rad: float
    semi_minor_rad: float
    position_angle_rad: float
    distance_m: float
    curved: float
    reason: str = ""

    @property
    def text(self) -> str:
        """Return "0.12″ by 0.02″ (3 sigma)", with a word where it no longer holds."""
        if self.semi_major_rad >= math.pi:
            return f"anywhere along its orbit ({SIGMAS:.0f} sigma)"
        axes = f"{angle_text(self.semi_major_rad)} by {angle_text(self.semi_minor_rad)}"
        about = ", at least: not linear" if self.curved > CURVED else ""
        return f"{axes} ({SIGMAS:.0f} sigma{about})"


def angle_text(angle_rad: float) -> str:
    """Return an angle [rad] ≥ 0 in arcseconds, arcminutes or degrees, with two digits."""
    arcsec = angle_rad / ARCSEC
    for size, sign in ((3600.0, "°"), (60.0, "′")):
        if arcsec >= 0.995 * size:
            return f"{_two(arcsec / size)}{sign}"
    return "below 0.01″" if 0.0 < arcsec < 0.01 else f"{_two(arcsec)}″"


def _two(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.2g}"


def runoff(code: int) -> tuple[float, float | None]:
    """Return the runoff in orbital longitude [arcsec a decade] of a condition code 0 to 9.

    Lower and upper end; code 9 has no upper end.  Raises InvalidInput for another code.
    Source: mpcuncertainty.
    """
    if code not in range(_CODES + 1):
        raise InvalidInput(
            "condition code is no whole number 0 to 9", value=code, remedy="give the code U"
        )
    top = _T["runoff"]["top"]["value"]
    low = 0.0 if code == 0 else float(top ** ((code - 1) / _CODES))
    return low, None if code == _CODES else float(top ** (code / _CODES))


def code_of(runoff_arcsec: float) -> int:
    """Return the condition code of a runoff [arcsec a decade] ≥ 0.  Source: mpcuncertainty."""
    if not runoff_arcsec >= 0.0:  # refuses nan too
        raise InvalidInput("runoff is below 0", value=runoff_arcsec, remedy="give arcsec a decade")
    if runoff_arcsec == 0.0:
        return 0
    step = math.log(_T["runoff"]["top"]["value"]) / _CODES
    return min(_CODES, max(0, math.floor(math.log(runoff_arcsec) / step) + 1))


def runoff_of(e: float, period_s: float, sigma_tp_s: float, sigma_period_s: float) -> float:
    """Return the runoff [arcsec a decade] of the errors of perihelion time and period [s].

    Source: mpcuncertainty.
    """
    turns = DECADE_S / period_s
    late_s = sigma_tp_s * e + turns * sigma_period_s
    factor = _T["runoff"]["realism"]["value"]
    return float(factor * 2.0 * math.pi * late_s / period_s / ARCSEC)


def by_condition_code(
    orbit: Orbit, earth: Ephemeris, body: Ephemeris, t_s: float, observed_s: float | None = None
) -> SkyLine:
    """Return the line on the sky at t_s [s past J2000] that the condition code allows.

    observed_s: last observation, by default the epoch of the elements.  The code does not tell
    how much of the runoff grows with time and how much is there from the start: the lower end
    takes all of it to grow, the upper end takes none to grow within the first decade.
    """
    if orbit.uncertainty is None:
        return SkyLine(kind="condition code", reason="the condition code is not known")
    since = orbit.epoch_s if observed_s is None else observed_s
    decades = abs(t_s - since) / DECADE_S
    least, most = runoff(orbit.uncertainty)
    least_rad = least * ARCSEC * min(1.0, decades)
    reason = "the code is no forecast for a body that meets a planet"
    low = half_length(earth, body, t_s, min(least_rad, math.pi))
    most_rad = math.inf if most is None else most * ARCSEC * max(1.0, decades)
    if most_rad >= math.pi:
        return SkyLine(
            kind="condition code", low_rad=low, reason="it may be anywhere along its orbit"
        )
    high = max(low, half_length(earth, body, t_s, most_rad))
    return SkyLine(kind="condition code", low_rad=low, high_rad=high, reason=reason)


def by_rounding(orbit: Orbit, earth: Ephemeris, body: Ephemeris, t_s: float) -> SkyLine:
    """Return how far rounded elements alone may put a body from its place on the sky at t_s.

    All errors of rounding are taken at half a unit of the last digit and with one sign: an upper
    end.  Source: of the orbit, as in data/observing.toml.
    """
    if orbit.precision != "screening":
        return SkyLine(
            kind="rounding", low_rad=0.0, high_rad=0.0, reason="elements are not rounded"
        )
    kept = _T["rounding"].get(orbit.source)
    if kept is None:
        return SkyLine(
            kind="rounding", reason=f"how elements of {orbit.source} are rounded is not known"
        )
    turn = math.radians(kept["angle"]["value"])
    bend = kept["eccentricity"]["value"]
    drift = _drift(orbit, kept) * abs(t_s - orbit.epoch_s)
    # Mean anomaly, argument of perihelion and node; equation of the centre 2 e sin M.
    along = drift + 3.0 * turn + 2.0 * bend
    if along >= math.pi:
        return SkyLine(kind="rounding", low_rad=0.0, reason="it may be anywhere along its orbit")
    r, re = body.state(t_s)[0][0], earth.state(t_s)[0][0]
    aside = (1.0 + math.sin(orbit.i_rad)) * turn * np.linalg.norm(r) / np.linalg.norm(r - re)
    return SkyLine(
        kind="rounding",
        low_rad=0.0,
        high_rad=min(math.pi, half_length(earth, body, t_s, along) + float(aside)),
        reason="error of the rounded elements, not of the orbit",
    )


def half_length(earth: Ephemeris, body: Ephemeris, t_s: float, shift_rad: float) -> float:
    """Return the largest angle [rad] that a shift in mean longitude up to ±shift_rad makes.

    The body is moved along the ellipse that it is on at t_s, and seen from Earth at t_s; for a
    small shift that is its velocity times shift / mean motion, across the line of sight, over
    the distance.  Raises NotSolved where the body is on no ellipse about the Sun.
    """
    if shift_rad == 0.0:
        return 0.0
    r, v = (part[0] for part in body.state(t_s))
    seen = earth.state(t_s)[0][0]
    elements, status = state_to_elements(gm_sun(), r, v)
    if status != st.OK or not elements[0] > 0.0:
        raise NotSolved(f"{body.name} is on no ellipse about the Sun", status=int(status))
    many = np.tile(elements, (2 * _SAMPLES + 1, 1))
    many[:, 5] += np.linspace(-shift_rad, shift_rad, 2 * _SAMPLES + 1)
    moved, _, statuses = elements_to_state_many(gm_sun(), many)
    if statuses.any():
        raise NotSolved(f"no states along the orbit of {body.name}", status=int(statuses.max()))
    rho = moved - seen
    return float(angle(rho, np.broadcast_to(r - seen, rho.shape)).max())


def by_covariance(covariance: Covariance, earth: Ephemeris, t_s: float) -> SkyEllipse:
    """Return the ellipse on the sky at t_s [s past J2000] of an orbit with its covariance.

    Every principal direction of the covariance is flown to t_s, one standard deviation to either
    side, with all forces; the light time is that of the nominal orbit.  Raises NotSolved when a
    neighbouring orbit is no ellipse or meets a body.
    """
    seen = earth.state(t_s)[0][0]
    r, _ = displaced(covariance, t_s)[0]
    delay = float(np.linalg.norm(r - seen)) / C_M_S
    (r, _), across, curved = displaced(covariance, t_s - delay)
    rho = r - seen
    distance = float(np.linalg.norm(rho))
    up = rho / distance
    east = np.cross([0.0, 0.0, 1.0], up)
    east = east / np.linalg.norm(east)
    north = np.cross(up, east)
    major, minor, position = _ellipse(np.stack([east, north]) @ across / distance)
    note = f"without {', '.join(covariance.left_out)}" if covariance.left_out else ""
    return SkyEllipse(
        semi_major_rad=SIGMAS * major,
        semi_minor_rad=SIGMAS * minor,
        position_angle_rad=position,
        distance_m=float(SIGMAS * np.linalg.norm(up @ across)),
        curved=curved,
        reason=note,
    )


def displaced(covariance: Covariance, t_s: float) -> tuple[tuple[Array, Array], Array, float]:
    """Return ((r, v) at t_s, columns (3, k) [m], share of the second order at 3 sigma).

    The columns c give the covariance of the heliocentric position at t_s as the sum of c cᵀ.
    """
    values, roots = covariance.values, covariance.roots()
    r, v = _flown(covariance, values, t_s)
    columns, curved = np.zeros((3, len(values))), 0.0
    for k in range(len(values)):
        ahead = _flown(covariance, values + roots[:, k], t_s)[0]
        behind = _flown(covariance, values - roots[:, k], t_s)[0]
        columns[:, k] = 0.5 * (ahead - behind)
        second = 0.5 * np.linalg.norm(ahead + behind - 2.0 * r)
        curved = max(curved, float(second))
    longest = float(np.linalg.norm(columns, axis=0).max())
    return (r, v), columns, SIGMAS * curved / longest


def _flown(covariance: Covariance, values: Array, t_s: float) -> tuple[Array, Array]:
    """Return the heliocentric state at t_s of a neighbouring solution."""
    orbit = solution(covariance, values)
    r, v = initial_state(orbit)
    return propagate(r, v, covariance.epoch_s, t_s, nongrav=orbit.nongrav)


def _ellipse(columns: Array) -> tuple[float, float, float]:
    """Return (long, short, position angle 0..π) of one sigma; rows are east and north."""
    size, axes = np.linalg.eigh(columns @ columns.T)
    major, minor = np.sqrt(np.maximum(size[::-1], 0.0))
    east, north = axes[:, 1]
    return float(major), float(minor), float(np.arctan2(east, north) % np.pi)


def _drift(orbit: Orbit, kept: dict[str, dict[str, float]]) -> float:
    """Return the error of the mean motion [rad/s] that rounding may make."""
    motion = math.sqrt(gm_sun() / orbit.a_m**3)
    if "axis" in kept:
        return 1.5 * motion * kept["axis"]["value"] * AU_M / orbit.a_m
    shown = math.degrees(motion) * DAY_S
    unit = 10.0 ** (math.floor(math.log10(shown)) - kept["digits"]["value"] + 1)
    return math.radians(0.5 * unit) / DAY_S
