"""The section on margins: what is held back, both ways beside each other, and what is short."""

from typing import Any

from windlass.report.campaign_margins_section import margins_section
from windlass.report.campaign_words import Ids


def _told(**changes: Any) -> dict[str, Any]:
    figures = [
        ("cost", "cost of the plan", "USD2024", 187e6, 190e6),
        ("launched_kg", "launched mass", "kg", 9412.0, 9412.0),
        ("docked_s", "last flight at its dock, P80", "date", 1.13e9, None),
        ("least_in_time", "the least sure", "share", 0.34, 0.81),
    ]
    found = {
        "share": 0.8, "campaigns": 1000, "seed": 1, "unsure": [], "short": [], "why": [],
        "warm": True, "rounds": 2, "gap": [0.0, 0.01], "legs": [{"leg": "up", "margin_d": 12.5}],
        "vehicles": [{"vehicle": "launcher", "planned": 8, "lost": 1, "factor": None}],
        "figures": [dict(zip(("key", "name", "unit", "before", "after"), one, strict=True))
                    for one in figures],
    }  # fmt: skip
    return {"currency": "USD2024", "margins": found | changes}


def test_none_asked_for_is_no_section() -> None:
    assert margins_section({"currency": "USD2024"}, Ids(())) is None


def test_both_ways_stand_beside_each_other() -> None:
    made = margins_section(_told(), Ids(()))
    assert made is not None
    rows = made["tables"][0]["rows"]
    flat = " ".join(str(cell) for row in rows for cell in row["cells"])
    for word in ("Cost of the plan", "34", "81", "none"):
        assert word in flat
    assert "not enough" in str(made["tables"][2])
    assert len(made["tables"]) == 3


def test_what_is_short_and_why_is_told() -> None:
    short = [{"anchor": "spin", "item": "xenon", "node": "asteroid", "wanted": 52.9,
              "short": 52.9, "alone": True}]  # fmt: skip
    made = margins_section(_told(short=short, gap=[0.0, None], why=["leg.up: leaves too late"],
                                 unsure=["trip-1-launcher-1"]), Ids(()))  # fmt: skip
    assert made is not None
    assert "no plan" in str(made["tables"][0])
    assert "spin" in str(made["tables"][3])
    text = " ".join(str(line) for line in made["lines"])
    assert "leg.up: leaves too late" in text
    assert "trip-1-launcher-1" in text
