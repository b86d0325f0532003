"""The page of one asteroid's porkchop, of a screen.

Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windlass.base.epochs import DAY_S, format_epoch
from windlass.report import screen_charts, screen_words
from windlass.report.page import render_page

if TYPE_CHECKING:
    from windlass.screen.porkchop import Porkchop

OTHER_CODE = (
    "The screen was made by another version of Windlass: its row tells another Δv than this map."
)


def render(one: Porkchop) -> str:
    """Return the page of a porkchop as one HTML text that needs no other file."""
    chart = screen_charts.drawn(one)
    plain = one.plain()
    context = {
        "title": one.row["title"],
        "run": one.run,
        "returns": one.rules.returns,
        "trip": trip(one.row) if one.row["dv_m_s"] is not None else [],
        "best": plain["best"],
        "limit": f"{one.rules.max_dv_m_s / 1e3:g} km/s",
        "warning": "" if one.agrees else OTHER_CODE,
        "mark": one.row["mark"],
        "chart": chart,
        "asked": screen_words.asked(one.rules),
        "colours": screen_words.colours(one.rules),
        "plain": plain,
    }
    return render_page("screen_porkchop.html", [] if chart is None else [chart], context)


def trip(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the cheapest trip of a row in words."""
    start, out = row["launch_s"], row["out_d"]
    said = [
        ("Δv, all burns together", _speed(row["dv_m_s"])),
        ("Launch", format_epoch(start)),
        ("Arrival at the asteroid", f"{format_epoch(start + DAY_S * out)}, after {out:g} days"),
    ]
    if "stay_d" in row:
        leave = start + DAY_S * (out + row["stay_d"])
        home = leave + DAY_S * row["back_d"]
        said += [
            ("Departure", f"{format_epoch(leave)}, after a stay of {row['stay_d']:g} days"),
            ("Return to Earth", f"{format_epoch(home)}, after {row['back_d']:g} days"),
        ]
    said += [
        ("C3 at launch", f"{row['c3_m2_s2'] / 1e6:.3f} km²/s²"),
        ("Burn: leave the parking orbit", _speed(row["park_m_s"])),
        ("Burn: meet the asteroid", _speed(row["arrive_m_s"])),
    ]
    if "stay_d" in row:
        said += [
            ("Burn: leave the asteroid", _speed(row["leave_m_s"])),
            ("Burn: brake before entry", _speed(row["brake_m_s"])),
            ("Entry speed", _speed(row["entry_m_s"])),
        ]
    return said


def _speed(v_m_s: float) -> str:
    return f"{v_m_s / 1e3:.3f} km/s"
