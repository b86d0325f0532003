"""Discrepancies: the published cases, what a scale cannot see, and what is no pattern."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from windlass.base.errors import InvalidInput
from windlass.records.dock.discrepancy import Held, Passed, Side, confidence, findings


def side(account: str, items: dict[str, int], reading: int, sigma: float = 20_000.0,
         **more: Any) -> Side:  # fmt: skip
    held = tuple(Held(item=item, count=1, grams=grams) for item, grams in items.items())
    return Side(account=account, held=held, reading_g=reading, uncertainty_g=sigma, **more)


def best(sides: list[Side], account: str = "aircraft") -> tuple[str, str]:
    found = next(one for one in findings(sides) if one.account == account)
    return (found.patterns[0].kind, found.patterns[0].evidence) if found.patterns else ("", "")


def test_heathrow_mail_taken_out_twice() -> None:
    """SP-LWA: one entry of mail removed twice from the load, the aircraft 953 kg heavy."""
    taken = tuple(
        Passed(record=f"{k}" * 64, item="mail", grams=953_000, sign=-1, at="") for k in "ab"
    )
    load = {"hold 1": 1_310_000, "hold 5": 870_500}
    found = findings([side("aircraft", load, sum(load.values()) + 953_000, passed=taken)])[0]
    assert found.residual_g == 953_000
    assert found.confidence > 0.999999
    assert found.patterns[0].kind == "duplicate"
    assert "taken out twice: records aaaaaaaaaaaa and bbbbbbbbbbbb" in found.patterns[0].evidence


def test_bali_bags_that_no_record_has() -> None:
    """189 bags loaded against 93 recorded, about 1,600 kg."""
    bags = {f"bag {k}": 16_667 + 1_000 * (k % 5 - 2) for k in range(93)}
    reading = sum(bags.values()) + 1_600_000
    found = findings([side("aircraft", bags, reading, 50_000.0, counted=189)])[0]
    assert (found.counted, found.booked) == (189, 93)
    assert found.patterns[0].kind == "unlisted"
    assert found.patterns[0].evidence.startswith(
        "96 pieces that no record has, of the usual 16.7 kg"
    )


def test_perth_cargo_that_is_on_no_list() -> None:
    """1,467 kg unlisted: no pattern of the book makes it up, and none is invented."""
    load = {"unit 1": 2_210_400, "unit 2": 1_731_900}
    found = findings([side("aircraft", load, sum(load.values()) + 1_467_000, 15_000.0)])[0]
    assert found.residual_g == 1_467_000
    assert found.patterns == ()


def test_container_1483_read_as_4183() -> None:
    sides = [
        side("aircraft", {"4183": 902_000, "77": 300_000}, 300_000 + 1_251_000),
        side("apron", {"1483": 1_251_000}, 902_000),
    ]
    kind, evidence = best(sides)
    assert kind == "transposed code"
    assert evidence == "1483 is here, booked as 4183"
    assert best(sides, "apron")[1] == "4183 is here, booked as 1483"


def test_a_mass_whose_digits_were_swapped() -> None:
    kind, evidence = best([side("aircraft", {"A": 4_183_000, "B": 12_000}, 1_495_000, 3_000.0)])
    assert (kind, evidence) == ("transposed mass", "A is booked with 4183 kg; 1483 kg was meant")


def test_masses_of_two_vehicles_exchanged_and_an_item_in_the_other() -> None:
    sides = [side("aircraft", {"A": 500_000, "B": 90_000}, 690_000, 2_000.0),
             side("tug", {"C": 600_000}, 500_000, 2_000.0)]  # fmt: skip
    assert best(sides) == ("masses exchanged", "A and C of tug are exchanged")
    sides = [side("aircraft", {"A": 500_000}, 537_100, 2_000.0),
             side("tug", {"C": 600_000, "D": 37_100}, 600_000, 2_000.0)]  # fmt: skip
    found = findings(sides)
    assert {one.patterns[0].kind for one in found} == {"moved without record"}
    assert "D is here, booked in tug" in next(
        p.evidence for one in found if one.account == "aircraft" for p in one.patterns
    )


def test_pounds_for_kilograms() -> None:
    kind, evidence = best(
        [side("aircraft", {"A": 1_000_000, "B": 50_000}, 50_000 + 453_592, 500.0)]
    )
    assert (kind, evidence) == (
        "pounds for kilograms", "A was weighed in pounds, booked as kilograms",
    )  # fmt: skip


def test_goods_that_left_are_a_residual_with_its_confidence() -> None:
    held = {"ore": 40_000_000, "tools": 700_000}
    found = findings([side("Store", held, 40_700_000 - 61_000, 20_000.0)])[0]
    assert found.z == pytest.approx(-3.05)
    assert found.confidence == pytest.approx(0.9977, abs=1e-4)
    assert findings([side("Store", held, 40_700_000 - 30_000, 20_000.0)]) == []
    assert len(findings([side("Store", held, 40_700_000 - 30_000, 20_000.0)], least=0.8)) == 1


def test_uncertainty_of_what_was_entered_counts() -> None:
    held = (Held(item="ore", count=1, grams=9_000_000, uncertainty_g=40_000.0),)
    one = Side(account="Store", held=held, reading_g=9_050_000, uncertainty_g=30_000.0)
    assert one.sigma_g == pytest.approx(50_000.0)
    assert findings([one]) == []


@given(st.floats(-8.0, 8.0))
def test_confidence_is_that_of_a_normal_error(z: float) -> None:
    assert math.isclose(confidence(z), norm.cdf(abs(z)) - norm.cdf(-abs(z)), abs_tol=1e-12)


def test_an_accident_is_likelier_the_more_is_tried() -> None:
    few = side("aircraft", {"A": 4_183_000}, 1_483_000, 5_000.0)
    many = side("aircraft", {"A": 4_183_000, **{f"B{k}": 10_000 + 37 * k for k in range(8)}},
                1_483_000 + sum(10_000 + 37 * k for k in range(8)), 5_000.0)  # fmt: skip
    chance = [next(p.accident for p in findings([one])[0].patterns if p.kind == "transposed mass")
              for one in (few, many)]  # fmt: skip
    assert 0.0 < chance[0] < chance[1] < 1.0


def test_bad_asks_are_told() -> None:
    for one, least, told in (
        (side("a", {}, 0, 0.0), 0.95, "uncertainty of the scale"),
        (side("a", {}, 0, math.nan), 0.95, "uncertainty of the scale"),
        (side("a", {}, 0), 1.0, "confidence"),
    ):
        with pytest.raises(InvalidInput, match=told):
            findings([one], least=least)
