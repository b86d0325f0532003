"""``windlass records``: the log from the command line, and what somebody did to its file."""

import json
import sqlite3
from typing import Any

import pytest

from tests.cli.base import WORDS, Base, reviewed
from windlass.store.record_log import FILE


@pytest.fixture
def base(shell: Any) -> Base:
    return reviewed(shell)


def altered(base: Base, sql: str) -> None:
    link = sqlite3.connect(base.folder / ".windlass" / FILE)
    with link:
        link.execute(sql)
    link.close()


def test_an_empty_log(shell: Any) -> None:
    base = Base(shell)
    assert "The log is empty" in base("records", "list")
    assert "No root is signed yet" in base("records", "verify")


def test_records_are_listed_and_shown(base: Base) -> None:
    told = json.loads(base("records", "list", "--json", "--last", "0"))
    assert told["count"] == len(told["rows"])
    assert told["rows"][0]["kind"] == "signature"
    one = json.loads(base("records", "list", "--kind", "document", "--json"))["rows"][0]
    shown = json.loads(base("records", "show", one["id"][:10], "--json"))
    assert shown["body"]["title"] == "Capture"
    assert base("records", "show", str(one["number"])).startswith(f"document {one['id']}")
    assert "kind of record" in base("records", "list", "--kind", "gossip", code=2)
    assert "no such record" in base("records", "show", "abcdef" * 3, code=2)


@pytest.mark.parametrize("how", ["cast({} as blob)", "{}", "length({})"])
def test_what_was_done_to_the_file_is_found_and_named(base: Base, how: str) -> None:
    base("records", "root", "--as", "Rhea", "--out", "root.json")
    assert "nothing was touched" in base("records", "verify", "--root", "root.json")
    new = "replace(data, 'Eleven', 'Twelve')"
    altered(base, f"update records set data = {how.format(new)} where kind = 'document'")
    told = json.loads(base("records", "verify", "--json", code=6))
    number = json.loads(base("records", "list", "--json", "--kind", "key"))  # these can be read
    assert number["count"] == 5
    assert {one["number"] for one in told["faults"]} >= {9}
    assert "record 9" in base("records", "verify", code=6)


def test_a_root_that_was_kept_elsewhere_finds_a_shorter_log(base: Base) -> None:
    base("records", "root", "--as", "Rhea", "--out", "root.json")
    for sql in ("delete from records where number > 5", "delete from nodes", "delete from roots"):
        altered(base, sql)
    assert "the log holds 6" in base("records", "verify", "--root", "root.json", code=6)
    base.write("bad.json", '{"size": 1}')
    assert "not what was expected" in base("records", "verify", "--root", "bad.json", code=2)
    base.write("bad.json", "no json")
    done = base.shell.inside("records", "verify", "--root", "bad.json", env=WORDS)
    assert (done.code, "does not parse" in done.err) == (3, True)


def test_a_proof_needs_no_log(base: Base, tmp_path_factory: pytest.TempPathFactory) -> None:
    base("records", "prove", "2", "--as", "Rhea", "--out", "proof.json")
    made = json.loads((base.folder / "proof.json").read_text(encoding="utf-8"))
    other = Base(type(base.shell)(tmp_path_factory.mktemp("elsewhere")))
    key = made["root"]["key"]
    other.write("proof.json", json.dumps(made))
    assert "It holds: role by Rhea" in other("records", "check", "proof.json", "--key", key)
    assert "another key" in other("records", "check", "proof.json", "--key", "00", code=6)
    for change, told in (
        ({"record": made["record"].replace("Rhea", "Eve")}, "not under that root"),
        ({"proof": made["proof"][:-1]}, "not under that root"),
        ({"root": made["root"] | {"size": 5}}, "signature"),
    ):
        other.write("forged.json", json.dumps(made | change))
        assert told in other("records", "check", "forged.json", code=6)
    for change, told in (({"proof": ["x"]}, "hashes"), ({"root": {}}, "signed root")):
        other.write("forged.json", json.dumps(made | change))
        assert told in other("records", "check", "forged.json", code=2)
