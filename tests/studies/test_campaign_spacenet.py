"""SpaceNet's quick start through the study: burns, measures, and what does not map."""

import json
import os
from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput, SourceError
from windlass.studies.campaign_spacenet import imported, lines

SHARED = Path(os.environ.get("WINDLASS_SHARED", "../shared")) / "data" / "spacenet"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="shared SpaceNet files are not here")
def test_quick_start_1_is_told() -> None:
    plain = imported(SHARED / "completed_quick_start_1_w_db.json", g0_m_s2=9.81)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    first = plain["burns"][0]
    assert first["dv_m_s"] == pytest.approx(3127.14, abs=0.005)
    assert plain["notes"]
    told = lines(plain)
    assert any("3127.14 m/s" in line for line in told)
    assert any(line.startswith("Does not map") for line in told)


def test_what_is_no_scenario_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such SpaceNet scenario file"):
        imported(tmp_path / "none.json", g0_m_s2=9.81)
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    with pytest.raises((InvalidInput, SourceError)):
        imported(bad, g0_m_s2=9.81)
