"""From leaves to keys of the scenario and back: what a claim would have to be can be set."""

import pytest

from tests.studies.conftest import scenario
from windlass.base.whatif import leaves
from windlass.studies import assumptions
from windlass.studies.bench import bench, work

NO_KEY: set[str] = set()
"""Leaves with a range that no key of the scenario sets."""


def test_every_input_with_a_range_can_be_set_and_put_and_set_agree() -> None:
    asked = scenario("fleet.ships=2", "option.in-place.product=iridium")
    told = set()
    for one in work(bench(asked)):
        for figure in one.figures.values():
            for leaf in leaves(figure).values():
                if (leaf.low is None and leaf.high is None) or leaf.name in told:
                    continue
                told.add(leaf.name)
                key = assumptions.key_of(leaf, one.goal.option)
                assert key is not None or leaf.name in NO_KEY, leaf.name
                if key is None:
                    continue
                end = leaf.high if leaf.high is not None else leaf.low
                assert end is not None
                value = 0.5 * (leaf.value + end)
                text = assumptions.text_of(leaf, value)
                put = assumptions.put(asked, key, leaf, value)
                laid = scenario(
                    "fleet.ships=2", "option.in-place.product=iridium", f'{key}="{text}"'
                )
                a, b = put.model_dump(mode="json"), laid.model_dump(mode="json")
                at, bt = a, b
                for part in key.split("."):
                    at, bt = at[part], bt[part]
                assert at == (pytest.approx(bt) if isinstance(bt, float) else bt), key
                assert at != asked.model_dump(mode="json"), key
    assert len(told) > 20


def test_what_no_key_sets_is_said() -> None:
    asked = scenario()
    (one,) = work(bench(asked), only=lambda goal: goal.key == "earth-moon.low-thrust")
    date = one.figures["out.departure"]
    assert assumptions.key_of(date, "earth-moon") is None
