"""Close approaches asked for span by span: whole, once each, resumed."""

from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.service import Service, drop, fine, status
from windlass.base.epochs import parse_span
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue.approaches import Approaches
from windlass.catalogue.cad_service import fetch, spans
from windlass.catalogue.polite import Client, Manners

QUICK = Manners(pause_s=0.0, attempts=3, backoff_s=0.0, timeout_s=5.0)
MET = [
    ("433", "2451545.5", ".04", "5.1"),
    ("2008 HU4", "2455197.5", ".01", "1.3"),  # 2010-01-01, where two spans meet
    ("99942", "2462240.407091595", "0.000254099098170977", "7.42249308586014"),
]


def get(service: Service, folder: Path, span: str | None = "2000..2040") -> Approaches:
    client = Client(service.url, manners=QUICK, tell=lambda line: None)
    when = None if span is None else parse_span(span)
    try:
        return fetch(client, folder, lambda: "2026-11-21T12:00:00Z", when, years=10)
    finally:
        client.close()


def asked(service: Service) -> list[tuple[str, str]]:
    return [(params["date-min"], params["date-max"]) for _, params, _ in service.asked]


def test_spans_cover_the_time_without_a_gap() -> None:
    assert spans(parse_span("2005-03-01..2031"), 10) == [
        ("2005-03-01", "2015-01-01"),
        ("2015-01-01", "2025-01-01"),
        ("2025-01-01", "2031-01-01"),
    ]
    assert spans(parse_span("2020-03-01..2020-05-01"), 10) == [("2020-03-01", "2020-05-01")]
    with pytest.raises(InvalidInput, match="empty"):
        spans((3600.0, 7200.0), 10)


def test_each_approach_once(service: Service, tmp_path: Path) -> None:
    service.met = MET
    found = get(service, tmp_path)
    assert found.frame["designation"].to_list() == ["433", "2008 HU4", "99942"]
    assert asked(service) == [
        ("2000-01-01", "2010-01-01"),
        ("2010-01-01", "2020-01-01"),
        ("2020-01-01", "2030-01-01"),
        ("2030-01-01", "2040-01-01"),
    ]
    for path, params, _ in service.asked:
        assert path == "/cad.api"
        assert (params["dist-max"], params["body"], params["nea"]) == ("0.05", "Earth", "true")
    assert found.provenance["asked"]["date-max"] == "2040-01-01"
    assert found.provenance["last_reply"] == "2026-11-21T12:00:00Z"


def test_all_years_by_default_and_nothing_found(service: Service, tmp_path: Path) -> None:
    found = get(service, tmp_path, None)
    assert len(found) == 0
    assert asked(service)[0][0] == "1900-01-01"
    assert asked(service)[-1][1] == "2201-01-01"


def test_a_run_that_broke_off_goes_on(service: Service, tmp_path: Path) -> None:
    service.met = MET
    whole = get(service, tmp_path / "a")
    service.asked.clear()
    service.faults = [fine, drop, fine, *[status(503)] * 3]
    with pytest.raises(SourceError, match="HTTP 503"):
        get(service, tmp_path / "b")
    service.asked.clear()
    assert get(service, tmp_path / "b").digest == whole.digest
    assert [first for first, _ in asked(service)] == ["2020-01-01", "2030-01-01"]


def test_another_span_begins_anew(service: Service, tmp_path: Path) -> None:
    get(service, tmp_path)
    service.asked.clear()
    get(service, tmp_path, "2000..2050")
    assert len(service.asked) == 5


@pytest.mark.parametrize("name", ["doc_example_v1.5", "real_2rows_2026-09-05", "empty_v1.5"])
def test_recorded_replies(service: Service, tmp_path: Path, shared: Path, name: str) -> None:
    body = (shared / "data/api/cad" / f"{name}.json").read_bytes()
    service.faults = [status(200, body=body)]
    found = get(service, tmp_path, "2025..2030")
    assert len(found) == {"doc_example_v1.5": 3, "real_2rows_2026-09-05": 2, "empty_v1.5": 0}[name]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(400, body=b'{"message":"no such body","code":"400"}'), "no such body"),
        (status(200, body=b'{"signature":{"version":"9"},"count":0}'), "version of the service"),
    ],
)
def test_refusals(service: Service, tmp_path: Path, fault: Any, said: str) -> None:
    service.faults = [fault]
    with pytest.raises(SourceError, match=said):
        get(service, tmp_path)
