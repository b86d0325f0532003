"""What a technique gives: refused where it is no push; its whole as a change of velocity."""

import numpy as np
import pytest

from windlass.base.errors import InvalidInput
from windlass.redirect.given import Given


def given(**changed: object) -> Given:
    told = {
        "technique": "a push", "equipment_kg": 100.0, "consumed_kg": 10.0, "works_s": 20.0,
    } | changed  # fmt: skip
    return Given(**told)  # type: ignore[arg-type]


def test_push_and_blows_are_added() -> None:
    one = given(
        t_s=np.array([0.0, 10.0, 20.0]), push_m_s2=np.array([1.0, 3.0, 3.0]),
        blows=np.array([[0.0, 5.0], [7.0, 6.0]]),
    )  # fmt: skip
    assert one.dv_m_s == pytest.approx(20.0 + 30.0 + 11.0)
    assert given().dv_m_s == 0.0


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("push of", {"t_s": np.array([0.0, 1.0])}),
        ("push of", {"t_s": np.array([1.0, 0.0]), "push_m_s2": np.zeros(2)}),
        ("push of", {"t_s": np.zeros(1), "push_m_s2": np.zeros(1)}),
        ("push of", {"blows": np.zeros((1, 3))}),
        ("not finite", {"t_s": np.array([0.0, 1.0]), "push_m_s2": np.array([0.0, np.nan])}),
        ("not finite", {"works_s": np.inf}),
        ("consumables", {"consumed_kg": 101.0}),
        ("spread", {"spread": (0.0, 1.0)}),
        ("spread", {"spread": (1.2, 1.0)}),
    ],
)
def test_what_is_no_push_is_refused(named: str, changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match=named):
        given(**changed)
