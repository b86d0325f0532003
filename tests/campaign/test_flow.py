"""Each constraint on the least campaign that has it: as written, as computed by hand, as read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign import toy
from tests.campaign.small_case import campaign as small
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.lp_text import write_lp
from windlass.campaign.plan.program import Program
from windlass.campaign.plan.solver import Solver
from windlass.campaign.tables import Campaign, Goal

TOYS = toy.toys()


def least(campaign: Campaign, goal: Goal = "cost", step_s: float = toy.DAY, gap: float = 1e-9,
          relaxed: bool = False) -> float:  # fmt: skip
    flow = flows.build(campaign, grids.make(campaign, step_s), goal)
    solver = Solver(flow.matrix, threads=1)
    if relaxed:
        solver.whole(np.flatnonzero(flow.matrix.whole), False)
    answer = solver.solve(gap=gap)
    assert answer.status == "optimal"
    return answer.value


@pytest.mark.parametrize("name", TOYS)
def test_golden(name: str) -> None:
    flow = toy.build(TOYS[name])
    text = write_lp(flow.model.program, flow.matrix)
    assert text == (toy.GOLDEN / f"{name}.lp").read_text(), "python -m tests.campaign.toy"
    assert Solver(flow.matrix, threads=1).solve(gap=1e-9).value == pytest.approx(TOYS[name].value)


def test_every_golden_file_is_of_a_toy() -> None:
    assert {path.stem for path in toy.GOLDEN.glob("*.lp")} == set(TOYS)


@pytest.mark.parametrize("name", TOYS)
def test_text_is_read_as_the_same_programme(name: str) -> None:
    import highspy

    highs = highspy.Highs()
    highs.silent()
    highs.readModel(str(toy.GOLDEN / f"{name}.lp"))
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(TOYS[name].value)
    flow = toy.build(TOYS[name])
    assert (highs.getNumRow(), highs.getNumCol()) == (flow.matrix.low.size, flow.matrix.cost.size)


def test_text_of_a_row_between_two_numbers(tmp_path: Path) -> None:
    import highspy

    program = Program()
    x = program.add_columns(1, lower=-2.0, upper=9.0, cost=-1.0)
    rows = program.add_rows(1, low=-1.0, high=4.0)
    program.put(rows, x, 1.0)
    path = tmp_path / "one.lp"
    path.write_text(write_lp(program, program.finish()))
    highs = highspy.Highs()
    highs.silent()
    highs.readModel(str(path))
    highs.run()
    assert highs.getInfo().objective_function_value == -4.0


def test_every_kind_of_row_has_its_golden_file() -> None:
    """The kinds of rows that the golden files hold are all that the small campaign builds."""

    def kinds(names: list[str]) -> set[str]:
        return {name.split("[")[0].split(",")[0] for name in names}

    seen = set().union(*(kinds(toy.build(one).model.program.row_names()) for one in TOYS.values()))
    flow = flows.build(small(), grids.make(small(), 10 * toy.DAY), "time")
    assert kinds(flow.model.program.row_names()) <= seen


def test_refuses_goals() -> None:
    one = TOYS["hold"].campaign
    with pytest.raises(InvalidInput, match="goal of a plan"):
        flows.build(one, grids.make(one, toy.DAY), "beauty")  # type: ignore[arg-type]
    unlaunched = replace(one, legs=(replace(one.legs[0], launch=False),))
    with pytest.raises(InvalidInput, match="no leg counts as a launch"):
        flows.build(unlaunched, grids.make(unlaunched, toy.DAY), "launch-mass")


SMALL = settings(max_examples=8, deadline=None)


@SMALL
@given(more=st.floats(1.0, 3.0), room=st.integers(1, 5))
def test_what_is_relaxed_is_never_dearer_and_what_is_demanded_more_never_cheaper(
    more: float, room: int
) -> None:
    one = TOYS["limit"].campaign
    limited = replace(one, limits=(replace(one.limits[0], flights=room),))
    looser = replace(one, limits=(replace(one.limits[0], flights=room + 1),))
    assert least(looser) <= least(limited) + 1e-9
    greater = replace(limited, demands=(replace(one.demands[0], amount=2e3 * more),))
    assert least(greater) >= least(limited) - 1e-9


@SMALL
@given(factor=st.floats(0.1, 50.0))
def test_launch_mass_of_a_relaxation_scales_with_all_masses(factor: float) -> None:
    """Where flights may be parts, twice the cargo in the same ships is twice the launch."""
    one = small()
    whole = {"crew"}
    scaled = replace(
        one,
        demands=tuple(replace(d, amount=d.amount * (1.0 if d.item in whole else factor))
                      for d in one.demands[:1]),
        limits=(),
    )  # fmt: skip
    base = replace(scaled, demands=one.demands[:1])
    given, plain = (least(c, "launch-mass", 10 * toy.DAY, relaxed=True) for c in (scaled, base))
    assert given == pytest.approx(factor * plain, rel=1e-7)


@SMALL
@given(name=st.sampled_from(sorted(TOYS)), shift=st.floats(-1e9, 1e9))
def test_another_epoch_changes_nothing(name: str, shift: float) -> None:
    shift = round(shift)
    one = TOYS[name]
    c = one.campaign
    moved = replace(
        c, start_s=c.start_s + shift, end_s=c.end_s + shift,
        legs=tuple(replace(leg, departures=tuple(
            replace(d, date_s=d.date_s + shift) for d in leg.departures)) for leg in c.legs),
        supplies=tuple(replace(s, from_s=s.from_s + shift, until_s=s.until_s + shift)
                       for s in c.supplies),
        demands=tuple(replace(d, date_s=d.date_s + shift) for d in c.demands),
        limits=tuple(replace(x, closed=tuple((a + shift, b + shift) for a, b in x.closed))
                     for x in c.limits),
    )  # fmt: skip
    assert least(moved, one.goal) == pytest.approx(one.value, rel=1e-9)
