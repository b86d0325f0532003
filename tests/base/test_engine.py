"""The engine: order, failures kept, refusals."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.engine import Failed, results, run_all
from windlass.base.errors import InvalidInput


@given(st.lists(st.integers(), max_size=40), st.integers(1, 4))
def test_order_is_kept_whatever_the_workers(asks: list[int], workers: int) -> None:
    assert run_all(lambda x: x * x, asks, workers=workers) == [x * x for x in asks]


def test_a_failure_is_a_row_and_the_others_go_on() -> None:
    rows = run_all(lambda x: 1 / x, [1, 0, 2], workers=2)
    assert rows[0] == 1.0
    assert rows[2] == 0.5
    assert isinstance(rows[1], Failed)
    assert rows[1].ask == 0
    assert isinstance(rows[1].error, ZeroDivisionError)
    with pytest.raises(RuntimeError, match="division"):
        results(rows)


def test_a_clear_error_is_passed_on_as_it_was() -> None:
    def refuse(_: int) -> int:
        raise InvalidInput("no", value=3)

    with pytest.raises(InvalidInput, match="no"):
        results(run_all(refuse, [1]))


def test_workers_work_at_once() -> None:
    meet = threading.Barrier(2, timeout=10)

    def wait(x: int) -> int:
        meet.wait()
        time.sleep(0.01)
        return x

    assert run_all(wait, [1, 2], workers=2) == [1, 2]


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="local"):
        run_all(lambda x: x, [1], engine="ray")
    with pytest.raises(InvalidInput, match="workers"):
        run_all(lambda x: x, [1], workers=0)
