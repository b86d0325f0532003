"""A return that several files look at."""

from collections.abc import Iterator

import pytest

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.lowthrust.return_ask import ReturnAsk
from windlass.lowthrust.return_plan import ReturnPlan, plan_return


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReturnPlan]:
    """2008 HU4 in four years with 5 t of xenon, from flyby to flyby."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(tmp_path_factory.getbasetemp() / "tables"))
        patch.setenv("WINDLASS_DATA", str(tmp_path_factory.getbasetemp() / "none"))
        yield plan_return(
            ReturnAsk(
                name="2008 HU4", orbit=lookup("2008 HU4").orbit, xenon_kg=5e3,
                departs_s=(parse_epoch("2022-04-20"), parse_epoch("2022-04-30")),
                arrives_s=(parse_epoch("2025-03-01"), parse_epoch("2026-05-05")),
                within_s=4.05 * YEAR_S, power_w=40e3, isp_s=3000.0, climb=None, capture="flyby",
            )
        )  # fmt: skip
