"""Thrust kept back: the same share of push and of what it uses up."""

import numpy as np
import pytest

from windlass.redirect.given import Given
from windlass.redirect.kept_back import KEPT, MOST, kept_back


def test_push_and_consumables_are_less_by_the_same_share() -> None:
    whole = Given(
        technique="a push", t_s=np.array([0.0, 10.0]), push_m_s2=np.array([1.0, 3.0]),
        equipment_kg=100.0, consumed_kg=20.0, thrown_kg=5.0, works_s=10.0,
    )  # fmt: skip
    part = kept_back(whole)
    assert part.dv_m_s == pytest.approx((1.0 - KEPT) * whole.dv_m_s)
    assert part.consumed_kg == pytest.approx((1.0 - KEPT) * 20.0)
    assert part.thrown_kg == pytest.approx((1.0 - KEPT) * 5.0)
    assert part.equipment_kg == 100.0
    assert part.dv_m_s * MOST == pytest.approx(whole.dv_m_s)
