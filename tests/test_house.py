"""The house is in order: files that visitors meet, data with sources, nothing of one machine."""

import ast
import csv
import io
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.conftest import LONGEST
from windlass.base import sources
from windlass.base.figure import STATUSES

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "windlass"
TEXT = {".py", ".md", ".toml", ".cfg", ".bib", ".csv", ".lock", ".yaml", ".html", ".j2", ".js", ""}

# In pieces, so that this file passes its own test.
HOSTS = ("py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian.org")
MACHINE = re.compile(r"(?<![\w./:~-])/(?:root|work|home|Users|opt|mnt)/[\w.-]")


@cache
def tracked() -> tuple[Path, ...]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("not a git checkout: which files are tracked is not known")
    found = (ROOT / name for name in done.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_readme_shows_the_two_commands_on_its_first_screen() -> None:
    screen = (ROOT / "README.md").read_text().splitlines()[:30]
    assert any(line.startswith("make study") for line in screen)
    assert any(line.startswith("make test") for line in screen)
    assert any("windlass init demo && cd demo && windlass study" in line for line in screen)


def test_readme_states_time_and_size_of_the_installation() -> None:
    text = (ROOT / "README.md").read_text()
    minutes = re.search(r"(\d+) s to install", text)
    size = re.search(r"(\d+) MB installed", text)
    assert minutes is not None
    assert size is not None
    assert int(minutes[1]) < 6 * 60
    assert int(size[1]) < 1500


def test_files_that_are_begun_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []


def test_what_a_module_says_checks_it_is_there() -> None:
    named = re.compile(r"\b(?:tests|validation)/[\w/]+\.py\b")
    said = {
        (path.name, one)
        for path in SRC.rglob("*.py")
        for one in named.findall(path.read_text(encoding="utf-8"))
    }
    assert len(said) > 100
    assert not [(name, one) for name, one in sorted(said) if not (ROOT / one).is_file()]


def test_changelog_names_the_version() -> None:
    version = pyproject()["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.M)


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert pyproject()["project"]["license"] == "Apache-2.0"


def test_nothing_of_one_machine_in_tracked_files() -> None:
    faults = []
    for path in tracked():
        if path.suffix not in TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if MACHINE.search(line) or any(host in line for host in HOSTS):
                faults.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not faults, "\n".join(faults)


def test_no_tracked_file_is_heavy() -> None:
    heavy = [f"{p.relative_to(ROOT)}" for p in tracked() if p.stat().st_size > 2_000_000]
    assert not heavy


def entries(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "value" in node:
        yield path, node
    for key, part in node.items():
        if isinstance(part, Mapping):
            yield from entries(part, f"{path}.{key}")


WORDS = ("glossary", "signoff")
"""Tables of words, not of values."""


def tables() -> list[str]:
    return sorted(p.stem for p in (SRC / "data").glob("*.toml") if p.stem not in WORDS)


def texts(node: Any) -> Iterator[Any]:
    if isinstance(node, Mapping):
        for part in node.values():
            yield from texts(part)
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)
    else:
        yield node


@pytest.mark.parametrize("name", [n for n in WORDS if (SRC / "data" / f"{n}.toml").exists()])
def test_tables_of_words_hold_words_only(name: str) -> None:
    found = list(texts(sources.table(name)))
    assert found
    assert all(isinstance(text, str) and text.strip() for text in found)


@pytest.mark.parametrize("name", tables())
def test_every_entry_of_a_table_says_what_it_is(name: str) -> None:
    found = list(entries(sources.table(name), name))
    for path, entry in found:
        missing = {"value", "unit", "year", "source", "status"} - set(entry)
        assert not missing, f"{path} lacks {sorted(missing)}"
        assert entry["status"] in STATUSES, path
        assert entry["source"] in sources.bibliography(), f"{path} names {entry['source']}"
        if "low" in entry:
            assert entry["low"] <= entry["value"], path
        if "high" in entry:
            assert entry["high"] >= entry["value"], path
    assert found, f"{name} has no entry with a value"


@pytest.mark.parametrize("path", sorted((SRC / "data").glob("*.csv")), ids=lambda p: p.name)
def test_sources_of_csv_tables_exist(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if line.strip() and not line.startswith("#"))
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = [key for key in rows[0] if "source" in key]
    assert rows
    assert columns
    keys = {row[column] for row in rows for column in columns if row[column]}
    assert keys <= set(sources.bibliography()), keys - set(sources.bibliography())


def test_docs_explain_every_word_that_reports_explain() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    words = [entry["term"].lower() for entry in sources.table("glossary").values()]
    assert words
    assert not [word for word in words if word not in page]


def test_every_reference_in_the_code_exists() -> None:
    """Whatever looks like a key (author and year), and whatever is passed as a source."""
    like_a_key = re.compile(r"\b[a-z]{3,}(?:18|19|20)\d\d[a-z]?\b")
    unknown = set()
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # Solvers carry author and year as the names of their modules; those are keys too.
        named = set(like_a_key.findall(text)) | set(passed_as_sources(ast.parse(text)))
        unknown |= {f"{path.relative_to(ROOT)}: {k}" for k in named - set(sources.bibliography())}
    assert not unknown, "\n".join(sorted(unknown))


def passed_as_sources(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        given: ast.AST | None = None
        if isinstance(node, ast.keyword) and node.arg in ("sources", "source"):
            given = node.value
        elif isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            given = node.value if "SOURCES" in names else None
        parts = given.elts if isinstance(given, ast.Tuple) else []
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_references_are_not_given_twice() -> None:
    text = sources.read_data("references.bib").decode()
    keys = re.findall(r"^@\w+\{\s*([^,\s]+)", text, re.M)
    assert len(keys) == len(set(keys)), {k for k in keys if keys.count(k) > 1}
    assert set(keys) == set(sources.bibliography())
    for key, fields in sources.bibliography().items():
        assert {"author", "title", "year"} <= set(fields), f"{key} lacks author, title or year"


def lock() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.+]*", line) for line in pins)
    return {plain(name): version for name, _, version in (line.partition("==") for line in pins)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_lock_pins_what_pyproject_asks_for() -> None:
    project, pins = pyproject()["project"], lock()
    asked = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        asked += extra
    for text in asked:
        need = Requirement(text)
        assert plain(need.name) in pins, f"{need.name} is not in requirements.lock"
        assert need.specifier.contains(pins[plain(need.name)]), f"lock breaks {text}"


def test_ci_runs_the_same_as_a_developer() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text()
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+)(?=[ a-z]*:)", makefile, re.M))
    assert {"study", "test", "check", "validate", "bench", "docs", "lock", "clean"} <= targets
    assert re.search(r"^check: test$", makefile, re.M)


def test_decisions_are_numbered_and_name_what_was_rejected() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text()
        assert "**Decision.**" in text, path.name
        assert "**Rejected.**" in text, path.name


def test_every_adopted_library_has_a_decision() -> None:
    text = "\n".join(p.read_text() for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md")).lower()
    names = [Requirement(need).name for need in pyproject()["project"]["dependencies"]]
    assert not [name for name in names if name.lower() not in text]


def test_files_and_functions_stay_readable() -> None:
    """Past 400 lines a file or 80 a function, ask why: here it is asked."""
    long = []
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 80:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert not long, "\n".join(long)
