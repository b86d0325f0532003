"""One porkchop: published-like window, limits, refusals."""

import pytest

from windlass.base.errors import InvalidInput
from windlass.studies.porkchop import about, search


def test_the_best_leg_is_in_its_window_and_told() -> None:
    found = search("2008 EV5", depart="2035..2037", tof="100 d..500 d", step="20 d")
    plain = found.plain()
    assert 2035 <= int(plain["best"]["depart"][:4]) <= 2037
    assert plain["best"]["dv_m_s"] == pytest.approx(
        plain["best"]["vinf_depart_m_s"] + plain["best"]["vinf_arrive_m_s"]
    )
    assert plain["solved"] <= plain["count"] == found.frame.height
    assert plain["best"]["dv_m_s"] <= found.frame["cost_m_s"].min() + 1e-6
    assert any("km/s" in line for line in about(found))


def test_back_is_another_way() -> None:
    out = search("2008 EV5", depart="2035..2036", tof="100 d..300 d", step="40 d")
    back = search("2008 EV5", depart="2035..2036", tof="100 d..300 d", step="40 d", back=True)
    assert out.title != back.title
    assert out.best.cost_m_s != back.best.cost_m_s


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tof": "500 d..100 d"}, "out of order"),
        ({"tof": "100 d"}, "two durations"),
        ({"depart": "2036..2035"}, "before it starts"),
        ({"step": "0 d"}, "step"),
        ({"step": "1 km"}, "dimension"),
        ({"step": "0.001 d"}, "too many cells"),
        ({"body": "erth"}, "earth"),
        ({"revolutions": 99}, "revolutions"),
    ],
)
def test_refusals(change: dict[str, object], words: str) -> None:
    asked = {"depart": "2035..2036", "tof": "100 d..300 d", "step": "20 d"} | change
    with pytest.raises(InvalidInput, match=words):
        search("2008 EV5", **asked)  # type: ignore[arg-type]
