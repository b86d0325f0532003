"""A real study, small in dates, through to its page."""

import json
import re
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from windlass.base import ledger
from windlass.report import study_page
from windlass.report.cells import value_text
from windlass.report.options_table import ROWS
from windlass.studies import study
from windlass.studies.load import load

SETS = (
    "window.launch=2034..2037",
    'window.latest_return="2048-01-01"',
    "window.step=40 d",
    "legs.max_revolutions=3",
)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    shipped = Path(str(files("windlass") / "data" / "scenarios" / "2008-hu4.toml"))
    return study.run(load(shipped, sets=SETS), cache_dir=tmp_path_factory.mktemp("orbits"))


@pytest.fixture(scope="module")
def text(result):
    return study_page.render(result.data, result.arrays, result.figures, run_id=result.run_id)


def test_all_headline_figures_and_lines_are_on_the_page(result, text, read):
    words = read(text).words.replace(" ,", ",")
    squeezed = re.sub(r"\s", "", words)
    for line in result.data["answer"]:
        assert re.sub(r"\s", "", line) in squeezed
    shown = 0
    for option in result.data["options"]:
        for variant in option["variants"]:
            for reason in variant["reasons"]:
                assert reason["text"] in words
            for role, _ in ROWS:
                if role in variant["figures"]:
                    assert value_text(result.figures[variant["figures"][role]]) in words
                    shown += 1
    assert shown > 20
    assert result.run_id in words


def test_the_page_of_the_stored_form_is_the_same(result, text, tmp_path):
    data = json.loads(json.dumps(result.data))
    arrays = {}
    for name, frame in result.arrays.items():
        frame.write_parquet(tmp_path / name)
        arrays[name] = pl.read_parquet(tmp_path / name)
    figures = ledger.read(data["figures"])
    assert study_page.render(data, arrays, figures, run_id=result.run_id) == text


def test_every_source_is_listed(result, text):
    nodes = result.data["figures"]["nodes"].values()
    keys = {key for node in nodes for key in node["sources"]} | set(
        result.data["target"]["sources"]
    )
    assert len(keys) > 8
    for key in keys:
        assert f'id="ref-{key}"' in text


def test_no_cell_is_empty_and_nothing_is_nan(text, read):
    body = text[text.index("<body>") : text.index('<div id="tip"')]
    for cell in re.findall(r"<td[^>]*>(.*?)</td>", body, re.S):
        assert re.sub(r"<[^>]*>|\s", "", cell)
    assert not re.search(r"\b(nan|None|inf)\b", read(text).words)
