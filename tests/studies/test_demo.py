"""The base that ``windlass init demo`` makes: what it promises is there to be found."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from windlass.store import Store
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog
from windlass.studies import demo
from windlass.studies.dock_told import told
from windlass.studies.documents import Desk
from windlass.studies.documents_told import overview

WORDS = {"WINDLASS_PASSPHRASE": demo.PASSPHRASE}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("base")
    done = Shell(folder).inside("init", "demo")
    assert done.code == 0, done.err
    assert "BASE.md" in done.out
    return Shell(folder / "demo")


def test_what_was_made_stands(base: Shell) -> None:
    home = base.folder / ".windlass"
    log = RecordLog.open(home)
    desk = Desk.open(log, Store.open(home))
    assert log.verify() == []
    assert desk.register.refused == {}
    assert DockBook.open(log).wrong() == []
    assert len(log.roots()) == 1


def test_the_specification_waits_for_an_objection(base: Shell) -> None:
    status = json.loads(base.inside("status", "--json").out)["rows"][0]
    assert (status["state"], status["stale"]) == ("review", False)
    assert status["objections"][0]["quote"] == "Crew shifts: up to 14 hours while loading"
    for who in ("Cole", "Xena"):
        done = base.inside("sign", "Capture programme", "--as", who, env=WORDS)
        assert done.code == 0, done.err
    assert "blocked by Xena" in done.out
    words = ("document", "overrule", status["objections"][0]["id"], "launch days", "--as", "Cole")
    assert base.inside(*words, env=WORDS).code == 0
    assert base.inside("sign", "--check", "Capture programme").code == 0


def test_the_dock_has_one_discrepancy_and_one_cause(base: Shell) -> None:
    data = told(DockBook.open(RecordLog.open(base.folder / ".windlass")))
    assert {one["account"] for one in data["findings"]} == {"Tug 1", "Store"}
    for one in data["findings"]:
        assert one["patterns"][0]["kind"] == "transposed code"
        assert one["patterns"][0]["accident"] < 0.01
    assert data["waiting"] == 2
    assert base.inside("dock", "discrepancies").code == 6


def test_nobody_passes_a_dock_without_leave(base: Shell) -> None:
    words = ("dock", "in", "BOX", "--kg", "3", "--from", "Supplier", "--to", "Store", "--dock",
             "South", "--as", "Lin")  # fmt: skip
    done = base.inside(*words)
    assert done.code == 2
    assert "nobody gave leave" in done.err


def test_another_folder_has_no_base_unless_asked(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.inside("init", "plain").code == 0
    assert not (tmp_path / "plain" / "keys").exists()
    assert shell.inside("init", "other", "--demo").code == 0
    assert (tmp_path / "other" / "keys" / "rhea.pem").exists()
    assert overview(Desk.open(RecordLog.open(tmp_path / "other" / ".windlass"),
                              Store.open(tmp_path / "other" / ".windlass")))  # fmt: skip
    again = shell.inside("init", "other", "--demo", "--force")
    assert again.code == 2
    assert "never written over" in again.err
