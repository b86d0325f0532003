"""A client that waits its turn: faults that pass, faults that do not, what it says of itself."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.service import Service, cut, drop, slow, status
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import polite
from windlass.catalogue.polite import Client, Manners, base_url

PARAMS = {"fields": "pdes", "limit": "2"}
QUICK = Manners(pause_s=0.0, attempts=4, backoff_s=1.0, most_wait_s=60.0, timeout_s=0.3)


class Waits(list[float]):
    """Waits that were asked for, and none of them waited."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def client(service: Service, **changes: Any) -> tuple[Client, Waits, list[str]]:
    waits, told = Waits(), []
    found = Client(service.url, sleep=waits, tell=told.append, **{"manners": QUICK, **changes})
    return found, waits, told


def test_a_reply_as_it_came(service: Service) -> None:
    one, waits, told = client(service)
    content, found = one.get("/sbdb_query.api", PARAMS)
    assert json.loads(content) == found
    assert found["count"] == 7
    assert len(found["data"]) == 2
    path, params, headers = service.asked[0]
    assert path == "/sbdb_query.api"
    assert params == PARAMS
    assert headers["User-Agent"].startswith("windlass/")
    assert (waits, told) == ([], [])
    one.close()


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (status(500), "HTTP 500"),
        (status(502), "HTTP 502"),
        (status(503, body=b'{"message":"down for maintenance"}'), "HTTP 503 down for maintenance"),
        (status(429), "HTTP 429"),
        (drop, "dropped"),
        (cut(announced=True), "cut"),
        (cut(announced=False), "cut after 45 bytes"),
        (slow(0.6), "no answer in time"),
    ],
)
def test_faults_that_pass_are_tried_again(service: Service, fault: Any, why: str) -> None:
    service.faults = [fault, fault]
    one, waits, told = client(service)
    _, found = one.get("/sbdb_query.api", PARAMS)
    assert found["count"] == 7
    assert waits == [1.0, 2.0]
    assert len(told) == 2
    assert why in told[0]
    assert len(service.asked) == 3
    one.close()


@pytest.mark.parametrize("code", [503, 429])
def test_never_before_the_service_says(service: Service, code: int) -> None:
    service.faults = [status(code, after="17"), status(code, after="0"), status(code, after="soon")]
    one, waits, _ = client(service)
    one.get("/sbdb_query.api", PARAMS)
    assert waits == [17.0, 2.0, 4.0]
    one.close()


def test_a_date_to_wait_for(service: Service) -> None:
    from email.utils import formatdate

    service.faults = [status(503, after=formatdate(time.time() + 40.0, usegmt=True))]
    one, waits, _ = client(service)
    one.get("/sbdb_query.api", PARAMS)
    assert 30.0 < waits[0] <= 40.0
    one.close()


def test_too_long_a_wait_is_put_off(service: Service) -> None:
    service.faults = [status(503, after="7200")]
    one, waits, _ = client(service)
    with pytest.raises(SourceError, match=r"wait 7200 s.*run the command again.*kept"):
        one.get("/sbdb_query.api", PARAMS)
    assert waits == []
    one.close()


def test_in_the_end_it_gives_up(service: Service) -> None:
    service.faults = [status(500)] * 9
    one, waits, _ = client(service)
    with pytest.raises(SourceError, match=r"HTTP 500.*asked 4 times.*kept"):
        one.get("/sbdb_query.api", PARAMS)
    assert waits == [1.0, 2.0, 4.0]
    assert len(service.asked) == 4
    one.close()


def test_backoff_has_an_end(service: Service) -> None:
    service.faults = [status(500)] * 5
    manners = Manners(pause_s=0.0, attempts=6, backoff_s=1.0, most_backoff_s=3.0)
    one, waits, _ = client(service, manners=manners)
    one.get("/sbdb_query.api", PARAMS)
    assert waits == [1.0, 2.0, 3.0, 3.0, 3.0]
    one.close()


def test_what_is_refused_is_not_asked_again(service: Service, shared: Path) -> None:
    recorded = (shared / "data/api/sbdb_query/real_error400_neo_eq_Y.json").read_bytes()
    service.faults = [status(400, body=recorded)]
    one, waits, _ = client(service)
    said = r"refused.*one or more query parameter was not recognized \(HTTP 400\).*--from"
    with pytest.raises(SourceError, match=said):
        one.get("/sbdb_query.api", PARAMS)
    assert (waits, len(service.asked)) == ([], 1)
    one.close()


def test_other_refusals(service: Service) -> None:
    one, _, _ = client(service)
    service.faults = [status(404, body=b"<html>nothing here</html>")]
    with pytest.raises(SourceError, match=r"no reason given \(HTTP 404\)"):
        one.get("/sbdb_query.api", PARAMS)
    service.faults = [status(200, body=b'["no object"]')]
    with pytest.raises(SourceError, match="refused"):
        one.get("/sbdb_query.api", PARAMS)
    one.close()


def test_a_service_that_moved_is_told_and_not_followed(service: Service) -> None:
    def moved(handler: Any) -> bool:
        handler.send_response(301)
        handler.send_header("Location", "https://elsewhere.example/api")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return True

    service.faults = [moved]
    one, _, _ = client(service)
    with pytest.raises(SourceError, match=r"moved to https://elsewhere.example/api.*WINDLASS_SBDB"):
        one.get("/sbdb_query.api", PARAMS)
    assert len(service.asked) == 1
    one.close()


def test_nobody_there() -> None:
    with Service() as gone:
        url = gone.url
    waits, told = Waits(), []
    one = Client(url, manners=QUICK, sleep=waits, tell=told.append)
    with pytest.raises(SourceError, match="no connection; is there a network"):
        one.get("/sbdb_query.api", PARAMS)
    assert len(waits) == 3


def test_a_pause_between_requests_and_one_at_a_time(service: Service) -> None:
    one, waits, _ = client(service, manners=Manners(pause_s=5.0))
    for _ in range(3):
        one.get("/sbdb_query.api", PARAMS)
    assert len(waits) == 2
    assert all(4.0 < wait <= 5.0 for wait in waits)
    assert service.most_busy == 1
    one.close()


def test_where_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    assert base_url() == polite.BASE
    monkeypatch.setenv("WINDLASS_SBDB_URL", "http://127.0.0.1:9/")
    assert base_url() == "http://127.0.0.1:9"
    assert base_url("https://other.example/api/") == "https://other.example/api"
    for wrong in ("ftp://x", "ssd-api", "file:///etc"):
        with pytest.raises(InvalidInput, match="address of the service"):
            base_url(wrong)


def test_a_proxy_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib3

    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    assert isinstance(polite._pool(polite.BASE), urllib3.ProxyManager)
    assert not isinstance(polite._pool("http://127.0.0.1:80"), urllib3.ProxyManager)
