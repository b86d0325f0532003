"""``windlass label``, ``release`` and what ``--for`` shows of a run, by the demo's base."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SMALL, Shell
from windlass.studies import demo

WORDS = {"WINDLASS_PASSPHRASE": demo.PASSPHRASE}
TUG = "earth-moon.low-thrust.propellant"
STAGE = "earth-moon.impulsive.propellant"
CLI = Path(demo.__file__).parents[1] / "cli"
WITH_FOR = {"reader.py", "release.py"}
"""Modules that show what is kept to who is named with --for."""
HOUSE_ALONE = {
    "campaign_legs.py", "claims.py", "desk.py", "document.py", "dock_weigh.py", "export.py",
    "money.py", "money_more.py", "partners.py", "pay.py", "redirect.py", "report.py", "return_.py",
    "runs.py", "study.py",
}  # fmt: skip
"""Modules that open the store for the house; where they have --for, they ask the others first."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("release")
    assert Shell(folder).inside("init", "demo").code == 0
    shell = Shell(folder / "demo")
    assert shell("study", "scenarios/2008-hu4.toml", *SMALL).code == 0
    return shell


def ask(base: Shell, *words: str, code: int = 0) -> str:
    done = base.inside(*words, env=WORDS)
    assert done.code == code, (words, done.out, done.err)
    return done.err if code == 2 else done.out


def bundle(base: Shell, reader: str) -> Any:
    told = json.loads(ask(base, "export", "latest", "--for", reader, "--by", "Rhea", "--json"))
    return json.loads((base.folder / told["files"][0]).read_text(encoding="utf-8"))


def names(found: Any) -> set[str]:
    return {name for one in found["items"] for name in one["item"].get("names", ())}


def test_a_partner_gets_what_labels_say_and_no_trace_of_the_rest(base: Shell) -> None:
    run = json.loads(ask(base, "runs", "--json"))["rows"][0]
    south = bundle(base, "Southland")
    assert STAGE in names(south)
    assert not any("low-thrust" in name or name.startswith("tug.") for name in names(south))
    page = ask(base, "report", "latest", "--for", "Southland", "--out", "s.html")
    assert "Southland sees" in page
    said = [
        json.dumps(south), (base.folder / "s.html").read_text(encoding="utf-8"),
        ask(base, "explain", "latest", STAGE, "--for", "Southland"),
        ask(base, "explain", "latest", TUG, "--for", "Southland", code=2).replace(TUG, "", 1),
        ask(base, "cite", "latest", "--for", "Southland"),
        ask(base, "runs", "--for", "Southland"),
    ]  # fmt: skip
    for text in said:
        for secret in ("tug.", "low-thrust", run["run_id"][:12], run["title"]):
            assert secret not in text, (secret, text[:200])
    assert south["root"][:12] in said[-1]
    north = bundle(base, "Northland")
    assert {STAGE, TUG, "propellant"} <= names(north)
    assert "tug.isp" in ask(base, "explain", "latest", TUG, "--for", "Northland")


def test_an_authorisation_opens_and_its_end_closes(base: Shell) -> None:
    assert TUG not in names(bundle(base, "Southland"))
    words = ("label", "grant", "engine", "Southland", "--owner", "Northland", "--as")
    assert "was not delegate of Northland" in ask(base, *words, "Sam", code=2)
    given = json.loads(ask(base, *words, "Nora", "--json"))["id"]
    assert "Southland holds engine" in ask(base, "label", "list")
    assert TUG in names(bundle(base, "Southland"))
    ask(base, "label", "revoke", given[:10], "--as", "Nora")
    assert TUG not in names(bundle(base, "Southland"))
    assert "no such authorisation" in ask(base, "label", "revoke", "ff", "--as", "Nora", code=2)


def test_the_public_gets_a_bulletin_checked_from_itself(base: Shell, tmp_path: Path) -> None:
    told = json.loads(ask(base, "release", "latest", "--title", "What we know", "--as", "Rhea",
                          "--json"))  # fmt: skip
    file = base.folder / told["files"][0]
    found = json.loads(file.read_text(encoding="utf-8"))
    assert names(found)
    assert all(name.startswith("target.") for name in names(found))
    alone = Shell(tmp_path)
    (tmp_path / "b.json").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert "signed by Rhea" in ask(alone, "release", "b.json", "--check")
    ask(alone, "release", "b.json", "--check", "--public", found["public"].upper())
    assert "another key" in ask(alone, "release", "b.json", "--check", "--public", "00", code=6)
    found["items"][0]["item"]["value"] = 1e9
    (tmp_path / "b.json").write_text(json.dumps(found), encoding="utf-8")
    assert "altered" in ask(alone, "release", "b.json", "--check", code=6)
    assert json.loads(ask(alone, "release", "b.json", "--check", "--json", code=6))["good"] is False
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    assert alone.inside("release", "b.json", "--check").code == 3
    assert alone.inside("release", "none.json", "--check").code == 3
    page = (base.folder / told["files"][1]).read_text(encoding="utf-8")
    assert "What we know" in page


def test_who_may_not_or_is_not_is_told_so(base: Shell) -> None:
    before = len(json.loads(ask(base, "records", "list", "--json"))["rows"])
    for words, why in (
        (("export", "latest", "--for", "West", "--by", "Rhea"), "no such partner"),
        (("export", "latest", "--for", "Southland"), "nobody signs it"),
        (("runs", "--for", "West"), "no such partner"),
        (("report", "latest", "--for", "West"), "no such partner"),
        (("explain", "latest", "x", "--for", "West"), "no such partner"),
        (("cite", "latest", "--for", "West"), "no such partner"),
        (("release", "nothing", "--as", "Rhea"), "nothing"),
        (("label", "own", "a*b", "Northland", "--as", "Rhea"), "name of what is given"),
        (("label", "own", "stage.*", "Southland", "--as", "Nora"), "was not registrar"),
        (("label", "set", "tug.*", "open", "--owner", "Northland", "--as", "Sam"),
         "was not delegate of Northland"),
    ):  # fmt: skip
        assert why in ask(base, *words, code=2), words
    assert len(json.loads(ask(base, "records", "list", "--json"))["rows"]) == before


def test_what_others_asked_for_before_changes_nothing(base: Shell) -> None:
    """Neither what was exported to others, nor a run that is kept because they asked for it."""
    before = bundle(base, "Southland")
    bundle(base, "Northland")
    ask(base, "export", "latest", "--for", "public", "--by", "Rhea")
    after = bundle(base, "Southland")
    assert (before["root"], before["count"]) == (after["root"], after["count"])
    assert before["items"] == after["items"]


def test_a_reader_s_list_never_opens_a_run(base: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that how long it takes tells nothing of what is kept."""
    from windlass.store import Store

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a run was opened")

    for name in ("get", "runs"):
        monkeypatch.setattr(Store, name, never)
    assert "by Rhea" in ask(base, "runs", "--for", "Southland")


def test_every_module_that_opens_the_store_has_decided_for_whom() -> None:
    opens = re.compile(r"Store\.open\(\)|desk\.store\b")
    found = {path.name for path in CLI.glob("*.py") if opens.search(path.read_text("utf-8"))}
    assert found == WITH_FOR | HOUSE_ALONE
