"""Orbits: every refusal names the element, its value and what to do."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.constants import AU_M
from windlass.base.errors import InvalidInput
from windlass.catalogue.orbit import NonGrav, Orbit

GOOD: dict[str, Any] = {
    "designation": "2008 HU4",
    "epoch_s": 0.0,
    "a_m": 1.07 * AU_M,
    "e": 0.05,
    "i_rad": 0.02,
    "node_rad": 1.0,
    "peri_rad": 5.0,
    "mean_anomaly_rad": 3.0,
    "precision": "full",
    "source": "sbdb2026",
}


@pytest.mark.parametrize(
    ("element", "value", "said"),
    [
        ("e", 1.0, "1 or more"),
        ("e", 1.2, "1 or more"),
        ("e", -0.1, "negative"),
        ("a_m", -1.0, "not above 0"),
        ("a_m", 0.0, "not above 0"),
        ("a_m", 1.07, "metres"),
        ("i_rad", 10.0, "radians"),
        ("i_rad", -0.1, "radians"),
        ("e", math.nan, "missing"),
        ("a_m", None, "missing"),
        ("mean_anomaly_rad", math.inf, "finite"),
        ("epoch_s", "2035", "finite"),
        ("precision", "good", "full, older-solution, screening"),
        ("source", " ", "source"),
        ("uncertainty", 12, "0 to 9"),
        ("designation", "", "designation"),
    ],
)
def test_refuses(element: str, value: object, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Orbit(**{**GOOD, element: value})
    assert said in str(caught.value)
    assert caught.value.remedy
    if element not in ("designation", "source"):
        assert "2008 HU4" in str(caught.value)


@given(a=st.floats(0.3, 40.0), e=st.floats(0.0, 0.999))
def test_perihelion_lies_between_zero_and_axis(a: float, e: float) -> None:
    orbit = Orbit(**{**GOOD, "a_m": a * AU_M, "e": e})
    assert 0.0 < orbit.q_m <= orbit.a_m


@pytest.mark.parametrize(
    ("precision", "code", "certifies"),
    [
        ("full", None, True),
        ("full", 2, True),
        ("full", 3, False),
        ("older-solution", 0, False),
        ("screening", 0, False),
    ],
)
def test_who_certifies(precision: str, code: int | None, certifies: bool) -> None:
    orbit = Orbit(**{**GOOD, "precision": precision, "uncertainty": code})
    assert orbit.certifies is certifies


@pytest.mark.parametrize("value", [math.nan, 1.0, "x"])
def test_nongrav_refuses(value: Any) -> None:
    with pytest.raises(InvalidInput, match="a2_m_s2"):
        NonGrav(0.0, value)
