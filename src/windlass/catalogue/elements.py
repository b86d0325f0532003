"""From a service's elements (au, degrees, Julian dates, text) to an Orbit in SI.

Checked: tests/catalogue/test_elements.py.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import DAY_S, from_jd
from windlass.base.errors import InvalidInput
from windlass.catalogue.orbit import NonGrav, Orbit, Precision

AU_D2: Final = AU_M / DAY_S**2
"""One au/d² in m/s²."""

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_FULL_DIGITS: Final = 10
_MISSING: Final = "take a source that gives all elements and their epoch"


def number(value: Any, what: str) -> float | None:
    """Return a float from text, number or nothing; InvalidInput when it is none of these."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{what} is no number", value=value) from error
    if not math.isfinite(found):
        raise InvalidInput(f"{what} is not finite", value=value)
    return found


def whole(value: Any, what: str) -> int | None:
    """Return a whole number 0 to 9 from text such as "0", None where a service has none."""
    if isinstance(value, str) and not value.strip().isdigit():
        return None  # the Minor Planet Center writes "E", "D" for kinds that are not codes
    found = number(value, what)
    if found is None:
        return None
    if found != int(found):
        raise InvalidInput(f"{what} is no whole number", value=value)
    return int(found)


def count(value: Any, what: str) -> int | None:
    """Return a whole number of 0 or more from text or number, None where there is none."""
    found = number(value, what)
    if found is None:
        return None
    if found != int(found) or not 0 <= found < 2**31:
        raise InvalidInput(f"{what} is no count", value=value)
    return int(found)


def flag(value: Any) -> bool | None:
    """Return a yes or no of a service: true, "Y", "N"; None for anything else."""
    if isinstance(value, bool):
        return value
    return {"Y": True, "N": False, "true": True, "false": False}.get(str(value).strip())


def date(value: Any) -> str:
    """Return an ISO date as far as it is known: "2008-??-??" is "2008"; empty where none is.

    >>> date("1893-10-29"), date("2008-??-??"), date(None)
    ('1893-10-29', '2008', '')
    """
    text = "" if value is None else str(value).strip()
    found = _DATE.match(text)
    return found[0] if found else ""


def digits(text: object) -> int:
    """Return how many significant digits a number has as it was written."""
    mantissa = str(text).lower().partition("e")[0]
    return len(mantissa.replace(".", "").replace("-", "").lstrip("0"))


def half_step(value: float, least: int) -> float:
    """Return half a unit of the last digit of a number above 0 that was rounded.

    least: digits it has at least; zeros at its end may have been lost.

    >>> half_step(1.07, 4), half_step(0.9864, 4), half_step(1.07139, 4)
    (0.0005, 5e-05, 5e-06)
    """
    last = math.floor(math.log10(value)) + 1 - max(least, digits(repr(value)))
    return 0.5 * 10.0**last


def precision_of(a_text: object) -> Precision:
    """Return "full" for a semi-major axis with ten digits or more, else "screening"."""
    return "full" if digits(a_text) >= _FULL_DIGITS else "screening"


def mean_motion(a_au: float) -> float:
    """Return the mean motion [rad/s] about the Sun of a [au] > 0."""
    return math.sqrt(GM_SUN / (a_au * AU_M) ** 3)


def make(
    *,
    designation: str,
    epoch_jd: float | None,
    a_au: float | None = None,
    e: float | None,
    i_deg: float | None,
    node_deg: float | None,
    peri_deg: float | None,
    ma_deg: float | None = None,
    q_au: float | None = None,
    tp_jd: float | None = None,
    precision: Precision,
    source: str,
    uncertainty: int | None = None,
    nongrav: NonGrav | None = None,
) -> Orbit:
    """Return the orbit of elements in au, degrees and Julian dates [TDB].

    The axis may be given by the perihelion distance q_au, the mean anomaly by the time of
    perihelion tp_jd.  Raises InvalidInput naming what is missing or no ellipse.
    """
    where = f"orbit of {designation or '?'}"
    if e is None or epoch_jd is None:
        what = "eccentricity e" if e is None else "epoch"
        raise InvalidInput(f"element {what} is missing", remedy=_MISSING, where=where)
    a_au = _axis(a_au, q_au, e, where)
    if ma_deg is None and tp_jd is not None and a_au is not None and a_au > 0.0:
        ma_deg = math.degrees(mean_motion(a_au) * (epoch_jd - tp_jd) * DAY_S)
    a, i, node, peri, mean = _complete((a_au, i_deg, node_deg, peri_deg, ma_deg), where)
    return Orbit(
        designation=designation,
        epoch_s=from_jd(epoch_jd),
        a_m=a * AU_M,
        e=e,
        i_rad=math.radians(i),
        node_rad=math.radians(node),
        peri_rad=math.radians(peri),
        mean_anomaly_rad=math.radians(mean % 360.0),
        precision=precision,
        source=source,
        uncertainty=uncertainty,
        nongrav=nongrav,
    )


def _axis(a_au: float | None, q_au: float | None, e: float, where: str) -> float | None:
    """Return the axis [au], from the perihelion distance where only that is given.

    A hyperbola is refused here, before its axis, which is negative, and that of a parabola,
    which there is none of.
    """
    if e >= 1.0:
        raise InvalidInput(
            "eccentricity e is 1 or more: the body does not return to the Sun",
            value=e,
            remedy="only elliptic orbits (0 ≤ e < 1) can be planned for; choose another target",
            where=where,
        )
    if a_au is not None or q_au is None:
        return a_au
    if q_au <= 0.0:
        raise InvalidInput(
            "perihelion distance q is not above 0", value=q_au, remedy=_MISSING, where=where
        )
    return q_au / (1.0 - e)


_NAMES: Final = (
    "semi-major axis a",
    "inclination i",
    "node",
    "argument of perihelion",
    "mean anomaly",
)


def _complete(given: tuple[float | None, ...], where: str) -> tuple[float, ...]:
    missing = [name for name, value in zip(_NAMES, given, strict=True) if value is None]
    if missing:
        raise InvalidInput(f"missing: {', '.join(missing)}", remedy=_MISSING, where=where)
    return tuple(value for value in given if value is not None)
