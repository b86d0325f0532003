"""What the documentation shows runs as it is printed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NARROW = (
    ("launch", r"2028\.\.2042", "2035..2037"),
    ("latest_return", "2056", "2048"),
    ("step", "10 d", "20 d"),
    ("return_max", "2900 d", "2000 d"),
)
"""Of the shipped scenario: keys, and their values there and for a quick run."""


def test_notebook_recipe_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "howto" / "notebook.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(code) == 1
    shutil.copytree(ROOT / "src" / "windlass" / "data" / "scenarios", tmp_path / "scenarios")
    scenario = tmp_path / "scenarios" / "2008-hu4.toml"
    text = scenario.read_text(encoding="utf-8")
    for key, wide, narrow in NARROW:  # the same code, asked a quicker question
        text, found = re.subn(rf'^{key} = "{wide}"', f'{key} = "{narrow}"', text, flags=re.M)
        assert found == 1, key
    scenario.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code[0]], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2008 HU4")
    assert re.search(r"^[\d.]+ t$", done.stdout, re.M), "mass as an astropy Quantity"
    assert "[sbdb2026]" in done.stdout, "the catalogue is among the sources"
    assert "depart_s" in done.stdout, "columns of the porkchop"


def test_pages_name_only_keys_that_a_scenario_knows(tmp_path: Path) -> None:
    """Every TOML fragment of the docs and every --set of them is accepted by the loader."""
    from windlass.studies.load import load

    scenario = ROOT / "src" / "windlass" / "data" / "scenarios" / "2008-hu4.toml"
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = {page: page.read_text(encoding="utf-8") for page in pages if "_build" not in page.parts}
    sets = {
        f"{key}={value}"
        for page in text.values()
        for key, value in re.findall(r'--set ([\w.-]+)="([^"]+)"', page)
    }
    assert len(sets) >= 3
    for item in sorted(sets):
        load(scenario, sets=[item])
    body = re.search(r"```toml\n(target.*?)```", text[ROOT / "docs/howto/own-target.md"], re.S)
    named = re.search(r"```toml\n(\[named.*?)```", text[ROOT / "docs/howto/override.md"], re.S)
    assert body
    assert named
    whole = scenario.read_text(encoding="utf-8")
    mixed = tmp_path / "mixed.toml"
    mixed.write_text(
        re.sub(r"^\[named\.heavy\]\n.*?\n\n", "", whole, flags=re.M | re.S)
        + "\n"
        + body[1].replace('target = "2008 HU4"', "")
        + "\n"
        + named[1]
    )
    made = load(mixed, named="heavy")
    assert made.body.diameter == 7.5
    assert made.tug.power == 80e3


def test_the_campaign_of_the_how_to_is_planned(tmp_path: Path) -> None:
    from windlass.studies.campaign_load import load
    from windlass.studies.campaign_run import run

    page = (ROOT / "docs" / "howto" / "campaign.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.S)
    (tmp_path / "outpost.toml").write_text(text)
    found = run(load(tmp_path / "outpost.toml"))
    assert found.holds
    assert found.plan is not None
    assert found.plan.flights().keys() == {"launcher", "lander"}


def test_every_room_is_in_the_reference() -> None:
    """But the shell's: commands have a page of their own."""
    room = re.compile(r'^    "(\w+)",$', re.M)
    told = set(room.findall((ROOT / "docs/_ext/reference_pages.py").read_text().split(")")[0]))
    there = {path.parent.name for path in (ROOT / "src/windlass").glob("*/__init__.py")}
    assert told == there - {"cli"}
    shown = set(re.findall(r"generated/api-(\w+)", (ROOT / "docs/reference/api.md").read_text()))
    assert shown == told
