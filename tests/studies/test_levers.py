"""What moves an answer most, judged by the whole study of the scenario with it moved."""

import pytest

from tests.studies.test_what_if import scenario
from windlass.studies import assumptions
from windlass.studies.levers import OUTCOMES, Lever, levers
from windlass.studies.what_if import Warm

MONEY = ("cost.", "market.")


@pytest.fixture(scope="module")
def warm() -> Warm:
    return Warm.open(scenario())


@pytest.fixture(scope="module")
def found(warm: Warm) -> list[Lever]:
    return levers(warm.base.variants["earth-moon.low-thrust"])


def test_they_come_in_order_and_each_is_a_key_of_the_scenario(found: list[Lever]) -> None:
    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True)
    assert max(weights) == 1.0
    assert {"cost.development", "tug.dry_mass", "market.lunar-mass.price"} <= {
        one.key for one in found}  # fmt: skip
    for one in found:
        assert set(one.moves) <= set(OUTCOMES)
        for text in one.as_dict()["set"]:
            if text is not None and not one.key.startswith(("body.", "capture.")):
                scenario(**{one.key.replace(".", "__"): text})


def test_what_moves_money_alone_moves_it_as_the_whole_study_says(
    warm: Warm, found: list[Lever]
) -> None:
    tried = 0
    for one in found:
        for k, end in enumerate((one.leaf.low, one.leaf.high)):
            if not one.key.startswith(MONEY) or end is None:
                continue
            asked = assumptions.put(warm.base.scenario, one.key, one.leaf, end)
            answered = warm.ask(asked).variants["earth-moon.low-thrust"].figures
            for role, moved in one.moves.items():
                assert answered[role].value == pytest.approx(moved[k], rel=1e-9), (one.key, role)
                tried += 1
    assert tried > 10


def test_with_its_own_best_trip_no_ship_is_launched_heavier(warm: Warm) -> None:
    """The responses keep the trip; the study looks for a better one, which may only be lighter."""
    tried = 0
    for one in levers(warm.base.variants["earth-moon.low-thrust"], ("launch.load",)):
        if not one.key.startswith("tug."):
            continue
        for moved, end in zip(one.moves["launch.load"], (one.leaf.low, one.leaf.high), strict=True):
            if end is None or moved is None:
                continue
            asked = assumptions.put(warm.base.scenario, one.key, one.leaf, end)
            answered = warm.ask(asked).variants["earth-moon.low-thrust"]
            assert answered.figures["launch.load"].value <= moved * (1.0 + 1e-6), one.key
            tried += 1
    assert tried > 3


def test_without_a_trip_there_is_none() -> None:
    warm = Warm.open(scenario(window__max_duration="1 yr"))
    assert levers(warm.base.variants["earth-moon.low-thrust"]) == []
