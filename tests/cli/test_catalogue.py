"""The real command against a real server on this machine: update, killed half-way, gone on, info.

The server's replies have the form of the recorded ones; nothing outside this machine is asked.
"""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.catalogue.service import Service, asteroid, body, drop, fine, row, slow, status
from tests.cli.conftest import WINDLASS, Done, clean_env

COUNT = 10_400
"""Three pages of asteroids."""


@pytest.fixture(scope="module")
def rows() -> list[list[Any]]:
    return [row(asteroid(index)) for index in range(COUNT)]


@pytest.fixture
def service(rows: list[list[Any]]) -> Iterator[Service]:
    with Service() as one:
        one.rows = list(rows)
        one.met = [("2030 AA", "2462240.407091595", "0.000254099098170977", "7.42249308586014")]
        yield one


class Command:
    """``windlass catalogue`` with a data folder of its own and the server's address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.data = folder / "data"
        self.env = clean_env() | {"WINDLASS_DATA": str(self.data), "WINDLASS_SBDB_URL": url}

    def __call__(self, *words: str) -> Done:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return Done(process.returncode, out.decode(), err.decode())

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*WINDLASS, "catalogue", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env,
        )


@pytest.fixture
def command(tmp_path: Path, service: Service) -> Command:
    return Command(tmp_path, service.url)


SOME = ("update", "--approaches", "2020..2040")


def test_update_and_info(command: Command, service: Service) -> None:
    service.faults = [fine, status(503, after="1"), fine, drop]
    done = command(*SOME)
    assert done.code == 0, done.err
    assert "Installed 10,400 asteroids; before: none." in done.out
    assert "windlass: HTTP 503; asking again in 2 s (1 of 5)" in done.err
    assert "dropped" in done.err
    assert service.starts() == ["0", "5000", "5000", "10000", "10000"]
    assert service.most_busy == 1
    said = command("info")
    assert said.code == 0
    assert re.search(
        r"10,400 asteroids, installed \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, from SBDB", said.out
    )
    assert "class: APO 3,467 · ATE 3,467 · AMO 3,466" in said.out
    assert "precision: full 10,400" in said.out
    assert "7,280 have all digits, but a condition code above 2" in said.out
    assert "1 close approaches to Earth, 2029-04-13 to 2029-04-13" in said.out
    plain = json.loads(command("info", "--json").out)
    assert plain["count"] == 10_400
    assert plain["provenance"]["service"] == "SBDB query"
    assert plain["provenance"]["asked"]["sb-group"] == "neo"
    assert plain["provenance"]["base"] == service.url
    assert plain["digest"] in said.out
    assert Path(plain["file"]).stat().st_size == plain["bytes"]
    # asked again: the same asteroids, the same digest
    again = json.loads(command(*SOME, "--json").out)
    assert again["digest"] == plain["digest"]


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_half_way_and_gone_on(
    command: Command, service: Service, how: signal.Signals, code: int
) -> None:
    service.faults = [fine, fine, slow(30.0)]
    process = command.start(*SOME)
    until = time.monotonic() + 60.0
    while len(service.asked) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    if how == signal.SIGINT:
        assert err.decode() == (
            "windlass: what was fetched is kept; run the command again to go on\n"
            "windlass: interrupted\n"
        )
    none = command("info")
    assert none.code == 3
    assert "no catalogue is installed" in none.err
    assert "windlass catalogue update" in none.err
    service.asked.clear()
    done = command(*SOME)
    assert done.code == 0, done.err
    assert service.starts() == ["10000"]
    assert "Installed 10,400 asteroids" in done.out
    assert not (command.data / "catalogue" / "update.partial").exists()


def test_refused_in_words_and_the_former_stays(
    command: Command, service: Service, shared: Path
) -> None:
    good = shared / "data/api/sbdb/adam_core_99942_phys.json"
    assert command("update", "--from", str(good)).code == 0
    body = (shared / "data/api/sbdb_query/real_error400_neo_eq_Y.json").read_bytes()
    service.faults = [status(400, body=body)]
    done = command("update")
    assert done.code == 3
    assert "one or more query parameter was not recognized (HTTP 400)" in done.err
    assert done.err.count("\n") == 1
    service.faults = [status(400, body=body)]
    plain = json.loads(command("update", "--json").out)
    assert (plain["error"], plain["exit_code"]) == ("SourceError", 3)
    assert "1 asteroids" in command("info").out


def test_files_of_asteroids_and_approaches(command: Command, shared: Path, tmp_path: Path) -> None:
    """Every fortieth asteroid of the shared catalogue: 1,047, and 630 have an older orbit too."""
    data = shared / "data"
    some = tmp_path / "some.parquet"
    pl.read_parquet(data / "neo_catalog.parquet").gather_every(40).write_parquet(some)
    done = command("update", "--from", str(some), str(data / "cad.parquet"))
    assert done.code == 0, done.err
    assert done.out.startswith("Installed 1,047 asteroids; before: none.\n")
    used = re.search(r"(\d+) of the earlier solutions were integrated.*fit", done.out)
    aside = re.search(r"(\d+) do not fit, or could not be integrated", done.out)
    assert used is not None
    assert aside is not None
    assert "50,749 close approaches to Earth, 1900-01-04 to 2199-12-27" in done.out
    assert "have rounded elements: they screen, they do not certify." in done.out
    again = command("update", "--from", str(data / "api/cad/empty_v1.5.json"), "--json")
    found = json.loads(again.out)
    assert (found["count"], found["close_approaches"]["count"]) == (1_047, 0)
    older = found["older_solutions"]
    assert older["unsettled"] == 0
    assert older["fits"] == int(used[1]) == found["precision"]["older-solution"]
    assert older["does_not_fit"] + older["not_compared"] == int(aside[1])


def test_an_installed_asteroid_is_described(command: Command, shared: Path, tmp_path: Path) -> None:
    """By ``windlass targets``, with what came of its older solution."""
    table = pl.read_parquet(shared / "data/neo_catalog.parquet")
    some = tmp_path / "some.parquet"
    older = pl.col("hp_src").str.starts_with("NEODyS")
    row = table.filter(older & (pl.col("mpc2021_U") == "0")).head(1)
    row.write_parquet(some)
    name = row["pdes"][0]
    words = [*WINDLASS, "targets", name]
    none = subprocess.run(words, capture_output=True, text=True, env=command.env)
    assert none.returncode == 2
    assert "unknown asteroid" in none.stderr
    assert command("update", "--from", str(some)).code == 0
    done = subprocess.run(words, capture_output=True, text=True, env=command.env)
    assert done.returncode == 0, done.stderr
    assert "older solution against the present rounded elements: fits, off by 0.0" in done.stdout
    plain = subprocess.run([*words, "--json"], capture_output=True, text=True, env=command.env)
    assert json.loads(plain.stdout)["orbit"]["older_solution"] == "fits"


def test_approaches_alone(command: Command, shared: Path) -> None:
    done = command("update", "--from", str(shared / "data/api/cad/doc_example_v1.5.json"))
    assert done.code == 0
    assert "3 close approaches are installed, and no asteroids" in done.out
    plain = json.loads(command("info", "--json").out)
    assert (plain["count"], plain["close_approaches"]["count"]) == (0, 3)


@pytest.mark.parametrize(
    ("words", "code", "match"),
    [
        (["info"], 3, "no catalogue is installed.*windlass catalogue update"),
        (["update", "--from", "nowhere.json"], 3, "cannot be read.*nowhere.json"),
        (["update", "--approaches", "2040..2020"], 2, "--approaches.*before it starts"),
        (["update", "--approaches", "soon"], 2, "no span of dates"),
        (["update", "--url", "ftp://x"], 2, "no http or https address"),
        (["update", "--from", "x", "--url", "http://x"], 2, "not both"),
        (["updat"], 2, 'Did you mean "update"'),
        (["update", "--form", "x"], 2, "--form"),
    ],
)
def test_what_is_wrong_in_words(command: Command, words: list[str], code: int, match: str) -> None:
    done = command(*words)
    assert done.code == code
    assert re.search(match, done.err), done.err
    assert done.err.startswith("windlass: ")
    assert done.err.count("\n") == 1
    assert json.loads(command(*words, "--json").out)["exit_code"] == code


def test_nobody_answers(tmp_path: Path) -> None:
    """Address of a port that nobody listens on: said at once, asked again with waits."""
    with Service() as gone:
        url = gone.url
    command = Command(tmp_path, url)
    process = command.start("update")
    assert process.stderr is not None
    first = process.stderr.readline().decode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert first.startswith("windlass: no connection; is there a network?; asking again in 2 s")


def test_damage_is_told(command: Command, shared: Path) -> None:
    assert command("update", "--from", str(shared / "data/api/mpc/2020AB_mpcorb.json")).code == 0
    file = command.data / "catalogue" / "neo.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    done = command("info")
    assert done.code == 3
    assert "catalogue is damaged: neo.parquet" in done.err
    assert os.fspath(file) in done.err


def test_a_solution_with_its_covariance(command: Command, service: Service) -> None:
    service.bodies = {"2030 AD": body(3), "2030 AE": body(4, sure=False)}
    none = command("solution")
    assert none.code == 0
    assert "windlass catalogue solution NAME" in none.out
    done = command("solution", "2030 AD", "2030 AE")
    assert done.code == 0, done.err
    assert "covariance of 6 parameters" in done.out
    assert "the service gives none" in done.out
    kept = command("solution", "--json")
    first, second = json.loads(kept.out)["solutions"]
    assert (first["designation"], first["condition_code"]) == ("2030 AD", 3)
    assert first["covariance"][0] == "e"
    assert second["covariance"] is None
    bad = command("solution", "nothing")
    assert bad.code == 3
    assert "knows no such body" in bad.err
    assert "Traceback" not in bad.err
