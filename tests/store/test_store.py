"""Runs come back as they were put, under the names that people give them."""

import hashlib
import sqlite3
import threading
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import text

from windlass.base.canonical import content_hash
from windlass.base.errors import InvalidInput, SourceError
from windlass.store import Store, default_folder
from windlass.store.schema import VERSION, writing

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
data = st.dictionaries(st.text(), plain, max_size=4)
frames = st.dictionaries(
    st.from_regex(r"[a-z0-9][a-z0-9.-]{0,12}", fullmatch=True),
    st.lists(st.tuples(st.floats(width=64), st.none() | st.integers(-9, 9), st.text())).map(
        lambda rows: pl.DataFrame(
            rows, schema={"a_m": pl.Float64, "n": pl.Int64, "of": pl.String}, orient="row"
        )
    ),
    max_size=3,
)


def name_of(what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def put(store: Store, run_id: str, **given: Any) -> None:
    parts: dict[str, Any] = {
        "kind": "study",
        "title": "To a high lunar orbit",
        "scenario": {"target": "2008 HU4"},
        "result": {"returned_kg": 431.5},
        "arrays": {"trade": pl.DataFrame({"returned_kg": [1.0, 2.0]})},
    }
    store.put(run_id, **(parts | given))


def results(folder: Path) -> list[dict[str, Any]]:
    store = Store.open(folder)
    return [store.get(one.run_id).result for one in store.runs()]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "kept")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=data, result=data, arrays=frames, title=st.text(max_size=200))
def test_a_run_comes_back_as_it_was_put(
    tmp_path_factory: pytest.TempPathFactory,
    scenario: dict[str, Any],
    result: dict[str, Any],
    arrays: dict[str, pl.DataFrame],
    title: str,
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    run_id = content_hash([scenario, result])
    put(Store.open(folder), run_id, title=title, scenario=scenario, result=result, arrays=arrays)
    run = Store.open(folder).get(run_id)
    assert (run.run_id, run.kind, run.title) == (run_id, "study", title)
    assert run.scenario == scenario
    assert run.result == result
    found = run.arrays()
    assert set(found) == set(arrays)
    for key, frame in arrays.items():
        assert_frame_equal(found[key], frame, check_exact=True)


def test_numbers_keep_their_kind_and_every_digit(store: Store) -> None:
    exact = {"whole": 3, "float": 3.0, "third": 1 / 3, "tiny": 5e-324, "big": 2**70}
    put(store, name_of(1), result=exact)
    found = store.get("latest").result
    assert found == exact
    assert {key: type(value) for key, value in found.items()} == {
        key: type(value) for key, value in exact.items()
    }


def test_latest_follows_what_was_asked_last_not_what_was_stored_last(store: Store) -> None:
    first, second = name_of(1), name_of(2)
    put(store, first)
    put(store, second)
    assert store.get("latest").run_id == second
    put(store, first)
    assert store.get("latest").run_id == first
    store.touch(second)
    assert store.find("latest") == second
    assert [one.run_id for one in store.runs()] == [second, first]
    assert all(one.kind == "study" and one.at_utc.endswith("Z") for one in store.runs())


def test_what_is_there_is_not_written_again(store: Store) -> None:
    put(store, name_of(1), result={"returned_kg": 1.0})
    put(store, name_of(1), result={"returned_kg": 2.0})
    assert store.get("latest").result == {"returned_kg": 1.0}
    assert len(store.runs()) == 1


def test_a_run_is_found_by_the_start_of_its_id(store: Store) -> None:
    near = ["ab" + "0" * 62, "ab" + "0" * 14 + "1" * 48, "cd" + "0" * 62]
    for run_id in near:
        put(store, run_id)
    assert store.get("cd").run_id == near[2]
    assert store.get("CD00").run_id == near[2]
    assert store.get(near[0]).run_id == near[0]
    with pytest.raises(InvalidInput, match="ambiguous run") as caught:
        store.get("ab")
    # The ids that it names tell the runs apart, though their first twelve digits are the same.
    named = caught.value.remedy.removeprefix("use latest, or one of: ").split(", ")
    assert {store.find(one) for one in named} == set(near[:2])
    with pytest.raises(InvalidInput, match=r"unknown run \(got 'cd1'\).*cd0000000000"):
        store.get("cd1")
    with pytest.raises(InvalidInput, match="unknown run"):
        store.get("")


def test_an_empty_store_says_so(store: Store) -> None:
    assert store.runs() == []
    assert not store.has(name_of(1))
    with pytest.raises(InvalidInput, match="holds no run"):
        store.get("latest")
    with pytest.raises(InvalidInput, match="unknown run"):
        store.touch(name_of(1))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_result_that_is_not_finite_is_refused_by_its_path(store: Store, bad: float) -> None:
    with pytest.raises(InvalidInput, match=r"\$\.result\.options\[1\]\.dv_m_s is not finite"):
        put(store, name_of(1), result={"options": [{}, {"dv_m_s": bad}]})
    assert store.runs() == []
    assert list((store.folder / "arrays").iterdir()) == []


@pytest.mark.parametrize("bad", ["", "latest", "A" * 64, "0" * 63, "../" + "0" * 61])
def test_an_id_that_is_no_hash_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(InvalidInput, match="no SHA-256"):
        put(store, bad)


def test_nothing_of_the_clock_is_in_what_is_hashed(tmp_path: Path) -> None:
    """Two stores filled apart in time hold the same bytes but for the time of asking."""
    rows = []
    for place in ("one", "two"):
        put(Store.open(tmp_path / place), name_of(1))
        with sqlite3.connect(tmp_path / place / "runs.sqlite") as link:
            rows.append(link.execute("select * from runs").fetchall())
        link.close()
    assert rows[0] == rows[1]
    files = [
        sorted(
            (path.relative_to(tmp_path / place), path.read_bytes())
            for path in (tmp_path / place / "arrays").rglob("*.parquet")
        )
        for place in ("one", "two")
    ]
    assert files[0]
    assert files[0] == files[1]


@pytest.mark.parametrize(
    "harm",
    [
        "replace(body, '431.5', '631.5')",
        "cast(replace(body, '431.5', '631.5') as blob)",
        "substr(body, 1, 40)",
        "x''",
    ],
)
def test_a_damaged_row_is_told_and_mended_by_putting_again(store: Store, harm: str) -> None:
    run_id = name_of(1)
    put(store, run_id)
    with writing(store.engine) as link:
        link.execute(text(f"update runs set body = {harm}"))
    with pytest.raises(SourceError, match=f"stored run is damaged .*{run_id[:12]}.*--fresh"):
        store.get("latest")
    put(store, run_id)
    assert store.get("latest").result == {"returned_kg": 431.5}
    assert len(store.runs()) == 1


def test_a_row_of_another_form_is_told(store: Store) -> None:
    put(store, name_of(1))
    body = b'{"result":{}}'
    with writing(store.engine) as link:
        link.execute(
            text("update runs set body = :body, body_sha256 = :hash"),
            {"body": body, "hash": hashlib.sha256(body).hexdigest()},
        )
    with pytest.raises(SourceError, match=r"not of the form.*--fresh"):
        store.get("latest")


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_table_is_told_and_mended_by_putting_again(store: Store, harm: str) -> None:
    run_id = name_of(1)
    put(store, run_id)
    path = store.folder / "arrays" / run_id / "trade.parquet"
    whole = path.read_bytes()
    if harm == "flip":
        path.write_bytes(whole[:20] + bytes([whole[20] ^ 1]) + whole[21:])
    elif harm == "cut":
        path.write_bytes(whole[:-1])
    else:
        path.unlink()
    run = store.get("latest")
    assert run.result == {"returned_kg": 431.5}
    with pytest.raises(SourceError, match=f"stored table trade of run {run_id[:12]}.*--fresh"):
        run.arrays()
    put(store, run_id)
    assert store.get("latest").array("trade").height == 2
    assert path.read_bytes() == whole


def test_a_table_that_is_not_there_is_told_with_near_names(store: Store) -> None:
    put(store, name_of(1))
    with pytest.raises(InvalidInput, match=r"has no such table \(got 'trad'\).*trade"):
        store.get("latest").array("trad")


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path)
    link = sqlite3.connect(tmp_path / "runs.sqlite")
    link.execute("update store set version = ?", (VERSION + 1,))
    link.execute("drop table asked")  # a newer version may have other tables
    link.commit()
    with pytest.raises(SourceError, match=f"version {VERSION + 1}, .* up to {VERSION}.*newer"):
        Store.open(tmp_path)
    tables = {name for (name,) in link.execute("select name from sqlite_master")}
    link.close()
    assert "asked" not in tables


def test_opening_waits_for_another_process_that_makes_the_same_store(tmp_path: Path) -> None:
    link = sqlite3.connect(tmp_path / "runs.sqlite", check_same_thread=False)
    link.execute("begin immediate")
    timer = threading.Timer(0.3, link.commit)
    timer.start()
    put(Store.open(tmp_path), name_of(1))
    assert not timer.is_alive()
    timer.join()
    link.close()
    assert Store.open(tmp_path).find("latest") == name_of(1)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"Not what you think. " * 100)
    with pytest.raises(SourceError, match=r"cannot be opened: .*not a database.*move the file"):
        Store.open(tmp_path)


def test_a_database_cut_short_is_told(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for i in range(30):
        put(store, name_of(i), result={"text": "x" * 2000})
    whole = (tmp_path / "runs.sqlite").read_bytes()
    (tmp_path / "runs.sqlite").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(SourceError, match=r"store cannot be (read|opened).*move the file away"):
        results(tmp_path)


def test_a_url_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="database cannot be used"):
        Store.open(tmp_path, url="no url")
    with pytest.raises(InvalidInput, match=r"database cannot be used.*URL such as"):
        Store.open(tmp_path, url="nosuchbase://there/x")


def test_a_database_given_by_url_holds_the_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    put(Store.open(tmp_path / "kept", url=url), name_of(1))
    assert not (tmp_path / "kept" / "runs.sqlite").exists()
    assert Store.open(tmp_path / "kept", url=url).get("latest").array("trade").height == 2


def test_a_folder_with_an_odd_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "what? 50% #1 é"
    put(Store.open(folder), name_of(1))
    assert (folder / "runs.sqlite").is_file()
    assert Store.open(folder).find("latest") == name_of(1)


def test_a_store_stays_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path)
    store = Store.open(Path("kept"))
    monkeypatch.chdir(tmp_path / "away")
    put(store, name_of(1))
    assert store.get("latest").array("trade").height == 2
    assert not list((tmp_path / "away").iterdir())


def test_the_default_folder_is_of_the_environment_or_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WINDLASS_HOME", raising=False)
    assert default_folder() == tmp_path / ".windlass"
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path / "mine"))
    put(Store.open(), name_of(1))
    assert (tmp_path / "mine" / "runs.sqlite").is_file()
