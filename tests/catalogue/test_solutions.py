"""Orbits with covariances, body by body, from a real server on this machine; kept, whole, found."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.catalogue.service import Service, body, cut, status
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import solutions
from windlass.catalogue.files import load
from windlass.catalogue.polite import Client, Manners

REPLIES = Path(os.environ.get("WINDLASS_SHARED", "../shared")) / "data" / "api" / "sbdb"
QUICK = Manners(pause_s=0.0, attempts=3, backoff_s=0.0, timeout_s=5.0)
NOW = "2026-11-22T12:00:00Z"
NAME = "2030 AD"


def fetch(service: Service, name: str = NAME, now: str = NOW) -> solutions.Solution:
    client = Client(service.url, manners=QUICK, tell=lambda line: None)
    try:
        return solutions.fetch(client, name, lambda: now)
    finally:
        client.close()


def test_it_is_fetched_kept_and_found_again(service: Service) -> None:
    service.bodies = {NAME: body(3), "2030 AE": body(4, sure=False)}
    service.faults = [status(503), cut(announced=True)]
    assert solutions.kept() == []
    assert solutions.held(NAME) is None
    found = fetch(service)
    assert found.target.designation == NAME
    assert (found.fetched, found.base) == (NOW, service.url)
    assert found.covariance is not None
    assert np.array_equal(np.diag(found.covariance.matrix) > 0.0, [True] * 6)
    path, asked, _ = service.asked[-1]
    assert path == "/sbdb.api"
    assert asked == {
        "sstr": NAME, "cov": "mat", "full-prec": "true", "phys-par": "true", "alt-des": "true",
    }  # fmt: skip
    again = solutions.held("2030ad")
    assert again is not None
    assert again.plain() == found.plain()
    fetch(service, "2030 AE")
    assert [one.covariance is None for one in solutions.kept()] == [False, True]
    assert "no covariance" in solutions.kept()[1].line()
    assert "covariance of 6 parameters" in found.line()


def test_a_later_fetch_takes_its_place(service: Service) -> None:
    service.bodies = {NAME: body(3)}
    fetch(service)
    fetch(service, now="2027-01-01T00:00:00Z")
    assert [one.fetched for one in solutions.kept()] == ["2027-01-01T00:00:00Z"]


def test_what_the_catalogue_knows_is_asked_for_by_designation(service: Service) -> None:
    apophis = body(0)
    apophis["object"] |= {"des": "99942", "fullname": "99942 Apophis (2004 MN4)"}
    service.bodies = {"99942": apophis}
    found = fetch(service, "Apophis")
    assert "des" in service.asked[-1][1]
    assert found.target.title == "99942 Apophis"
    assert all(solutions.held(name) for name in ("apophis", "99942", "2004 MN4"))
    service.bodies = {"99942": body(1)}
    with pytest.raises(SourceError, match="another body"):
        fetch(service, "Apophis")
    kept = solutions.held("Apophis")
    assert kept is not None
    assert kept.target.title == found.target.title


def test_refusals(service: Service) -> None:
    with pytest.raises(SourceError, match="knows no such body"):
        fetch(service, "2031 ZZ")
    many = json.dumps({"message": "more than one match", "list": []}).encode()
    service.faults = [status(300, body=many)]
    with pytest.raises(SourceError, match="more than one match"):
        fetch(service, "2030")
    service.faults = [status(500)] * 3
    with pytest.raises(SourceError, match="does not answer"):
        fetch(service)
    two = body(3)
    two["object"]["des"] = "2030 AE"
    service.bodies = {NAME: two}
    with pytest.raises((SourceError, InvalidInput)):
        fetch(service)
    assert solutions.kept() == []


def test_a_kept_one_that_was_changed_is_refused(service: Service, data: Path) -> None:
    service.bodies = {NAME: body(3)}
    fetch(service)
    (path,) = (data / "catalogue" / "solutions").glob("*.json")
    path.write_text(path.read_text().replace("2461200.5", "2461201.5"))
    with pytest.raises(SourceError, match="not as it was written"):
        solutions.held(NAME)


def test_a_folder_that_cannot_be_written(service: Service, data: Path) -> None:
    service.bodies = {NAME: body(3)}
    data.mkdir()
    (data / "catalogue").write_text("no folder")
    with pytest.raises(SourceError, match="cannot be kept"):
        fetch(service)


@pytest.mark.skipif(not REPLIES.exists(), reason="the recorded replies are absent")
@pytest.mark.parametrize("name", ["adam_core_99942_phys", "adam_core_54509"])
def test_recorded_replies_are_kept_as_they_came(service: Service, name: str) -> None:
    reply = json.loads((REPLIES / f"{name}.json").read_bytes())
    called = reply["object"]["des"]
    service.bodies = {called: reply}
    found = fetch(service, called)
    own = solutions.read(load(REPLIES / f"{name}.json"))
    assert own.covariance is not None
    assert found.covariance is not None
    assert np.array_equal(found.covariance.matrix, own.covariance.matrix)
    assert found.target.orbit == own.target.orbit
    assert own.fetched == ""
