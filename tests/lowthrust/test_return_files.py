"""Both legs of a return as files: flown from them, they arrive; a leg without a path says why."""

import pytest

from windlass.lowthrust.return_files import written

pytestmark = pytest.mark.usefixtures("own_tables")


def test_legs_fly_from_their_files_and_those_that_cannot_say_why(plan, tmp_path):
    made = written(plan, tmp_path / "legs", "HU4", created="2030-01-01T00:00:00")
    assert [one.name for one in made] == ["outbound", "return"]
    flown = [one for one in made if one.status == "flown"]
    assert flown, [one.status for one in made]
    for one in flown:
        assert one.oem.is_file()
        assert one.ocm.is_file()
        assert one.miss_m < 1e6
        assert one.miss_m_s < 1.0
        assert 0.0 <= one.correction_m_s < 1.0
        assert one.xenon_kg == pytest.approx(one.designed_kg, rel=0.5)
    for one in made:
        assert one.status == "flown" or (one.oem is None and len(one.status) > 20)
