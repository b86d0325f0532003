"""All asteroids in pages: whole, resumed, begun anew when the service's state has changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.service import (
    Service,
    asteroid,
    cut,
    drop,
    fine,
    row,
    status,
)  # fmt: skip
from windlass.base.errors import SourceError
from windlass.catalogue import sbdb_service
from windlass.catalogue.pages import Pages
from windlass.catalogue.polite import Client, Manners
from windlass.catalogue.read_sbdb import read_query
from windlass.catalogue.sbdb_service import FIELDS, fetch

QUICK = Manners(pause_s=0.0, attempts=3, backoff_s=0.0, timeout_s=5.0)


def get(service: Service, folder: Path, page: int = 3) -> Any:
    client = Client(service.url, manners=QUICK, tell=lambda line: None)
    try:
        return fetch(client, folder, lambda: "2026-11-21T12:00:00Z", page=page)
    finally:
        client.close()


def test_pages_make_one_reply(service: Service, tmp_path: Path) -> None:
    raw, said = get(service, tmp_path)
    catalogue = read_query(raw)
    assert [target.designation for target in catalogue] == [
        asteroid(index)["pdes"] for index in range(7)
    ]
    one = catalogue.targets[0]
    assert one.orbit.precision == "full"
    assert (one.pha, one.arc_d, one.observations) == (True, 38.0, 61)
    assert (one.first_obs, one.last_obs) == ("2030-01-04", "2030-02-11")
    assert said["count"] == 7
    assert said["version"] == "1.0"
    assert said["sha256"] == raw.mark[0][1]
    assert said["first_reply"] == "2026-11-21T12:00:00Z"
    assert service.starts() == ["0", "3", "6"]
    for _, params, _ in service.asked:
        assert params["full-prec"] == "true"
        assert (params["sb-group"], params["sb-kind"], params["sort"]) == ("neo", "a", "spkid")
        assert params["fields"].split(",") == list(FIELDS)
        assert "neo" not in params
    assert service.most_busy == 1


@pytest.mark.parametrize("count", [1, 3, 6])
def test_pages_that_end_evenly(service: Service, tmp_path: Path, count: int) -> None:
    service.rows = service.rows[:count]
    raw, said = get(service, tmp_path)
    assert said["count"] == len(json.loads(raw.content)["data"]) == count


def test_a_count_in_text_is_a_count(service: Service, tmp_path: Path) -> None:
    service.count_as = str
    assert get(service, tmp_path)[1]["count"] == 7


@pytest.mark.parametrize(
    "fault", [status(503, after="0"), status(429), drop, cut(True), cut(False)]
)
def test_faults_on_the_way_change_nothing(service: Service, tmp_path: Path, fault: Any) -> None:
    whole, _ = get(service, tmp_path / "a")
    service.asked.clear()
    service.faults = [fine, fault, fine, fault, fault]
    again, _ = get(service, tmp_path / "b")
    assert again == whole
    assert service.starts() == ["0", "3", "3", "6", "6", "6"]


def test_a_run_that_broke_off_goes_on(service: Service, tmp_path: Path) -> None:
    whole, _ = get(service, tmp_path / "a")
    service.asked.clear()
    service.faults = [fine, fine, *[status(500)] * 3]
    with pytest.raises(SourceError, match="HTTP 500"):
        get(service, tmp_path / "b")
    assert service.starts() == ["0", "3", "6", "6", "6"]
    service.asked.clear()
    again, _ = get(service, tmp_path / "b")
    assert again == whole
    assert service.starts() == ["6"]
    # all pages are there: only one row is asked for, to see that the total still holds
    service.asked.clear()
    assert get(service, tmp_path / "b")[0] == whole
    assert [params["limit"] for _, params, _ in service.asked] == ["1"]


def test_a_damaged_page_is_fetched_again(service: Service, tmp_path: Path) -> None:
    whole, _ = get(service, tmp_path)
    (tmp_path / "0000003.json").write_bytes(b'{"signature"')
    service.asked.clear()
    assert get(service, tmp_path)[0] == whole
    assert service.starts() == ["3"]


def test_a_total_that_changed_since_begins_anew(service: Service, tmp_path: Path) -> None:
    service.faults = [fine, *[status(500)] * 3]
    with pytest.raises(SourceError):
        get(service, tmp_path)
    service.rows.append(row(asteroid(7)))
    service.asked.clear()
    _, said = get(service, tmp_path)
    assert said["count"] == 8
    assert service.starts() == ["0", "3", "6"]


def test_a_total_that_changes_on_the_way_begins_anew(service: Service, tmp_path: Path) -> None:
    def grow(handler: Any) -> bool:
        service.rows.append(row(asteroid(7)))
        return False

    service.faults = [fine, grow]
    _, said = get(service, tmp_path)
    assert said["count"] == 8
    assert service.starts() == ["0", "3", "0", "3", "6"]


def test_a_total_that_never_rests_is_told(service: Service, tmp_path: Path) -> None:
    def grow(handler: Any) -> bool:
        service.rows.append(row(asteroid(len(service.rows))))
        return False

    service.faults = [grow] * 30
    with pytest.raises(SourceError, match=r"do not fit together, 3 times.*the total was \d+, then"):
        get(service, tmp_path)
    assert not tmp_path.exists() or not list(tmp_path.iterdir())


def test_other_fields_or_another_address_begin_anew(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    get(service, tmp_path)
    service.asked.clear()
    monkeypatch.setattr(sbdb_service, "FIELDS", FIELDS[:-1])
    service.fields = list(FIELDS[:-1])
    service.rows = [one[:-1] for one in service.rows]
    get(service, tmp_path)
    assert service.starts() == ["0", "3", "6"]
    kept = Pages(tmp_path, {"base": "other"})
    assert kept.names == ()


def test_a_row_twice_is_no_catalogue(service: Service, tmp_path: Path) -> None:
    service.rows[5] = service.rows[1]
    with pytest.raises(SourceError, match=r"1 rows come twice \(spkid\)"):
        get(service, tmp_path)
    values = {**asteroid(5), "pdes": asteroid(1)["pdes"]}
    service.rows[5] = row(values)
    with pytest.raises(SourceError, match=r"1 rows come twice \(pdes\)"):
        get(service, tmp_path)


def test_fewer_rows_than_announced(service: Service, tmp_path: Path) -> None:
    service.count_as = lambda count: count + 1
    with pytest.raises(SourceError, match="page from 6 has 1 rows of 8"):
        get(service, tmp_path)


def test_another_form_is_told(service: Service, tmp_path: Path, shared: Path) -> None:
    service.signature["version"] = "2.0"
    with pytest.raises(SourceError, match=r"version of the service.*'2.0'"):
        get(service, tmp_path)
    service.signature["version"] = "1.0"
    service.count_as = lambda count: None
    with pytest.raises(SourceError, match="does not say how many"):
        get(service, tmp_path)
    service.count_as = lambda count: count
    service.rows[0] = service.rows[0][:-1]
    with pytest.raises(SourceError, match="do not have the columns"):
        get(service, tmp_path)
    recorded = shared / "data/api/sbdb_query/real_neo_fullprec_limit3_2026-07-02.json"
    service.faults = [status(200, body=recorded.read_bytes())]
    with pytest.raises(SourceError, match="other columns"):
        get(service, tmp_path)
    service.faults = [status(200, body=b'{"message":"one or more","code":"400"}')]
    with pytest.raises(SourceError, match="answered with an error: one or more"):
        get(service, tmp_path)


def test_recorded_refusal_in_words(service: Service, tmp_path: Path, shared: Path) -> None:
    body = (shared / "data/api/sbdb_query/real_error400_neo_eq_Y.json").read_bytes()
    service.faults = [status(400, body=body)]
    with pytest.raises(SourceError, match="one or more query parameter was not recognized"):
        get(service, tmp_path)


def test_rows_of_the_recorded_reply_come_through(
    service: Service, tmp_path: Path, shared: Path
) -> None:
    """The recorded rows, with the columns that were not asked for then left empty."""
    recorded = json.loads(
        (shared / "data/api/sbdb_query/real_neo_fullprec_limit3_2026-07-02.json").read_bytes()
    )
    service.rows = [
        row(dict(zip(recorded["fields"], values, strict=True))) for values in recorded["data"]
    ]
    raw, _ = get(service, tmp_path, page=2)
    found = read_query(raw)
    assert [target.title for target in found] == ["433 Eros", "719 Albert", "887 Alinda"]
    assert found.find("Eros").orbit.e == 0.2228779627700761
    assert found.find("Eros").pha is False
