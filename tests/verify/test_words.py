"""Sentences on a verdict: distances as people take them."""

import pytest

from windlass.verify.words import far


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0.25, "0.25 m"), (999.0, "999 m"), (1_500.0, "1.5 km"), (484e3, "484 km"),
     (3.985e9, "3.98 million km"), (2.3e11, "230 million km")],
)  # fmt: skip
def test_a_distance_is_told_by_its_size(metres: float, text: str) -> None:
    assert far(metres) == text
