"""Flows of many paths: those of each alone, by the scalar model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics import programme_flow, programme_paths

AMOUNTS = st.floats(0.0, 1e4)
ONE = st.tuples(
    AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS,
    st.floats(0.0, 12.0), st.floats(0.0, 12.0), st.floats(0.1, 40.0), st.floats(0.0, 20.0),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ONE, min_size=1, max_size=6))
def test_are_those_of_each_path_alone(rows: list[tuple[float, ...]]) -> None:
    table = np.array(rows)
    parts = dict(zip(programme_paths.AMOUNTS, table[:, :5].T, strict=True))
    parts |= {"lift_off": table[:, 5], "arrival": table[:, 5] + table[:, 6],
              "sale_years": table[:, 7], "launch_years": table[:, 8]}  # fmt: skip
    n = programme_paths.years(parts)
    found = programme_paths.flows(parts, n)
    for k, row in enumerate(found):
        one = programme_flow.flow(
            programme_flow.Parts(**{name: float(value[k]) for name, value in parts.items()})
        )
        # A span without length at the very end of a path stands in its last year
        assert row[: one.size] == pytest.approx(one, abs=1e-6) or row.sum() == pytest.approx(
            one.sum()
        )
        assert row.sum() == pytest.approx(one.sum(), abs=1e-6)
        assert row[one.size + 1 :] == pytest.approx(np.zeros(max(0, n - one.size - 1)))
    price = np.full(found.shape, 2.0)
    twice = programme_paths.flows(parts, n, price)
    assert (twice - found).sum(axis=1) == pytest.approx(parts["revenue"], abs=1e-6)


def test_refuses() -> None:
    parts = {name: np.ones(2) for name in (*programme_paths.AMOUNTS, *programme_paths.TIMES)}
    assert programme_paths.years(parts) == 2
    with pytest.raises(InvalidInput, match="path 1 must lift off"):
        programme_paths.years(parts | {"arrival": np.array([1.0, 0.5])})
    with pytest.raises(InvalidInput, match="cut off"):
        programme_paths.flows(parts | {"sale_years": np.array([1.0, 9.0])}, 9)
    with pytest.raises(InvalidInput, match="finite"):
        programme_paths.flows(parts | {"revenue": np.array([1.0, np.inf])}, 2)
