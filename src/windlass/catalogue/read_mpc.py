"""Orbits of the Minor Planet Center: mpc_orb JSON, its older JSON, MPCORB lines.

mpc_orb gives cometary elements: perihelion distance and time [MJD, TT; within 2 ms of TDB],
ecliptic of J2000.  Source: mpcorbits.  Checked: tests/catalogue/test_read_mpc.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue, RowFault
from windlass.catalogue.designation import (
    Names,
    from_designation,
    split_full_name,
    unpack,
)
from windlass.catalogue.files import Raw
from windlass.catalogue.orbit import NonGrav
from windlass.catalogue.target import Measured, Target

SOURCE: Final = "mpcorbits"
_MJD0: Final = 2_400_000.5
_OBLIQUITY: Final = 84_381.448
_YARKOVSKY_AU_D2: Final = 1e-10  # unit of the orbit fitter's transverse parameter
_SCALES: Final = ("TDT", "TT", "TDB")


def read_json(raw: Raw) -> Catalogue:
    """Return the targets of an orbit reply, in the present (mpc_orb) or the older JSON.

    Raises SourceError when the file is neither; bad orbits become faults.
    """
    bodies = list(_bodies(raw.json()))
    if not bodies:
        raise SourceError(
            "file holds no orbit of the Minor Planet Center",
            where=raw.name,
            remedy="give a reply of get-orb (mpc_orb) or an MPCORB file",
        )
    targets, faults = [], []
    for line, body in enumerate(bodies, start=1):
        try:
            targets.append(_mpc_orb(body, raw) if "COM" in body else _older(body, raw))
        except InvalidInput as fault:
            where = f"{raw.name}, orbit {line}"
            faults.append(RowFault(where=where, designation=_called(body), why=str(fault)))
    return Catalogue(tuple(targets), tuple(faults))


def _bodies(found: Any) -> list[Mapping[str, Any]]:
    """Return every orbit inside a reply, whatever it is wrapped in."""
    if isinstance(found, list):
        return [body for part in found for body in _bodies(part)]
    if not isinstance(found, dict):
        return []
    if "COM" in found or {"eccentricity", "perihelion_distance"} <= set(found):
        return [found]
    return _bodies(found["mpc_orb"]) if "mpc_orb" in found else []


def _called(body: Mapping[str, Any]) -> str:
    given = body.get("designation_data") or body
    for name in ("permid", "unpacked_primary_provisional_designation", "designation", "number"):
        if given.get(name):
            return str(given[name])
    return ""


def _names(given: Mapping[str, Any]) -> Names:
    number = str(given.get("permid") or "")
    name = str(given.get("name") or given.get("iau_name") or "")
    return Names(number, name, str(given.get("unpacked_primary_provisional_designation") or ""))


def _check_frame(body: Mapping[str, Any]) -> None:
    system, epoch = body.get("system_data") or {}, body.get("epoch_data") or {}
    tilt = elements.number(system.get("EclipticObliquityArcseconds"), "obliquity")
    if system.get("refsys", "Ecliptic") != "Ecliptic" or (
        tilt is not None and abs(tilt - _OBLIQUITY) > 1e-6
    ):
        raise InvalidInput(
            "elements do not refer to the ecliptic of J2000",
            value=(system.get("refsys"), tilt),
            remedy=f"elements of obliquity {_OBLIQUITY} arcsec are read",
        )
    if epoch.get("timeform") != "MJD" or epoch.get("timesystem") not in _SCALES:
        raise InvalidInput(
            "epoch is not a modified Julian date in TT or TDB",
            value=(epoch.get("timeform"), epoch.get("timesystem")),
            remedy="fetch the orbit again in the mpc_orb form",
        )


def _mpc_orb(body: Mapping[str, Any], raw: Raw) -> Target:
    _check_frame(body)
    names = _names(body["designation_data"])
    com = body["COM"]
    given = dict(zip(com["coefficient_names"], com["coefficient_values"], strict=True))
    epoch = elements.number(body["epoch_data"]["epoch"], "epoch")
    tp = elements.number(given.get("peri_time"), "peri_time")
    drift = given.get("yarkovsky", given.get("yarkovski"))
    forces = None
    if drift is not None:
        forces = NonGrav(0.0, float(drift) * _YARKOVSKY_AU_D2 * elements.AU_D2, 0.0)
    magnitude = body.get("magnitude_data") or {}
    h = elements.number(magnitude.get("H"), "H")
    fit = body.get("orbit_fit_statistics") or {}
    u = fit.get("U_param")
    code = None if u is None else min(9, max(0, round(float(u))))
    return Target(
        names=names,
        orbit=elements.make(
            designation=names.designation,
            epoch_jd=None if epoch is None else epoch + _MJD0,
            q_au=elements.number(given.get("q"), "q"),
            e=elements.number(given.get("e"), "e"),
            i_deg=elements.number(given.get("i"), "i"),
            node_deg=elements.number(given.get("node"), "node"),
            peri_deg=elements.number(given.get("argperi"), "argperi"),
            tp_jd=None if tp is None else tp + _MJD0,
            precision=elements.precision_of(given.get("q")),
            source=SOURCE,
            uncertainty=code,
            nongrav=forces,
        ),
        h=None if h is None else Measured(value=h, source=SOURCE),
        g=elements.number(magnitude.get("G"), "G"),
        uncertainty_source="" if code is None else SOURCE,
        nongrav_source=SOURCE if forces else "",
        arc_d=_days(fit.get("arc_length_total")),
        observations=elements.count(fit.get("nobs_total"), "nobs_total"),
        data=raw.mark,
    )


def _older(body: Mapping[str, Any], raw: Raw) -> Target:
    """Return the target of the centre's older web service, whose values are text."""
    number, called = body.get("number"), str(body.get("designation") or "")
    names = Names(str(number or ""), str(body.get("name") or ""), called)

    def f(name: str) -> float | None:
        return elements.number(body.get(name), name)

    h = f("absolute_magnitude")
    return Target(
        names=names,
        orbit=elements.make(
            designation=names.designation,
            epoch_jd=f("epoch_jd"),
            a_au=f("semimajor_axis"),
            q_au=f("perihelion_distance"),
            e=f("eccentricity"),
            i_deg=f("inclination"),
            node_deg=f("ascending_node"),
            peri_deg=f("argument_of_perihelion"),
            ma_deg=f("mean_anomaly"),
            tp_jd=f("perihelion_date_jd"),
            precision="screening",
            source=SOURCE,
        ),
        h=None if h is None else Measured(value=h, source=SOURCE),
        g=f("phase_slope"),
        data=raw.mark,
    )


def read_lines(raw: Raw) -> Catalogue:
    """Return the targets of an MPCORB text file, header and blank lines skipped.

    Its angles have five decimals: the orbits screen.  Bad lines become faults.
    """
    targets, faults = [], []
    lines = raw.text().splitlines()
    start = next((n + 1 for n, line in enumerate(lines) if line.startswith("-----")), 0)
    for line, text in enumerate(lines[start:], start=start + 1):
        if not text.strip():
            continue
        try:
            targets.append(_line(text, raw))
        except InvalidInput as fault:
            where = f"{raw.name}:{line}"
            faults.append(RowFault(where=where, designation=text[:7].strip(), why=str(fault)))
    if not targets:
        raise SourceError(
            "file holds no orbit in MPCORB form" + (f": {faults[0]}" if faults else ""),
            where=raw.name,
            remedy="give the file as the Minor Planet Center wrote it, columns kept",
        )
    return Catalogue(tuple(targets), tuple(faults))


def _line(text: str, raw: Raw) -> Target:
    if len(text) < 103:
        raise InvalidInput(
            "line is too short for MPCORB form, or truncated", value=f"{len(text)} columns"
        )
    readable = text[166:194].strip()
    names = _readable(readable) if readable else from_designation(unpack(text[:7]))

    def f(first: int, last: int, what: str) -> float | None:
        return elements.number(text[first - 1 : last], what)

    u = elements.whole(text[105:106], "U") if text[105:106].strip() else None
    h = f(9, 13, "H")
    return Target(
        names=names,
        orbit=elements.make(
            designation=names.designation,
            epoch_jd=_packed_date(text[20:25]),
            a_au=f(93, 103, "a"),
            e=f(71, 79, "e"),
            i_deg=f(60, 68, "i"),
            node_deg=f(49, 57, "node"),
            peri_deg=f(38, 46, "argument of perihelion"),
            ma_deg=f(27, 35, "mean anomaly"),
            precision="screening",
            source=SOURCE,
            uncertainty=u,
        ),
        h=None if h is None else Measured(value=h, source=SOURCE),
        g=f(15, 19, "G"),
        uncertainty_source="" if u is None else SOURCE,
        last_obs=_last_seen(text[194:202]),
        arc_d=_days(text[127:136]),
        observations=elements.count(text[117:122], "number of observations"),
        data=raw.mark,
    )


def _days(text: object) -> float | None:
    """Return an arc given in days ("20 days"); None for one given by its years ("1893-2025")."""
    count, _, unit = str(text or "").strip().partition(" ")
    return float(count) if count.isdigit() and unit.strip().startswith("day") else None


def _last_seen(text: str) -> str:
    """Return the date in "20251103"; empty where none stands."""
    day = text.strip()
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdigit() else ""


def _readable(text: str) -> Names:
    """Return the names in "(433) Eros", "(341843) 2008 EV5" or "2008 HU4"."""
    if not text.startswith("("):
        return split_full_name(f"({text})")
    number, _, rest = text[1:].partition(")")
    name = rest.strip()
    provisional = name[:4].isdigit() and " " in name
    return Names(number.strip(), "" if provisional else name, name if provisional else "")


def _packed_date(text: str) -> float:
    """Return the Julian date of an epoch packed as "K25BL" (0 h TT of 2025-11-21)."""
    from windlass.base.epochs import jd, parse_epoch

    centuries = {"I": 18, "J": 19, "K": 20, "L": 21}
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
    if (
        len(text) != 5
        or text[0] not in centuries
        or not text[1:3].isdigit()
        or text[3] not in digits
        or text[4] not in digits
    ):
        raise InvalidInput("epoch is not packed as K25BL is", value=text)
    year = 100 * centuries[text[0]] + int(text[1:3])
    return jd(parse_epoch(f"{year}-{digits.index(text[3])}-{digits.index(text[4])}"))
