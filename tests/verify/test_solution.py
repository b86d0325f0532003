"""A saved reply of the look-up service: orbit and covariance of one body."""

import os
from pathlib import Path

import pytest

from tests.catalogue.service import Service, body
from windlass.base.errors import SourceError
from windlass.catalogue import solutions
from windlass.catalogue.polite import Client
from windlass.verify.solution import is_of, kept_solution, read_solution

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


def test_a_kept_one_is_taken_unless_the_catalogue_saw_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDLASS_DATA", str(tmp_path))
    assert kept_solution("2030 AD", None) is None
    with Service() as service:
        service.bodies = {"2030 AD": body(3)}
        client = Client(service.url)
        solutions.fetch(client, "2030 AD", lambda: "2030-03-01T00:00:00Z")
        client.close()
    for last in (None, "2030-02-11", "2030-01-30"):
        found = kept_solution("2030 AD", last)
        assert found is not None
        assert found.covariance is not None
        assert "fetched 2030-03-01" in found.told
        assert found.orbit.precision == "full"
        assert is_of(found, "2030 AD")
        assert not is_of(found, "2030 AE")
    assert kept_solution("2030 AD", "2030-02-12") is None
