"""What is known of an asteroid, how sure, and from where, for ``windlass targets``.

Checked: tests/catalogue/test_describe.py.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, format_epoch, jd
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.base.words import figure_text, sources_of
from windlass.catalogue.elements import mean_motion
from windlass.catalogue.physical import Given, Physical, physical
from windlass.catalogue.target import Target

PRECISION_WORDS: Final = {
    "full": "all digits of a present orbit solution",
    "older-solution": "all digits of an earlier orbit solution: good to plan with; check against "
    "the present one before certifying",
    "screening": "rounded elements: good to screen with, never to certify",
    "assumed": "assumed: stated in the scenario, the orbit of no known body",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A target in words and figures; physical is None, with the reason, where size is unknown."""

    target: Target
    physical: Physical | None
    not_computed: str
    orbit: dict[str, float | int | str | None]

    @property
    def figures(self) -> dict[str, Figure]:
        """Every physical figure by its name."""
        return {} if self.physical is None else self.physical.figures()

    @property
    def sources(self) -> list[str]:
        """Keys of everything that the description stands on, sorted."""
        return sorted(set(self.target.sources) | sources_of(self.figures.values()))

    def __str__(self) -> str:
        return "\n".join(lines(self))

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(line)}</li>" for line in lines(self))
        return f"<b>{html.escape(self.target.title)}</b><ul>{items}</ul>"

    def as_dict(self) -> dict[str, Any]:
        """Return the description as plain data, keys with their unit."""
        names = self.target.names
        return {
            "designation": self.target.designation,
            "name": names.name or None,
            "provisional": names.provisional or None,
            "orbit_class": self.target.orbit_class or None,
            "orbit": self.orbit,
            "spectral_type": self.target.taxonomy,
            "class": None if self.physical is None else self.physical.class_title,
            "analogue": None if self.physical is None else self.physical.analogue,
            "figures": {name: _plain(figure) for name, figure in self.figures.items()},
            "not_computed": self.not_computed or None,
            "note": self.target.note or None,
            "sources": self.sources,
        }


def describe(target: Target, given: Given | None = None) -> Description:
    """Return what is known of a target, how sure, and from where."""
    reason, found = "", None
    try:
        found = physical(target, given)
    except InvalidInput as fault:
        if given is not None:
            raise
        reason = str(fault)
    return Description(
        target=target, physical=found, not_computed=reason, orbit=_orbit_words(target)
    )


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "status": figure.trace.status,
        "model": figure.trace.model,
        "sources": list(figure.trace.sources),
        "note": figure.trace.note or None,
    }


def _orbit_words(target: Target) -> dict[str, float | int | str | None]:
    orbit = target.orbit
    a_au = orbit.a_m / AU_M
    forces = orbit.nongrav
    return {
        "epoch": format_epoch(orbit.epoch_s),
        "epoch_jd_tdb": jd(orbit.epoch_s),
        "a_au": a_au,
        "e": orbit.e,
        "i_deg": math.degrees(orbit.i_rad),
        "node_deg": math.degrees(orbit.node_rad),
        "peri_deg": math.degrees(orbit.peri_rad),
        "mean_anomaly_deg": math.degrees(orbit.mean_anomaly_rad),
        "q_au": orbit.q_m / AU_M,
        "aphelion_au": a_au * (1.0 + orbit.e),
        "period_d": 2.0 * math.pi / mean_motion(a_au) / DAY_S,
        "precision": orbit.precision,
        "certifies": orbit.certifies,
        "precision_means": PRECISION_WORDS[orbit.precision],
        "uncertainty_code": orbit.uncertainty,
        "uncertainty_source": target.uncertainty_source or None,
        "older_solution": target.settled or None,
        "older_solution_misfit_deg": target.misfit_deg,
        "nongrav_a1_m_s2": None if forces is None else forces.a1_m_s2,
        "nongrav_a2_m_s2": None if forces is None else forces.a2_m_s2,
        "nongrav_a3_m_s2": None if forces is None else forces.a3_m_s2,
        "nongrav_source": target.nongrav_source or None,
        "source": orbit.source,
    }


def lines(about: Description) -> list[str]:
    """Return the description as lines for a terminal."""
    target, orbit = about.target, about.target.orbit
    code = "unknown" if orbit.uncertainty is None else f"{orbit.uncertainty} of 9"
    said = [
        f"{target.title} ({target.orbit_class or 'class unknown'}), designation "
        f"{target.designation}",
        f"orbit at {format_epoch(orbit.epoch_s)} TDB: a {orbit.a_m / AU_M:.6f} au, "
        f"e {orbit.e:.6f}, i {math.degrees(orbit.i_rad):.4f} deg, period "
        f"{about.orbit['period_d']:.1f} d  [{orbit.source}]",
        f"precision: {orbit.precision} ({PRECISION_WORDS[orbit.precision]})",
        f"uncertainty code: {code}  [{target.uncertainty_source or 'no source'}]",
    ]
    if target.settled:
        off = target.misfit_deg
        far = "" if off is None else f", off by {off:.4f} deg in mean longitude"
        said.append(f"older solution against the present rounded elements: {target.settled}{far}")
    if about.physical is None:
        said.append(f"size: not computed, {about.not_computed}")
    else:
        said.append(f"class: {about.physical.class_title}; analogue: {about.physical.analogue}")
    for name, figure in about.figures.items():
        sources = ", ".join(sorted(sources_of([figure])))
        said.append(
            f"{name.removeprefix('target.')}: {figure_text(figure)}  "
            f"[{figure.trace.status}: {sources}]"
        )
    if target.note:
        said.append(f"note: {target.note}")
    return said
