"""Any file: its kind is told from what is inside; damage is a SourceError, never a crash."""

import contextlib
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue.files import Raw
from windlass.catalogue.read import _read_json, read, with_files
from windlass.catalogue.table import builtin

QUERY = json.dumps(
    {
        "signature": {"version": "1.0"},
        "fields": ["pdes", "epoch", "e", "a", "i", "om", "w", "ma"],
        "data": [["433", "2461200.5", ".2", "1.458243716760167", "10.8", "304", "178", "62"]],
    }
)


def test_missing_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path / "absent.json")
    empty = tmp_path / "empty.json"
    empty.write_text(" \n")
    with pytest.raises(SourceError, match=r"empty\.json: file is empty"):
        read(empty)
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b'{"signature": {"version": "1.0"}', r"a\.json:1: file is no JSON"),
        ("a.json", b'{"signature": "x", "fields": []}', "not built as"),
        ("a.json", b"{\xff\xfe}", "no text"),
        ("a.json", b'{"a": 1}', "no signature"),
        ("a.json", b"[1, 2]", "no orbit"),
        ("a.parquet", b"PAR1 and then nothing", "does not parse"),
        ("a.csv", b"one,two\n1,2\n", "lacks the columns"),
        ("a.csv", b'pdes,e\n"open', "does not parse|lacks the columns"),
        ("a.xyz", b"hello", "kind of file"),
    ],
)
def test_damaged_files(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceError, match=said) as caught:
        read(file)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_truncated_parquet(tmp_path: Path) -> None:
    file = tmp_path / "cut.parquet"
    pl.DataFrame({"pdes": ["433"] * 1000, "e": [0.1] * 1000}).write_parquet(file)
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(SourceError, match="truncated"):
        read(file)


@given(cut=st.integers(1, len(QUERY) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_cut_anywhere(cut: int) -> None:
    with pytest.raises(SourceError):
        _read_json(Raw("cut.json", QUERY[:cut].encode()))


@given(junk=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["signature", "version", "fields", "data", "COM", "orbit", "object", "mpc_orb", "e"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
))  # fmt: skip
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_any_json_is_read_or_refused(tmp_path: Path, junk: object) -> None:
    file = tmp_path / "junk.json"
    file.write_text(json.dumps(junk))
    with contextlib.suppress(SourceError, InvalidInput):
        assert len(read(file)) >= 0


def test_files_go_before_the_table(tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    file.write_text(QUERY)
    joined = with_files([file])
    assert joined.find("433").data[0][0] == "q.json"
    assert len(joined) == 1 + len(builtin())
    assert joined.find("Apophis").data[0][0] == "targets.csv"
