"""Porkchops: blocks keep every valley, caps and holes are drawn, few cells."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.report.porkchop_chart import MOST, blocks, porkchop_chart


def frame(cost, step=10.0):
    n, m = cost.shape
    return pl.DataFrame(
        {
            "depart_s": np.repeat(step * np.arange(n), m),
            "tof_s": np.tile(step * np.arange(1, m + 1), n),
            "cost_m_s": cost.ravel(),
        }
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_blocks_hold_the_least_cost_of_their_cells(n, m, most, seed):
    rng = np.random.default_rng(seed)
    cost = rng.uniform(1.0, 9.0, (n, m))
    cost[rng.random((n, m)) < 0.3] = np.nan
    found = blocks(frame(cost), most)
    a, b = found.block
    assert found.cost_m_s.shape[0] <= most
    assert found.cost_m_s.shape[1] <= most
    for i in range(found.cost_m_s.shape[0]):
        for j in range(found.cost_m_s.shape[1]):
            part = cost[i * a : (i + 1) * a, j * b : (j + 1) * b]
            own = part[np.isfinite(part)]
            want = own.min() if own.size else np.nan
            assert found.cost_m_s[i, j] == pytest.approx(want, nan_ok=True)


def test_rows_in_any_order_give_the_same_map():
    cost = np.arange(12.0).reshape(3, 4)
    mixed = frame(cost).sample(fraction=1.0, shuffle=True, seed=3)
    assert np.array_equal(blocks(mixed).cost_m_s, cost)


def test_blocks_stand_at_the_centre_of_their_cells():
    found = blocks(frame(np.ones((6, 1))), 3)
    assert found.depart_s.tolist() == [5.0, 25.0, 45.0]


def test_a_fine_grid_is_drawn_with_few_cells(sample):
    chart = porkchop_chart("c", sample.porkchop(1_100, 620), None, "t")
    z = chart.traces[0]["z"]
    assert len(z) <= MOST
    assert len(z[0]) <= MOST
    assert len(z[0]) == len(chart.traces[0]["x"])
    assert len(z) == len(chart.traces[0]["y"])
    assert "5 × 3 cells" in chart.notes[0]


def test_costs_are_capped_and_holes_stay_empty(sample):
    chart = porkchop_chart("c", sample.porkchop(60, 60), None, "t")
    drawn = chart.traces[0]
    cells = [cell for row in drawn["z"] for cell in row]
    assert None in cells
    finite = [cell for cell in cells if cell is not None]
    assert max(finite) <= drawn["zmax"] + 0.01
    assert min(finite) == pytest.approx(drawn["zmin"], abs=0.01)
    assert drawn["colorbar"]["ticktext"][-1].startswith("≥")
    assert "km/s" in drawn["colorbar"]["title"]["text"]


def test_axes_name_their_units_and_the_chosen_leg_is_marked(sample):
    best = {"depart_s": sample.START, "tof_s": 300 * 86_400.0}
    chart = porkchop_chart("c", sample.porkchop(30, 30), best, "t")
    assert chart.layout["xaxis"]["title"]["text"] == "Departure date (calendar, TDB)"
    assert chart.layout["yaxis"]["title"]["text"] == "Flight time (days)"
    assert chart.traces[1]["x"] == ["2031-02-03"]
    assert chart.traces[1]["y"] == [300.0]
    assert "2031-02-03, 300 days" in chart.alt


def test_without_an_arc_there_is_no_chart():
    assert porkchop_chart("c", frame(np.full((3, 3), np.nan)), None, "t") is None


def test_one_cell_and_equal_costs_are_drawn():
    for shape in ((1, 1), (4, 5)):
        chart = porkchop_chart("c", frame(np.full(shape, 700.0)), None, "t")
        assert chart.traces[0]["zmin"] == pytest.approx(0.7)
        assert chart.traces[0]["zmax"] > chart.traces[0]["zmin"]


def test_a_grid_with_gaps_or_without_columns_is_refused():
    whole = frame(np.ones((4, 4)))
    with pytest.raises(InvalidInput, match="not a full grid"):
        blocks(whole.head(15))
    with pytest.raises(InvalidInput, match="lacks columns"):
        blocks(whole.drop("cost_m_s"))
