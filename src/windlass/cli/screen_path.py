"""``windlass screen path``: the cheapest way home of one asteroid, computed anew and drawn.

Checked: tests/cli/test_screen_retrievable.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.screen.retrieve_path import Found


def path(
    run: str,
    name: str,
    /,
    *,
    real: bool = False,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Draw the cheapest way of an asteroid of a retrievable screen onto its orbit about L1 or L2.

    Parameters
    ----------
    run:
        Name of the screen, the start of it, or latest.
    name:
        Number, name or designation of the asteroid.
    real:
        Look for a path near it among the real planets too, with all forces, on the same dates:
        half a minute; near the Moon two.
    out:
        Page to write; without it path-DESIGNATION.html in the screen's folder.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.report.retrieval_path import path_of
    from windlass.report.retrieval_path_page import retrieval_page
    from windlass.screen.porkchop import file_name
    from windlass.screen.retrieve_path import cheapest
    from windlass.screen.run import find

    screen = find(run)
    found = cheapest(screen, name)
    flown = _flown(found) if real else {}
    kept = file_name(found.row["designation"]).replace("porkchop", "path", 1)
    page = out or screen.folder / kept
    drawn = path_of(found.row["title"], found.way, found.path, found.field)
    write_page(page, retrieval_page(drawn, _lines(found, flown)))
    if as_json:
        emit(_plain(found) | flown | {"page": str(page)})
    else:
        say([*_lines(found, flown), f"Page: {page}"])
    return 0


def _flown(found: Found) -> dict[str, Any]:
    """Return the way among the real planets for programs, or why there is none."""
    from math import isfinite

    import numpy as np

    from windlass.base.errors import NotSolved
    from windlass.bodies import reference
    from windlass.screen.retrieve_path import real

    try:
        way = real(found)
    except NotSolved as reason:
        return {"real": None, "real_reason": str(reason)}
    burns = [float(x) for x in np.linalg.norm(way.shot.dv_m_s, axis=1)]
    return {
        "real": {
            "dv_m_s": way.total_m_s, "dv1_m_s": burns[0], "dv2_m_s": burns[1],
            "closed_dv_m_s": way.closed_m_s, "settled": way.settled,
            "left_dv_m_s": way.left_m_s if isfinite(way.left_m_s) else None,
            "near_m": way.near_m, "far_m": way.far_m, "gap_m": way.shot.gap_m,
            "model": reference.MODEL,
        }
    }  # fmt: skip


def _plain(found: Found) -> dict[str, Any]:
    """Return the way for programs."""
    from windlass.base.epochs import format_epoch

    way = found.way
    return {
        "designation": found.row["designation"],
        "title": found.row["title"],
        "model": found.field.model,
        "dv_m_s": way.total_m_s,
        "dv1_m_s": float(way.dv_m_s[0]),
        "dv2_m_s": float(way.dv_m_s[1]),
        "one_impulse": way.alone,
        "leaves": format_epoch(way.departs_s),
        "on_the_manifold": format_epoch(way.burns_s),
        "at_the_section": format_epoch(way.section_s),
        "at_the_orbit": format_epoch(way.arrives_s),
        "revolutions": way.revolutions,
        "orbit": found.field.tubes.name(way.tube),
        "jacobi": way.orbit.jacobi,
        "stability": way.orbit.stability,
        "reach_m": way.reach_m,
        "near_m": way.near_m,
        "conic_clear_m": way.clear_m,
    }


def _lines(found: Found, flown: dict[str, Any]) -> list[str]:
    """Return the way in words."""
    plain = _plain(found)
    last = "No trajectory flown among the real planets yet: that decides."
    if flown and flown["real"] is None:
        last = f"Among the real planets no path was found near it: {flown['real_reason']}"
    elif flown:
        own = flown["real"]
        last = (
            f"Among the real planets, on the same dates: {own['dv_m_s']:.1f} m/s "
            f"({own['dv1_m_s']:.1f} and {own['dv2_m_s']:.1f} m/s); on its orbit "
            f"{own['near_m'] / 1e9:.2f} to {own['far_m'] / 1e9:.2f} million km from Earth and Moon."
        )
        if not own["settled"]:
            last += " An upper end: near it burns may become cheaper still."
    burns = f"{plain['dv1_m_s']:.1f} and {plain['dv2_m_s']:.1f} m/s"
    return [
        f"{plain['title']}: {plain['dv_m_s']:.1f} m/s ({burns}) onto the {plain['orbit']} orbit "
        f"of Jacobi constant {plain['jacobi']:.6f}.",
        f"Leaves {plain['leaves']}, on the manifold {plain['on_the_manifold']}, at the orbit "
        f"{plain['at_the_orbit']}. The orbit lies {plain['near_m'] / 1e9:.2f} to "
        f"{plain['reach_m'] / 1e9:.2f} million km from Earth.",
        f"Between the burns it comes no nearer to Earth than {plain['conic_clear_m'] / 1e9:.1f} "
        "million km.",
        last,
    ]
