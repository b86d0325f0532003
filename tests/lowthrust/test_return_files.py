"""Both legs of a return as files: flown from them, they arrive; a leg without a path says why."""

import pytest

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.lowthrust.return_ask import ReturnAsk
from windlass.lowthrust.return_files import written
from windlass.lowthrust.return_plan import plan_return


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(tmp_path_factory.getbasetemp() / "tables"))
        patch.setenv("WINDLASS_DATA", str(tmp_path_factory.getbasetemp() / "none"))
        yield plan_return(
            ReturnAsk(
                name="2008 HU4", orbit=lookup("2008 HU4").orbit, xenon_kg=5e3,
                departs_s=(parse_epoch("2022-04-20"), parse_epoch("2022-04-30")),
                arrives_s=(parse_epoch("2026-04-20"), parse_epoch("2026-05-05")),
                within_s=4.05 * YEAR_S, power_w=40e3, isp_s=3000.0, climb=None, capture="flyby",
            )
        )  # fmt: skip


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
