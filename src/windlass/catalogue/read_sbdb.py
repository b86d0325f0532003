"""Replies of JPL's Small-Body Database: the query (many rows) and the look-up (one body).

Source: sbdb2026, sbdblookup.  Checked: tests/catalogue/test_read_sbdb.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base.constants import AU_M, G
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue, RowFault
from windlass.catalogue.designation import Names, from_designation, split_full_name
from windlass.catalogue.files import Raw
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.catalogue.size import Z95
from windlass.catalogue.target import Measured, Target

QUERY_VERSIONS: Final = ("1.0",)
LOOKUP_VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3")
_NEEDED: Final = (("epoch",), ("e",), ("i",), ("om",), ("w",), ("a", "q"), ("ma", "tp"))
_INVERSE_SQUARE: Final = {"ALN": 1.0, "NK": 0.0, "NM": 2.0, "R0": 1.0}
_MARSDEN: Final = {"ALN": 0.1112620426, "NK": 4.6142, "NM": 2.15, "R0": 2.808}


def read_query(raw: Raw) -> Catalogue:
    """Return the targets of a reply of the query service; bad rows become faults.

    Raises SourceError for an error reply, an unknown version, or missing columns.
    """
    reply = signed(raw, QUERY_VERSIONS)
    fields, rows = reply.get("fields"), reply.get("data")
    if not isinstance(fields, list) or not isinstance(rows, list):
        raise SourceError(
            "reply holds no rows",
            where=raw.name,
            remedy="ask with fields=pdes,full_name,epoch,e,a,i,om,w,ma and full-prec=true",
        )
    _need_columns(fields, raw.name)
    targets, faults = [], []
    for line, row in enumerate(rows, start=1):
        where = f"{raw.name}, row {line}"
        if not isinstance(row, list) or len(row) != len(fields):
            faults.append(RowFault(where=where, designation="", why="wrong number of columns"))
            continue
        cells = dict(zip(fields, row, strict=True))
        try:
            targets.append(_query_row(cells, raw))
        except InvalidInput as fault:
            name = str(cells.get("pdes") or cells.get("full_name") or "").strip()
            faults.append(RowFault(where=where, designation=name, why=str(fault)))
    return Catalogue(tuple(targets), tuple(faults))


def read_lookup(raw: Raw) -> Catalogue:
    """Return the one target of a reply of the look-up service.

    Raises SourceError for an error reply, an unknown version, or a reply without orbit;
    InvalidInput for an orbit that is no ellipse.
    """
    reply = signed(raw, LOOKUP_VERSIONS)
    body, orbit = reply.get("object"), reply.get("orbit")
    if not isinstance(body, dict) or not isinstance(orbit, dict) or "elements" not in orbit:
        raise SourceError(
            "reply holds no orbit", where=raw.name, remedy="ask for one body with full-prec=true"
        )
    names = split_full_name(str(body.get("fullname") or body.get("des") or ""))
    forces, note = _forces(orbit.get("model_pars") or [])
    parts = {str(part["name"]): part for part in reply.get("phys_par") or []}
    measured = {name: _phys(parts, *spec) for name, spec in _PHYS.items()}
    spectral = next((parts[k] for k in ("spec_B", "spec_T") if k in parts), None)
    return Catalogue(
        (
            Target(
                names=names,
                orbit=_lookup_orbit(names, orbit, forces),
                orbit_class=str((body.get("orbit_class") or {}).get("code", "")),
                aliases=tuple(
                    str(name) for alt in body.get("des_alt") or [] for name in alt.values()
                ),
                g=elements.number(parts["G"]["value"], "G") if "G" in parts else None,
                taxonomy=None if spectral is None else str(spectral["value"]),
                taxonomy_source="" if spectral is None else "sbdblookup",
                uncertainty_source="sbdblookup" if orbit.get("condition_code") else "",
                nongrav_source="sbdblookup" if forces else "",
                moid_m=_moid(orbit.get("moid")),
                pha=elements.flag(body.get("pha")),
                first_obs=elements.date(orbit.get("first_obs")),
                last_obs=elements.date(orbit.get("last_obs")),
                arc_d=elements.number(orbit.get("data_arc"), "data_arc"),
                observations=elements.count(orbit.get("n_obs_used"), "n_obs_used"),
                note=note,
                data=raw.mark,
                h=measured["h"],
                diameter=measured["diameter"],
                albedo=measured["albedo"],
                rotation=measured["rotation"],
                density=measured["density"],
                mass=measured["mass"],
            ),
        )
    )


def signed(raw: Raw, versions: tuple[str, ...]) -> dict[str, Any]:
    """Return a reply of a service of JPL whose signature has one of these versions.

    Raises SourceError with the service's own words for an error reply, and for a reply without
    signature or of another version.
    """
    reply = raw.json()
    if not isinstance(reply, dict):
        raise SourceError("reply is no object", where=raw.name, remedy="fetch the reply again")
    if "signature" not in reply:
        said = reply.get("message") or reply.get("error")
        raise SourceError(
            f"the service answered with an error: {said}" if said else "reply has no signature",
            where=raw.name,
            remedy="mend the request" if said else "give a reply of JPL's Small-Body Database",
        )
    version = str(reply["signature"].get("version"))
    if version not in versions:
        raise SourceError(
            "version of the service is not known",
            value=version,
            where=raw.name,
            remedy=f"this program reads {', '.join(versions)}",
        )
    return reply


def _need_columns(fields: list[str], where: str) -> None:
    missing = ["/".join(any_of) for any_of in _NEEDED if not any(one in fields for one in any_of)]
    if "pdes" not in fields and "full_name" not in fields:
        missing.append("pdes/full_name")
    if missing:
        raise SourceError(
            f"reply lacks the columns {', '.join(missing)}",
            where=where,
            remedy="ask with fields=pdes,full_name,epoch,e,a,i,om,w,ma and full-prec=true",
        )


def _row_forces(*acc_au_d2: float | None) -> NonGrav | None:
    """Return the force of columns A1, A2, A3 (inverse square, as all asteroids of JPL have)."""
    if not any(acc_au_d2):
        return None
    return NonGrav(*(elements.AU_D2 * (part or 0.0) for part in acc_au_d2))


def _query_row(cells: Mapping[str, Any], raw: Raw) -> Target:
    full = str(cells.get("full_name") or "").strip()
    names = split_full_name(full) if full else from_designation(str(cells.get("pdes") or ""))
    source = "sbdb2026"

    def f(column: str) -> float | None:
        return elements.number(cells.get(column), column)

    def m(column: str, scale: float = 1.0, sigma: str = "") -> Measured | None:
        return _measured(
            f(column), f(sigma) if sigma else None, scale, source, additive=column == "H"
        )

    u = elements.whole(cells.get("condition_code"), "condition_code")
    forces = _row_forces(f("A1"), f("A2"), f("A3"))
    orbit = elements.make(
        designation=names.designation,
        epoch_jd=f("epoch"),
        a_au=f("a"),
        q_au=f("q"),
        e=f("e"),
        i_deg=f("i"),
        node_deg=f("om"),
        peri_deg=f("w"),
        ma_deg=f("ma"),
        tp_jd=f("tp"),
        precision=elements.precision_of(cells.get("a") or cells.get("q") or ""),
        source=source,
        uncertainty=u,
        nongrav=forces,
    )
    spectral = cells.get("spec_B") or cells.get("spec_T")
    return Target(
        names=names,
        orbit=orbit,
        orbit_class=str(cells.get("class") or ""),
        h=m("H", sigma="H_sigma"),
        g=f("G"),
        diameter=m("diameter", 1e3, "diameter_sigma"),
        albedo=m("albedo"),
        rotation=m("rot_per", 3600.0),
        taxonomy=str(spectral) if spectral else None,
        taxonomy_source=source if spectral else "",
        uncertainty_source="" if u is None else source,
        nongrav_source=source if forces else "",
        moid_m=_moid(cells.get("moid")),
        pha=elements.flag(cells.get("pha")),
        first_obs=elements.date(cells.get("first_obs")),
        last_obs=elements.date(cells.get("last_obs")),
        arc_d=f("data_arc"),
        observations=elements.count(cells.get("n_obs_used"), "n_obs_used"),
        data=raw.mark,
    )


def _moid(value: Any) -> float | None:
    found = elements.number(value, "moid")
    return None if found is None else found * AU_M


_PHYS: Final = {
    "h": ("H", 1.0),
    "diameter": ("diameter", 1e3),
    "albedo": ("albedo", 1.0),
    "rotation": ("rot_per", 3600.0),
    "density": ("density", 1e3),
    "mass": ("GM", 1e9 / G),
}
"""Field of Target -> (parameter of the service, factor to SI); GM comes in km³/s²."""


def _phys(parts: Mapping[str, Any], name: str, scale: float) -> Measured | None:
    if name not in parts:
        return None
    value = elements.number(parts[name].get("value"), name)
    sigma = elements.number(parts[name].get("sigma"), f"sigma of {name}")
    return _measured(value, sigma, scale, "sbdblookup", additive=name == "H")


def _measured(
    value: float | None, sigma: float | None, scale: float, source: str, additive: bool = False
) -> Measured | None:
    if value is None:
        return None
    low = high = None
    if sigma is not None and sigma > 0.0:
        if additive:
            low, high = value - Z95 * sigma, value + Z95 * sigma
        elif sigma < value:
            low, high = value * (1 - sigma / value) ** Z95, value * (1 + sigma / value) ** Z95
    ends = [None if end is None else scale * end for end in (low, high)]
    return Measured(value=scale * value, low=ends[0], high=ends[1], source=source)


def _forces(pars: list[Mapping[str, Any]]) -> tuple[NonGrav | None, str]:
    """Return the inverse-square acceleration of a body, or none with a note why."""
    values = {str(part["name"]): elements.number(part["value"], part["name"]) for part in pars}
    acc = {name: values.pop(name) for name in ("A1", "A2", "A3") if name in values}
    shape = {name: values.pop(name, None) for name in _INVERSE_SQUARE}
    other = sorted(values)
    note = f"Non-gravitational model not carried: {', '.join(other)}." if other else ""
    if not acc:
        return None, note
    law = {k: _MARSDEN[k] if v is None else v for k, v in shape.items()}
    if law != _INVERSE_SQUARE:
        return None, f"{note} Non-gravitational force is no inverse square: not carried.".strip()
    a1, a2, a3 = (elements.AU_D2 * (acc.get(name) or 0.0) for name in ("A1", "A2", "A3"))
    return NonGrav(a1, a2, a3), note


def _lookup_orbit(names: Names, orbit: Mapping[str, Any], forces: NonGrav | None) -> Orbit:
    if str(orbit.get("equinox", "J2000")) != "J2000":
        raise InvalidInput(
            "equinox of the orbit is not J2000",
            value=orbit.get("equinox"),
            where=names.designation,
            remedy="ask for elements of J2000",
        )
    text = {str(part["name"]): part.get("value") for part in orbit["elements"]}

    def f(name: str) -> float | None:
        return elements.number(text.get(name), name)

    return elements.make(
        designation=names.designation,
        epoch_jd=elements.number(orbit.get("epoch"), "epoch"),
        a_au=f("a"),
        q_au=f("q"),
        e=f("e"),
        i_deg=f("i"),
        node_deg=f("om"),
        peri_deg=f("w"),
        ma_deg=f("ma"),
        tp_jd=f("tp"),
        precision=elements.precision_of(text.get("a") or text.get("q") or ""),
        source="sbdblookup",
        uncertainty=elements.whole(orbit.get("condition_code"), "condition_code"),
        nongrav=forces,
    )
