"""Manifests and scan files: every row is read or told."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, SourceError
from windlass.records.canon import MOST
from windlass.records.dock import scan
from windlass.records.dock.manifest import decode, grams, parse

FOR_ALL = {"from": "supplier", "to": "Store", "dock": "North", "direction": "in", "who": "Ada"}


def test_rows_are_movements() -> None:
    found = parse("item,kg,count,what,to,note\nC-1,12.5,2,,,\nC-2,\"1,25\",,food,Tug 1,\"a, b\"\n",
                  FOR_ALL, name="m.csv")  # fmt: skip
    assert found.refused == ()
    (_, first), (line, second) = found.rows
    assert (first.item, first.grams, first.count, first.target) == ("C-1", 12_500, 2, "Store")
    assert (line, second.grams, second.what, second.target) == (3, 1_250, "food", "Tug 1")
    assert second.note == "a, b"
    assert second.dock == "North"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_files_as_other_programs_write_them(mark: str) -> None:
    text = (
        mark.join(("Item", "Grams", "Uncertainty_g")) + "\r\n" + mark.join(("A", "5", "1")) + "\r\n"
    )
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        found = parse(decode(data, "m"), FOR_ALL, name="m")
        assert [(one.item, one.grams, one.uncertainty_g) for _, one in found.rows] == [("A", 5, 1)]


def test_text_that_is_no_text_is_told() -> None:
    with pytest.raises(SourceError, match="m:2"):
        decode(b"item,kg\n\xff\xfa,1\n", "m")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("A,-1", "negative"), ("A,1e3", "mass"), ("A,", "mass"), ("A,nan", "mass"),
        ("A,0.0001", "whole grams"), (f"A,{MOST}", "too large"), ("A,1,2", "row of 3 cells"),
        (",1", "names its item"), ("A" * 20_000 + ",1", "too long"), ("A" * 300 + ",1", "item"),
        ("A,٣", "mass"), ("A," + "9" * 30, "mass"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_told_with_its_line(row: str, why: str) -> None:
    found = parse(f"item,kg\nB,1\n{row}\nC,2\n", FOR_ALL, name="m")
    assert [one.item for _, one in found.rows] == ["B", "C"]
    assert [one.line for one in found.refused] == [3]
    assert why in found.refused[0].why


def test_what_looks_like_a_formula_is_text() -> None:
    found = parse('item,kg,note\n=1+1,1,"=cmd|x"\n@sum,2,+3\n', FOR_ALL, name="m")
    assert [(one.item, one.note) for _, one in found.rows] == [("=1+1", "=cmd|x"), ("@sum", "+3")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"), ("\n\n", "empty"), ("item,mass\nA,1\n", "unknown column"),
        ("item\nA\n", "item and mass"), ("item,kg,kg\nA,1,1\n", "twice"),
        ("item,kg,grams\nA,1,1\n", "in kg and in grams"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_manifest_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        parse(text, FOR_ALL, name="m")


def test_a_quote_that_never_ends_swallows_nothing_silently() -> None:
    found = parse('item,kg\nA,1\n"B,2\nC,3\nD,4\n', FOR_ALL, name="m")
    assert [one.item for _, one in found.rows] == ["A"]
    assert [(one.line, one.text) for one in found.refused] == [(3, '"B,2'), (4, "C,3"), (5, "D,4")]


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=8))
def test_no_row_is_lost(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["item", "grams"], *rows])
    full = [row for row in rows if any(cell.strip() for cell in row)]
    found = parse(out.getvalue(), FOR_ALL, name="m")
    assert len(found.rows) + len(found.refused) >= len(full)


@given(st.integers(0, MOST))
def test_masses_are_exact(whole: int) -> None:
    assert grams(str(whole), kg=False) == whole
    assert grams(f"{whole // 1000}.{whole % 1000:03d}", kg=True) == whole


def test_a_reader_types_codes_and_commands() -> None:
    text = "$as Ada\n$dock North\n$in\n$at 2032-05-01T12:00:00Z\nC-1\n$count 3\nC-2\nC-3\n"
    found = scan.parse(text)
    assert found.refused == ()
    assert [(one.code, one.count, one.line) for one in found.codes] == [
        ("C-1", 1, 5), ("C-2", 3, 7), ("C-3", 1, 8),
    ]  # fmt: skip
    assert {(one.who, one.dock, one.direction) for one in found.codes} == {("Ada", "North", "in")}
    assert found.codes[0].at == "2032-05-01T12:00:00.000000Z"


def test_lines_that_are_neither_are_told() -> None:
    text = ("$at 2032-05-01T12:00:00Z\n$at 2032-05-01T11:00:00Z\n$fly\n$count 0\n$in now\nC\x00D\n"
            "$at noon\n\x02C-9\x03\n")  # fmt: skip
    found = scan.parse(text, who="Ada", dock="North", direction="out")
    assert [one.line for one in found.refused] == [2, 3, 4, 5, 6, 7]
    assert "backwards" in found.refused[0].why
    assert [(one.code, one.direction) for one in found.codes] == [("C-9", "out")]


def test_a_large_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("item,kg\n" + "".join(f"C-{k},{k}.5\n" for k in range(20_000)))
    found = parse(decode(path.read_bytes(), "m"), FOR_ALL, name="m")
    assert len(found.rows) == 20_000
