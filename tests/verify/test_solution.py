"""A saved reply of the look-up service: orbit and covariance of one body."""

import os
from pathlib import Path

import pytest

from windlass.base.errors import SourceError
from windlass.verify.solution import read_solution

REPLIES = Path(os.environ.get("WINDLASS_SHARED", "../shared")) / "data" / "api" / "sbdb"
APOPHIS = REPLIES / "adam_core_99942_phys.json"
needs = pytest.mark.skipif(not APOPHIS.exists(), reason="the recorded replies are absent")


@needs
def test_it_reads_orbit_and_covariance() -> None:
    seen = [read_solution(path) for path in (APOPHIS, REPLIES / "adam_core_54509.json")]
    for one in seen:
        assert one.orbit.precision == "full"
        assert "solution in" in one.told
    with_matrix = [one for one in seen if one.covariance is not None]
    assert with_matrix
    for one in with_matrix:
        assert one.covariance is not None
        assert one.covariance.designation == one.orbit.designation


def test_it_refuses_another_file(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text('{"message": "nothing"}')
    with pytest.raises(SourceError):
        read_solution(path)
