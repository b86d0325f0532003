"""Launchers: polynomials by hand, tables at their points, ranges, statuses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import leaf
from windlass.base.sources import bibliography, table
from windlass.catalogue import launchers

CURVED = [key for key, row in table("launchers").items() if row["form"] != "none"]


@pytest.mark.parametrize(
    ("key", "c3_km2_s2", "kg"),
    [
        # worked out by hand from the coefficients of trajectories.md, section 5
        ("atlas-v-551", 0.0, 6105.805),
        ("atlas-v-551", 10.0, 5061.2280184),
        ("delta-iv-heavy", 10.0, 8458.4371),
        ("delta-iv-heavy", 20.0, 6997.0964),
        # 15008.08 - 2909.597 + 261.7496 - 16.70743 + 0.61586 - 0.0078233
        ("falcon-heavy-expendable", 10.0, 12344.1332067),
        ("falcon-heavy-expendable", 2.0, 14436.497907432544),
    ],
)
def test_polynomials_by_hand(key: str, c3_km2_s2: float, kg: float) -> None:
    assert launchers.payload_kg(key, c3_km2_s2 * 1e6) == pytest.approx(kg, abs=1e-6)


@pytest.mark.parametrize(("c3", "t"), [(1, 14.7), (10, 12.4), (20, 10.2), (30, 8.3), (40, 6.6)])
def test_polynomial_meets_the_table_of_the_launch_programme(c3: int, t: float) -> None:
    # Two independent publications of one launcher, the table rounded to 0.1 t.
    assert launchers.payload_kg("falcon-heavy-expendable", c3 * 1e6) == pytest.approx(
        t * 1e3, abs=110.0
    )
    assert launchers.payload_kg("falcon-heavy-expendable-lsp", c3 * 1e6) == t * 1e3


@given(key=st.sampled_from(CURVED), x=st.floats(0.0, 1.0), y=st.floats(0.0, 1.0))
def test_more_c3_carries_less(key: str, x: float, y: float) -> None:
    low, high = launchers.c3_range(key)
    near, far = sorted((low + x * (high - low), low + y * (high - low)))
    assert launchers.payload_kg(key, near) >= launchers.payload_kg(key, far) > 0.0


@pytest.mark.parametrize("key", CURVED)
@pytest.mark.parametrize("beyond", [-1e3, 1e3])
def test_refuses_outside_its_range(key: str, beyond: float) -> None:
    low, high = launchers.c3_range(key)
    with pytest.raises(OutOfDomain, match="km2/s2"):
        launchers.payload_kg(key, high + beyond if beyond > 0 else low + beyond)
    with pytest.raises(OutOfDomain):
        launchers.payload_kg(key, math.nan)


def test_no_curve_is_no_number() -> None:
    with pytest.raises(OutOfDomain, match="no curve"):
        launchers.performance("starship", 1e6)
    with pytest.raises(OutOfDomain, match="low orbit"):
        launchers.leo_capacity("falcon-heavy-reusable")
    with pytest.raises(InvalidInput, match="atlas-v-551"):
        launchers.performance("atlas-v", 1e6)


def test_figures_carry_status_source_and_inputs() -> None:
    at = leaf("c3", 2e6, "m2/s2", status="assumed", low=1e6, high=3e6)
    payload = launchers.performance("falcon-heavy-expendable", at)
    assert payload.low is not None
    assert payload.low < payload.value < (payload.high or 0.0)
    assert {status.status for status in payload.responses.values()} == {"assumed", "published"}
    leo = launchers.leo_capacity("starship")
    assert leo.trace.status == "claimed"
    # brophy2012
    assert launchers.leo_capacity("atlas-v-551").value == 18_800.0


def test_every_launcher_names_its_source() -> None:
    for key, row in table("launchers").items():
        assert row["source"] in bibliography(), key
        assert row["status"] in ("published", "claimed")
        assert "leo" not in row or row["leo"]["source"] in bibliography()
    assert set(launchers.names()) == set(table("launchers"))
