"""Releases: what a reader gets does not hang on what he may not see, and nothing else gets out."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import windlass as wl
from tests.records.test_labels import Log
from tests.test_api import SMALL
from windlass.base import ledger
from windlass.base.errors import InvalidInput, SourceError
from windlass.base.figure import Figure, derive, leaf
from windlass.base.label import Label
from windlass.records import canon, keys, labels
from windlass.records.labels import HOUSE, PUBLIC
from windlass.studies import release, visible
from windlass.studies.visible import Scope

KEY = keys.new()
AT = datetime(2032, 6, 1, tzinfo=UTC)
SECRET = b"s" * 32
BY_TRACE = Scope(always=("",))


def given_(name: str, value: float, **more: Any) -> Figure:
    return leaf(name, value, "kg", status=more.pop("status", "chosen"), **more)


def made(
    figures: dict[str, Figure], known: labels.Labels, reader: str, scope: Scope = BY_TRACE
) -> dict[str, Any]:
    return release.bundle(figures, scope, known, reader, key=KEY, by="Rhea", secret=SECRET, at=AT)


def world(secret: float, shape: list[tuple[int, int]], last: int) -> dict[str, Figure]:
    """Figures over four leaves, one of them the secret of North."""
    found = [given_(f"open.{k}", 1.0 + k) for k in range(3)] + [given_("tug.isp", secret)]
    for k, (i, j) in enumerate(shape):
        parts = {"a": found[i % len(found)], "b": found[j % len(found)]}
        found.append(derive(f"sum.{k}", "kg", lambda a, b: a + math.sin(b), parts, model="a sum"))
    return {one.name: one for one in found[: max(last, 1) + 4]}


def labelled() -> labels.Labels:
    log = Log()
    log.do("label", "Rhea", labels.set_body("open.*", HOUSE, "open"))
    log.do("label", "Rhea", labels.own_body("tug.*", "North"))
    log.do("label", "Nan", labels.set_body("tug.*", "North", "design", needs=["engine"]))
    return log.labels()


KNOWN = labelled()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8), st.integers(1, 8),
       st.floats(1.0, 1e6), st.sampled_from(["South", PUBLIC]))  # fmt: skip
def test_two_worlds_that_differ_in_a_secret_give_the_same_bytes(
    shape: list[tuple[int, int]], last: int, secret: float, reader: str
) -> None:
    one = made(world(3000.0, shape, last), KNOWN, reader)
    other = made(world(secret, shape, last), KNOWN, reader)
    assert canon.canonical(one) == canon.canonical(other)
    assert release.check(one) == ""
    text = json.dumps(one)
    assert "tug.isp" not in text


def below(one: Figure) -> set[str]:
    return visible.leaves(one)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8))
def test_all_that_stands_on_open_leaves_alone_is_there(shape: list[tuple[int, int]]) -> None:
    figures = world(3000.0, shape, 8)
    found = {name for row in made(figures, KNOWN, PUBLIC)["items"]
             for name in row["item"].get("names", ())}  # fmt: skip
    assert found == {name for name, one in figures.items() if "tug.isp=3000.0" not in below(one)}


@pytest.fixture(scope="module")
def runs() -> list[wl.Run]:
    """One small study three times: North's tug as it is, another, and one that gets nowhere."""
    found = []
    for key, value in (("tug.isp", "3000 s"), ("tug.isp", "1500 s"), ("tug.power", "1 kW")):
        ask = wl.scenario("2008-hu4").set("option.earth-moon.returned_mass", "90 t")
        for name, small in SMALL.items():
            ask = ask.set(name, small)
        found.append(wl.study(ask.set(key, value)))
    return found


def kept(run: wl.Run) -> dict[str, Figure]:
    return ledger.read(json.loads(json.dumps(ledger.write(run.figures))))


def scope(run: wl.Run) -> Scope:
    return Scope.study(run.result.data["scenario"])


def test_a_study_tells_nothing_of_a_secret_engine(runs: list[wl.Run]) -> None:
    """Not even whether it gets there, or which option is recommended."""
    log = Log()
    log.do("label", "Rhea", labels.set_body("*", HOUSE, "open"))
    log.do("label", "Rhea", labels.own_body("tug.*", "North"))
    recommended = [run.result.data["recommended"] for run in runs]
    assert recommended[0] != recommended[2]
    assert len(runs[0].figures) > len(runs[2].figures) > 200
    bundles = [made(kept(run), log.labels(), PUBLIC, scope(run)) for run in runs]
    texts = {canon.canonical(one) for one in bundles}
    assert len(texts) == 1
    told = {name for row in bundles[0]["items"] for name in row["item"].get("names", ())}
    assert "earth-moon.impulsive.return.propellant" in told
    assert not any(name.startswith("cost.") or ".low-thrust." in name for name in told)
    text = json.dumps(bundles)
    for secret in ("tug.", "low-thrust", *(one.result.run_id for one in runs)):
        assert secret not in text, secret


def test_who_sees_all_that_was_asked_for_sees_what_was_chosen(runs: list[wl.Run]) -> None:
    whole = {name for row in made(kept(runs[0]), labels_all(), PUBLIC, scope(runs[0]))["items"]
             for name in row["item"].get("names", ())}  # fmt: skip
    assert whole == set(runs[0].figures)


def labels_all() -> labels.Labels:
    log = Log()
    log.do("label", "Rhea", labels.set_body("*", HOUSE, "open"))
    return log.labels()


def test_by_default_only_what_comes_with_the_package_gets_out(runs: list[wl.Run]) -> None:
    bundle = made(dict(runs[0].figures), Log().labels(), "South", scope(runs[0]))
    for row in bundle["items"]:
        one = row["item"]
        assert one["made_of"] or one["sources"]
    assert 0 < bundle["count"] < 20


def test_free_text_and_own_labels_stay_behind() -> None:
    note = given_("open.a", 1.0, note="the engine gives 3000 s")
    low = given_("open.b", 1.0, label=Label(owners=frozenset({"North"}), data_class="design"))
    figures = {"sum": derive("sum", "kg", lambda a: a, {"a": note}, model="by 3000 s of impulse"),
               "open.b": low}  # fmt: skip
    bundle = made(figures, labels_all(), PUBLIC)
    assert [row["item"]["name"] for row in bundle["items"]] == ["open.a", "sum"]
    assert "3000" not in json.dumps(bundle)


def test_a_release_is_checked_from_itself() -> None:
    good = made(world(3.0, [(0, 1)], 4), KNOWN, "South")
    assert release.check(good, public=KEY.public) == ""
    assert "another key" in release.check(good, public=keys.new().public)
    for change, told in (
        ({"for": "West"}, "signature"), ({"title": "x"}, "signature"), ({"items": []}, "an item"),
        ({"count": 0}, "an item"), ({"more": 1}, "no release"), ({"kind": "x"}, "no release"),
        ({"root": "00" * 32}, "an item"), ({"signature": "00" * 64}, "signature"),
    ):  # fmt: skip
        assert told in release.check({**good, **change}), change
    bent = json.loads(json.dumps(good))
    bent["items"][0]["item"]["value"] += 1.0
    assert "an item" in release.check(bent)
    for junk in (None, [], {}, {"items": 3}, "x"):
        assert release.check(junk) == "this is no release"


def test_salts_are_a_secret_s(tmp_path: Path) -> None:
    secret = release.secret_of(tmp_path)
    assert release.secret_of(tmp_path) == secret
    assert (tmp_path / release.FILE).stat().st_mode & 0o077 == 0
    figures = world(3.0, [], 4)
    one = release.bundle(figures, BY_TRACE, KNOWN, "South", key=KEY, by="R", secret=secret, at=AT)
    other = release.bundle(figures, BY_TRACE, KNOWN, "South", key=KEY, by="R", secret=SECRET, at=AT)
    assert one["items"][0]["item"] == other["items"][0]["item"]
    assert one["root"] != other["root"]
    (tmp_path / release.FILE).write_bytes(b"short")
    with pytest.raises(SourceError, match="not 32 bytes"):
        release.secret_of(tmp_path)


def test_who_is_no_reader_is_told_so_and_nothing_else() -> None:
    with pytest.raises(InvalidInput, match="no such partner"):
        made(world(3.0, [], 4), KNOWN, "West")
