"""``init``, ``study`` and what is asked of a run: the journey of a user, and its wrong turns."""

import contextlib
import json
import re
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

SHIPPED = Path(__file__).resolve().parents[2] / "src/windlass/data/scenarios"
ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
FIGURE = re.compile(r"^[a-z0-9_]+(_USD\d{4}(_kg)?)?$")
"""A key of the JSON: plain but for money, which carries its currency and year."""


def copy_of(shell: Any, folder: Path) -> Any:
    """Return a shell in a folder of its own, as ``init`` made the other, nothing run in it."""
    shutil.copytree(shell.folder / "scenarios", folder / "scenarios")
    shutil.copy(shell.folder / "windlass.toml", folder)
    return type(shell)(folder)


@pytest.fixture(scope="module")
def one(studied: Any) -> str:
    """The shipped scenario with one of its options, for what hangs on none of the others."""
    whole = (SHIPPED / "2008-hu4.toml").read_text(encoding="utf-8")
    text, gone = re.subn(r"^\[option\.(mars-orbit|in-place)\]\n(.+\n)+", "", whole, flags=re.M)
    assert gone == 2
    (studied.shell.folder / "scenarios" / "one.toml").write_text(text, encoding="utf-8")
    return "scenarios/one.toml"


# --- init -----------------------------------------------------------------------------------------


def test_init_makes_a_folder_that_study_knows(demo: Any) -> None:
    there = {str(path.relative_to(demo.folder)) for path in demo.folder.rglob("*.toml")}
    assert there >= {"windlass.toml"} | {f"scenarios/{p.name}" for p in SHIPPED.glob("*.toml")}
    assert (demo.folder / "README.md").is_file()


def test_init_writes_over_nothing_unless_told(shell: Any) -> None:
    assert shell("init", "a b").out.endswith("Next: cd 'a b' && windlass study\n")
    mine = shell.folder / "a b" / "scenarios" / "2008-hu4.toml"
    mine.write_text("mine")
    done = shell("init", "a b", "--json")
    assert done.code == 2
    assert "scenarios/2008-hu4.toml" in json.loads(done.out)["value"]
    assert "--force" in done.err
    assert mine.read_text() == "mine"
    forced = shell("init", "a b", "--force", "--json")
    assert forced.code == 0
    assert "scenarios/2008-hu4.toml" in json.loads(forced.out)["files"]
    assert mine.read_text() == (SHIPPED / "2008-hu4.toml").read_text()


def test_init_where_a_file_stands(shell: Any) -> None:
    (shell.folder / "file").write_text("")
    done = shell("init", "file")
    assert done.code == 3
    assert "folder cannot be written" in done.err


# --- study ----------------------------------------------------------------------------------------


def test_study_prints_the_answer_the_options_and_where_they_are(studied: Any) -> None:
    done = studied.done
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    blank = lines.index("")
    assert 3 <= blank <= 10, "at most ten lines before the table"
    assert lines[0].startswith("2008 HU4: about ")
    assert lines[1].startswith("Best: ")
    assert not ESCAPE.search(done.out), "no control characters into a pipe"
    table = lines[blank + 1 :]
    assert all(
        word in table[0] for word in ("option", "returned", "lift-off", "duration", "propellant")
    )
    assert sum("★" in line for line in table) == 1
    assert any("  fails: " in line for line in table)
    assert max(len(line) for line in table if "★" in line or "✗" in line) <= 80
    (report,) = re.findall(r"Report: (\S+)$", done.out, re.M)
    (run,) = re.findall(r"Run ([0-9a-f]{12}), kept", done.out)
    assert report == f"reports/2008-hu4-{run}.html"
    page = (studied.shell.folder / report).read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")


@pytest.fixture(scope="session")
def answer(studied: Any) -> dict[str, Any]:
    assert studied.done.code == 0
    done = studied.shell(*studied.words, "--json")
    assert done.code == 0
    assert "is kept" in done.err, "answered from the store"
    assert not ESCAPE.search(done.out)
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_json_has_units_in_its_keys_and_agrees_with_the_text(
    studied: Any, answer: dict[str, Any]
) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", answer["run_id"])
    assert answer["answer"] == studied.done.out.splitlines()[: len(answer["answer"])]
    assert answer["feasible"] is True
    assert [option["key"] for option in answer["options"]] == [
        "earth-moon",
        "mars-orbit",
        "in-place",
    ]
    best = answer["recommended"]
    variants = {
        (option["key"], one["key"]): one
        for option in answer["options"]
        for one in option["variants"]
    }
    found = variants[best["option"], best["variant"]]
    assert found["feasible"] is True
    assert found["reasons"] == []
    assert {"returned_t", "propellant_t", "return_dv_m_s", "launch_mass_t"} <= set(found)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["launch_date"])
    assert f"{found['returned_t']:.4g} t" in studied.done.out
    for one in variants.values():
        assert all(FIGURE.match(key) for key in one)
        assert one["feasible"] == (not one["reasons"])
        for reason in one["reasons"]:
            assert reason["text"]
            ends = {key.partition("_")[2] for key in reason if key.startswith(("have", "need"))}
            assert len(ends) <= 1, "have and need in one unit"


def test_masses_of_the_events_add_up(answer: dict[str, Any]) -> None:
    best = answer["recommended"]
    (found,) = (
        one
        for option in answer["options"]
        for one in option["variants"]
        if (option["key"], one["key"]) == (best["option"], best["variant"])
    )
    spent = sum(event["propellant_t"] for event in found["events"])
    assert found["events"]
    assert spent == pytest.approx(found["propellant_t"], rel=1e-9)
    for event in found["events"]:
        if event["kind"] == "burn":
            change = event["before_t"] - event["after_t"]
            assert change == pytest.approx(event["propellant_t"], rel=1e-9)


def test_the_same_question_has_the_same_bytes(studied: Any, answer: dict[str, Any]) -> None:
    again = studied.shell(*studied.words, "--json", "--fresh")
    assert again.code == 0
    assert "is kept" not in again.err
    assert json.loads(again.out) == answer
    page = studied.shell.folder / answer["report"]
    before = page.read_bytes()
    assert studied.shell.inside("report", "latest").code == 0
    assert page.read_bytes() == before


def test_without_store_nothing_is_kept(studied: Any, one: str, tmp_path: Path) -> None:
    shell = copy_of(studied.shell, tmp_path)
    verb, *sets = studied.words
    done = shell.inside(verb, one, *sets, "--no-store", "--report", "sub/mine.html", "--json")
    assert done.code == 0
    assert json.loads(done.out)["report"] == "sub/mine.html"
    assert (tmp_path / "sub/mine.html").is_file()
    assert not (tmp_path / ".windlass").exists()


def test_claims_of_a_run_in_words_and_as_json(studied: Any, answer: dict[str, Any]) -> None:
    done = studied.shell("claims", "latest")
    assert done.code == 0, done.err
    found = json.loads(studied.shell.inside("claims", "latest", "--json").out)
    assert found["run_id"] == answer["run_id"]
    assert found["claims"] == answer["claims"]
    assert found["count"] == len(found["claims"]) > 0
    for one in found["claims"]:
        assert f"{one['key']}  {one['text']}" in done.out
        assert one["status"] in done.out
        if one["decides"] is not None:
            assert one["decides"]["sources"], "every range has a source"


def test_cost_of_a_run_is_explained_down_to_its_sources(studied: Any) -> None:
    done = studied.shell.inside("explain", "latest", "cost.total")
    assert done.code == 0, done.err
    assert "USD" in done.out
    assert "cost.launches" in done.out


def test_a_claim_in_another_unit_than_its_figure_is_refused(studied: Any, one: str) -> None:
    claim = 'claim.x={text="t", figure="cost.total", value="5 t", option="earth-moon"}'
    verb, *sets = studied.words
    done = studied.shell.inside(verb, one, *sets, "--set", claim, "--no-store")
    assert done.code == 2
    assert "claim.x has another unit than its figure" in done.err
    assert "USD" in done.err


def test_a_claim_on_no_figure_is_refused_with_near_ones(studied: Any, one: str) -> None:
    claim = 'claim.x={text="t", figure="cost.totl", value="5 bn USD2024", option="earth-moon"}'
    verb, *sets = studied.words
    done = studied.shell.inside(verb, one, *sets, "--set", claim, "--no-store")
    assert done.code == 2
    assert "cost.totl" in done.err
    assert "cost.total" in done.err


def test_when_nothing_can_be_flown_the_report_is_written_all_the_same(studied: Any) -> None:
    sets = ("launch.parking_altitude=400 km", "body.mass=900000000 t",
            "option.earth-moon.returned_mass=whole", "option.in-place.mining_time=1 d",
            "option.in-place.plant_mass=900000 t")  # fmt: skip
    asked = [word for one in sets for word in ("--set", one)]
    done = studied.shell.inside(*studied.words, *asked, "--no-store", "--json")
    assert done.code == 6, done.err
    found = json.loads(done.out)
    assert found["feasible"] is False
    assert found["recommended"] is None
    assert (studied.shell.folder / found["report"]).is_file()
    reasons = [one["reasons"] for option in found["options"] for one in option["variants"]]
    assert all(reasons), "each says what makes it impossible"


@pytest.mark.parametrize(
    ("words", "code", "match"),
    [
        (["study", "none.toml"], 3, "no such scenario file"),
        (["study", "--set", "tug.powr=5 kW"], 2, r"--set: tug\.powr: unknown key.*power\?"),
        (["study", "--set", "tug.power=5 kg"], 2, "wrong dimension, W is wanted"),
        (["study", "--set", "tug.dry_mass=-5 t"], 2, "above 0 kg"),
        (["study", "--set", "launch.vehicle=falcon-heavy"], 2, "near: falcon-heavy"),
        (["study", "--set", "tug.use=keck"], 2, "near: keck-2012"),
        (["study", "--target", "2008 HU5"], 2, r"unknown asteroid \(got '2008 HU5'\).*2008 HU4"),
        (["study", "--named", "heavi"], 2, r"did you mean heavy\?"),
        (["study", "--set", "window.launch=1200..1201"], 2, "12[0-9][0-9]"),
        (["study", "--set", "window.latest_return=2900"], 2, "2900"),
        (["study", "--from", "none.json"], 3, r"none\.json"),
        (["porkchop", "Bennu", "--depart", "2035"], 2, "--depart: no span of dates"),
        (["porkchop", "Bennu", "--depart", "2035..2036", "--tof", "9 d..5 d"], 2, "out of order"),
        (["porkchop", "Bennu", "--depart", "2035..2036", "--step", "0 d"], 2, "--step"),
        (["porkchop", "Bennu", "--depart", "2035..2036", "--step", "1 s"], 2, "too many cells"),
        (["porkchop", "Bennu", "--depart", "2035..2036", "--body", "pluto9"], 2, "pluto9"),
        (["targets"], 2, "which asteroid"),
        (["targets", "Ceress"], 2, "unknown asteroid"),
        (["explain", "latest", "return.propelant"], 2, "near: .*return.propellant"),
        (["explain", "zzzz", "propellant"], 2, "unknown run"),
        (["export", "latest", "--as", "pdf"], 2, "use parquet, csv, json"),
        (["cite", "latest", "nothing.like.it"], 2, "unknown figure"),
    ],
)
def test_bad_input_is_told_with_its_exit_code(
    studied: Any,
    words: list[str],
    code: int,
    match: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process, for speed; that processes end with these codes is tested elsewhere."""
    from windlass.cli.main import main

    monkeypatch.chdir(studied.shell.folder)
    monkeypatch.delenv("WINDLASS_HOME", raising=False)
    assert main([*words, "--json"]) == code
    shown = capsys.readouterr()
    assert re.search(match, shown.err), shown.err
    assert json.loads(shown.out)["exit_code"] == code


def test_an_empty_folder_says_where_to_begin(shell: Any) -> None:
    done = shell("study")
    assert done.code == 2
    assert "windlass init" in done.err
    assert done.out == ""
    done = shell.inside("explain", "latest", "propellant")
    assert done.code == 2
    assert "run `windlass study` first" in done.err
    assert "No run is kept here" in shell.inside("runs").out


def test_of_several_scenarios_one_must_be_named(shell: Any) -> None:
    (shell.folder / "scenarios").mkdir()
    for name in ("a", "b"):
        (shell.folder / "scenarios" / f"{name}.toml").write_text("")
    done = shell.inside("study")
    assert done.code == 2
    assert "scenarios/a.toml, scenarios/b.toml" in done.err
    (shell.folder / "windlass.toml").write_text("default = ")
    done = shell.inside("study")
    assert done.code == 2
    assert "windlass.toml does not parse" in done.err
    (shell.folder / "windlass.toml").write_text('default = "scenarios/a.toml"')
    assert "scenarios/a.toml" in shell.inside("study").err


def test_a_catalogue_file_that_is_cut_is_told(shell: Any) -> None:
    (shell.folder / "cut.json").write_text('{"fields": ["full_name", "e"], "data": [["x"')
    done = shell.inside("targets", "x", "--from", "cut.json", "--json")
    assert done.code == 3
    assert "cut.json" in done.err
    assert json.loads(done.out)["error"] == "SourceError"


# --- what is asked of a run -----------------------------------------------------------------------


def test_explain_goes_down_to_sources(studied: Any, answer: dict[str, Any]) -> None:
    assert studied.shell.inside(*studied.words).code == 0, "asked last"
    done = studied.shell("explain", "latest", "return.propellant")
    assert done.code == 0
    best = "{option}.{variant}.".format(**answer["recommended"])
    assert done.out.startswith(f"{best}return.propellant = ")
    assert re.search(r"\d+% of its sensitivity rests on assumed", done.out)
    assert "brophy2012" in done.out
    short = studied.shell.inside(
        "explain", answer["run_id"][:10], "return.propellant", "--depth", "1"
    )
    assert short.code == 0
    assert "ask for more depth" in short.out
    assert len(short.out) < len(done.out)
    plain = json.loads(studied.shell.inside("explain", "latest", "return.propellant", "--json").out)
    assert plain["unit"] == "t"
    assert plain["tree"][0]["level"] == 0
    assert plain["sources"]
    for key in plain["sources"]:
        assert any(key in row["text"] for row in plain["tree"])
    cited = json.loads(studied.shell.inside("cite", "latest", "return.propellant", "--json").out)
    assert [line[1:].partition("]")[0] for line in cited] == plain["sources"]
    assert 0 <= plain["share_assumed"] <= 1


def test_figures_are_named_by_their_end_where_one_ends_so(
    studied: Any, answer: dict[str, Any]
) -> None:
    """An end that the recommended variant has is its alias; others must tell the variant."""
    run = answer["run_id"]
    assert studied.shell.inside("explain", run, "diameter").code == 0
    listed = json.loads(
        (studied.shell.folder / export(studied, run) / "run.json").read_text(encoding="utf-8")
    )["result"]["figures"]["names"]
    ends: dict[str, list[str]] = {}
    for name in listed:
        ends.setdefault(name.split(".", 2)[-1], []).append(name)
    end = next(e for e, names in ends.items() if len(names) > 1 and e not in listed)
    done = studied.shell.inside("explain", run, end)
    assert done.code == 2
    assert "several figures end so" in done.err
    assert all(name in done.err for name in ends[end])


def export(studied: Any, run: str) -> str:
    done = studied.shell.inside("export", run, "--as", "json", "--out", "out", "--json")
    assert done.code == 0
    (path,) = json.loads(done.out)
    return str(Path(path).parent)


def test_cite_prints_all_references_of_a_run(studied: Any, answer: dict[str, Any]) -> None:
    lines = studied.shell("cite", "latest").out.splitlines()
    assert len(lines) > 5
    assert all(re.match(r"\[[a-z0-9]+\] \S", line) for line in lines)


def test_runs_lists_what_is_kept(studied: Any, answer: dict[str, Any]) -> None:
    assert answer["run_id"][:12] in studied.shell("runs").out
    rows = json.loads(studied.shell.inside("runs", "--json").out)
    assert answer["run_id"] in [row["run_id"] for row in rows["rows"]]
    assert rows["count"] == len(rows["rows"])


def test_export_writes_every_table_in_every_format(studied: Any, answer: dict[str, Any]) -> None:
    done = studied.shell("export", answer["run_id"], "--as", "parquet,csv,json", "--json")
    assert done.code == 0, done.err
    paths = [studied.shell.folder / name for name in json.loads(done.out)]
    assert {path.suffix for path in paths} == {".parquet", ".csv", ".json"}
    for path in paths:
        if path.suffix == ".parquet":
            frame = pl.read_parquet(path)
            assert frame.height > 0
            other = pl.read_csv(path.with_suffix(".csv"), infer_schema_length=None)
            assert other.columns == frame.columns
            assert other.height == frame.height
    (whole,) = (path for path in paths if path.suffix == ".json")
    assert json.loads(whole.read_text())["run_id"] == answer["run_id"]


def test_report_writes_the_page_again(studied: Any, answer: dict[str, Any]) -> None:
    done = studied.shell("report", answer["run_id"], "--out", "again.html", "--json")
    assert done.code == 0
    assert json.loads(done.out)["report"] == "again.html"
    first = (studied.shell.folder / answer["report"]).read_bytes()
    assert (studied.shell.folder / "again.html").read_bytes() == first


def test_targets_say_what_is_known(shell: Any) -> None:
    done = shell("targets", "2008 HU4")
    assert done.code == 0
    for word in ("orbit at", "precision:", "uncertainty code", "diameter", "sbdb2026"):
        assert word in done.out
    plain = json.loads(shell.inside("targets", "2008hu4", "--json").out)
    assert plain["designation"] == "2008 HU4"
    assert plain["sources"]
    listed = json.loads(shell.inside("targets", "--list", "--json").out)
    assert listed["count"] == len(listed["rows"]) >= 60


def test_porkchop_prints_and_draws_the_best_leg(shell: Any) -> None:
    words = ["porkchop", "2008 EV5", "--depart", "2035..2036", "--tof", "100 d..300 d"]
    done = shell(*words, "--step", "20 d", "--out", "pork.html", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    best = found["best"]
    both = best["vinf_depart_m_s"] + best["vinf_arrive_m_s"]
    assert best["dv_m_s"] == pytest.approx(both)
    assert best["c3_km2_s2"] == pytest.approx(best["vinf_depart_m_s"] ** 2 / 1e6)
    assert found["page"] == "pork.html"
    assert (shell.folder / "pork.html").read_text().rstrip().endswith("</html>")
    back = shell.inside(*words, "--step", "20 d", "--back")
    assert back.code == 0
    assert back.out.splitlines()[0].endswith("to Earth")


def test_schema_is_json(shell: Any) -> None:
    assert "properties" in json.loads(shell("schema").out)
    assert shell.inside("schema", "--json").out.count("\n") == 1


# --- several processes ----------------------------------------------------------------------------


def test_two_runs_at_once_and_a_killed_one_leave_the_store_whole(
    studied: Any, one: str, tmp_path: Path
) -> None:
    """On one option: what is asked of the store hangs on none of the others."""
    shell = copy_of(studied.shell, tmp_path)
    verb, *sets = studied.words
    words = [verb, one, *sets]
    killed = shell.start(*words, "--set", "seed=2")
    together = [shell.start(*words, "--json") for _ in range(2)]
    time.sleep(2.0)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    ended = [process.communicate(timeout=300) for process in together]
    assert [process.returncode for process in together] == [0, 0], ended
    kept = shell.inside(*words, "--json")
    assert "is kept" in kept.err
    told = json.loads(kept.out)
    assert all(json.loads(out) == told for out, _ in ended)
    rows = json.loads(shell.inside("runs", "--json").out)["rows"]
    assert told["run_id"] in [row["run_id"] for row in rows]
    assert shell.inside("explain", "latest", "return.propellant").code == 0
    done = shell.inside(*words, "--set", "seed=2", "--json")
    assert done.code == 0, "what was killed can be asked again"


def test_ctrl_c_ends_a_study_with_130_and_a_store_that_can_be_read(
    studied: Any, tmp_path: Path
) -> None:
    shell = copy_of(studied.shell, tmp_path)
    process = shell.start(*studied.words)
    with contextlib.suppress(TimeoutError):
        for _ in range(600):  # the study has begun once it has opened its store
            if (tmp_path / ".windlass" / "runs.sqlite").exists():
                break
            time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err.decode()
    assert err.decode().endswith("windlass: interrupted\n")
    assert json.loads(shell.inside("runs", "--json").out)["count"] == 0
