"""``windlass verify``: files out and in again, pages, what is refused and how."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.verify.hop import hop
from windlass.cli.main import main
from windlass.verify import export


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("verify")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_HOME", str(folder / "home"))
        patch.chdir(folder)
        export.write(hop(), folder, "hop", created="2026-11-22T00:00:00")
        yield folder


def test_a_file_is_flown_judged_and_written_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["verify", "hop.oem", "--samples", "20", "--out", "again", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    (made,) = told["verdicts"]
    assert told["counts"]["found"] == 1
    assert made["kind"] == "file"
    assert made["judges"][0]["same_forces_miss_m"] < 100.0
    assert made["dv_m_s"] == pytest.approx(made["claimed_dv_m_s"], abs=1e-3)
    assert (made["verdict"], made["flies"]) == ("not certifiable", "certified")
    assert "a file does not tell what it carries, nor how sure it is" in made["why"]
    page, figures, orbit = (Path(one) for one in made["files"])
    assert "Verdict on a trajectory" in page.read_text(encoding="utf-8")
    assert json.loads(figures.read_text())["verdict"] == "not certifiable"
    # what it wrote holds as well
    assert main(["verify", str(orbit), "--samples", "0", "--as", "none"]) == 0
    said = capsys.readouterr().out
    assert "holds" in said
    assert "Not certifiable: not computed: its spread." in said


def test_a_file_with_a_hidden_push_is_refuted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path("hop.oem").read_text().splitlines()
    where = [k for k, line in enumerate(lines) if line[:4].isdigit()]
    spoiled = lines[where[len(where) // 3]].split()
    spoiled[1] = str(float(spoiled[1]) + 500.0)  # km
    lines[where[len(where) // 3]] = " ".join(spoiled)
    Path("spoiled.oem").write_text("\n".join(lines) + "\n")
    assert main(["verify", "spoiled.oem", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)["verdicts"]
    assert made["verdict"] == "refuted"
    assert made["dv_m_s"] is None


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["nothing.oem"], "nothing.oem"),
        (["retrievable-none"], "no such screen"),
        (["hop.oem", "--samples", "3"], "--samples"),
        (["hop.oem", "--as", "tape"], "--as"),
        (["hop.oem", "--tug", "keck-2012"], "--mass-t"),
        (["hop.oem", "--mass-t", "300"], "--mass-t"),
        (["hop.oem", "--seed", "-1"], "--seed"),
        (["hop.oem", "--out", "."], "written over"),
        (["hop.oem", "--clones", "0"], "clones"),
        (["hop.oem", "--after", "soon"], "--after"),
        (["hop.oem", "--solution", "hop.oem"], ""),
    ],
)
def test_what_is_refused_says_what(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert main(["verify", *words, "--json"]) in (2, 3)
    said = capsys.readouterr()
    assert named in said.err
    assert json.loads(said.out)["message" if "message" in json.loads(said.out) else "error"]
