"""``windlass money``: of a study by hand, kept as a study is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.report import sample_money
from windlass.base.canonical import content_hash
from windlass.store import Store

STUDY = content_hash("a study by hand")


@pytest.fixture
def kept(shell: Any) -> Any:
    """A folder that holds the study by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shell.folder)
        Store.open().put(STUDY, kind="study", title="Money by hand", scenario={"name": "by-hand"},
                         result=sample_money.result(), arrays={})  # fmt: skip
    return shell


def test_the_money_of_a_study_is_kept_and_shown(kept: Any) -> None:
    first = kept.inside("money", "study", "--paths", "512")
    assert first.code == 0, first.err
    assert "Present value at 7 %" in first.out
    assert "of 512 paths" in first.out
    page = kept.folder / first.out.rpartition("Page: ")[2].strip().replace("\n", "")
    assert page.exists()
    again = kept.inside("money", "study", STUDY[:12], "--paths", "512", "--json")
    told = json.loads(again.out)
    assert told["run_id"][:12] in first.out
    assert (told["kind"], told["study"], told["unit"]) == ("money", STUDY, "USD2024")
    listed = kept.inside("runs").out
    assert "money" in listed
    explained = kept.inside("explain", told["run_id"], "cost.levelised")
    assert "market" not in explained.out.splitlines()[0]
    assert "flag: learning curve" in explained.out
    written = kept.inside("report", told["run_id"], "--out", "again.html")
    assert (written.code, (kept.folder / "again.html").exists()) == (0, True)


def test_any_percentile_is_made_again(kept: Any) -> None:
    told = json.loads(kept.inside("money", "study", "--paths", "512", "--json").out)
    row = told["drawn"]["percentiles"][2]
    by_percent = kept.inside("money", "replay", "--percent", "90", "--json")
    by_path = kept.inside("money", "replay", "--path", str(row["path"]), "--json")
    assert json.loads(by_percent.out) == json.loads(by_path.out)
    assert json.loads(by_path.out)["npv"] == pytest.approx(row["npv"], rel=1e-9)
    assert "present value" in kept.inside("money", "replay", "--path", "3").out


def test_a_price_may_move_as_a_metals_did(kept: Any) -> None:
    told = json.loads(
        kept.inside("money", "study", "--paths", "64", "--volatility", "iridium", "--json").out
    )
    assert 0.3 < told["walk"][0] < 0.7


def test_wrong_turns_are_told(kept: Any, tmp_path: Path) -> None:
    for words, told in (
        (("study", "--variant", "x.y"), "no money is known of that variant"),
        (("study", "--over", "price"), "two assumptions"),
        (("study", "--paths", "0"), "number of paths"),
        (("study", "--volatility", "copper"), "no prices of that commodity"),
        (("replay",), "no run of `windlass money study`"),
        (("replay", STUDY[:12], "--path", "1"), "none of `windlass money study`"),
    ):
        done = kept.inside("money", *words)
        assert done.code == 2, words
        assert told in done.err
    kept.inside("money", "study", "--paths", "64")
    for words in (("replay",), ("replay", "--path", "1", "--percent", "5")):
        assert "which path" in kept.inside("money", *words).err


def test_without_a_study_there_is_no_money(shell: Any) -> None:
    done = shell.inside("money", "study")
    assert done.code == 2
    assert "run `windlass study` first" in done.err
