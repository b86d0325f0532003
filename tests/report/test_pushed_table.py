"""Techniques of an option as a table: order, reasons, and none in runs that have none."""

from dataclasses import replace

from windlass.base.figure import leaf
from windlass.report.pushed_table import COLUMNS, is_technique, part, pushes
from windlass.report.variants import View


def view(key: str, moves: float | None, *, technique: str = "ion-beam", feasible: bool = False):
    named = {} if moves is None else {role: f"a.{key}.{role}" for role, _ in COLUMNS[:2]}
    figures = {
        name: leaf(name, moves, "kg", status="computed", sources=("windlass",))
        for name in named.values()
        if moves is not None
    }
    variant = {
        "key": key, "title": key, "technique": technique, "feasible": feasible,
        "reasons": [] if feasible else [{"what": "mass moved", "text": "too heavy"}],
        "figures": named, "notes": ["readiness 3 of 9: as said"], "events": [], "arrays": {},
        "programme": None,
    }  # fmt: skip
    return View(
        key=f"a.{key}", number=0, option={"key": "a", "title": "An option"}, variant=variant,
        figures=figures, recommended=False,
    )  # fmt: skip


def test_those_that_move_most_come_first_and_feasible_ones_before() -> None:
    found = [view("none", None), view("little", 1e3), view("much", 1e6),
             view("enough", 1e4, feasible=True)]  # fmt: skip
    (table,) = pushes(found)
    assert [row.view.variant["key"] for row in table.rows] == ["enough", "much", "little", "none"]
    assert [len(row.cells) for row in table.rows] == [len(COLUMNS)] * 3 + [0]
    assert table.rows[1].cells[0].text == "1,000 t"
    assert "no number of ships" in table.rows[1].cells[2].note
    assert table.rows[3].view.reasons == ["mass moved: too heavy"]
    assert table.rows[3].more == ["too heavy"]
    assert table.rows[1].more == []


def test_why_there_is_no_payback_is_what_the_study_says() -> None:
    one = view("much", 1e6)
    told = {"missing": {"payback": "it never pays back"}, "notes": []}
    one = replace(one, variant={**one.variant, "programme": told})
    ((row,),) = [table.rows for table in pushes([one])]
    assert row.cells[-1].note == "it never pays back"


def test_shares_are_told_in_words() -> None:
    assert [part(share) for share in (1.0, 0.1234, 1.228e-8)] == [
        "100 %", "12.3 %", "1 in 81 million",
    ]  # fmt: skip


def test_trips_and_older_runs_are_none() -> None:
    trip = view("low-thrust", 1e3, technique="")
    old = dict(trip.variant)
    del old["technique"]
    assert not is_technique(trip)
    assert not is_technique(replace(trip, variant=old))
    assert pushes([trip]) == []
