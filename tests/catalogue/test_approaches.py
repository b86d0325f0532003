"""Close approaches: recorded replies, the whole table, an empty reply, what is wrong in words."""

import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from windlass.base.constants import AU_M
from windlass.base.epochs import format_epoch, jd
from windlass.base.errors import SourceError
from windlass.catalogue import approaches
from windlass.catalogue.approaches import Approaches, make
from windlass.catalogue.files import Raw, load

CAD = {"version": "1.5", "source": "NASA/JPL SBDB Close Approach Data API"}
FIELDS = ["des", "jd", "dist", "v_rel"]
ROW: list[Any] = ["99942", "2462240.407091595", "0.000254099098170977", "7.42249308586014"]


def reply(*rows: Any, **changes: Any) -> Raw:
    found = {"signature": CAD, "count": len(rows), "fields": FIELDS, "data": list(rows), **changes}
    return Raw("cad.json", json.dumps(found).encode())


def test_apophis_in_2029(shared: Path) -> None:
    raw = load(shared / "data/api/cad/doc_example_v1.5.json")
    assert approaches.are_in(raw)
    found = make(approaches.read(raw).rows, {})
    (row,) = found.of("99942").iter_rows(named=True)
    # 2029 April 13, 21:46 TDB, 38,012 km between the centres, 7.42 km/s
    assert format_epoch(row["t_s"], "minute") == "2029-04-13T21:46"
    assert row["distance_m"] / 1e3 == pytest.approx(38_012, abs=1.0)
    assert row["v_rel_m_s"] == pytest.approx(7422.493, abs=1e-3)
    assert jd(row["t_s"]) == pytest.approx(2462240.407091595, abs=1e-9)


def test_recorded_replies(shared: Path) -> None:
    found = approaches.read(load(shared / "data/api/cad/real_2rows_2026-09-05.json"))
    assert [row[0] for row in found.rows] == ["2026 RG", "2026 RD"]
    empty = load(shared / "data/api/cad/empty_v1.5.json")
    assert approaches.are_in(empty)
    assert approaches.read(empty).rows == ()


def test_all_of_them(shared: Path) -> None:
    raw = load(shared / "data/cad.parquet")
    assert approaches.are_in(raw)
    found = approaches.read(raw)
    table = make(found.rows, {})
    assert len(table) == 50_749
    assert found.faults == ()
    assert table.frame["distance_m"].max() <= 0.05 * AU_M
    assert table.frame["t_s"].is_sorted()
    assert format_epoch(table.frame["t_s"][0], "minute")[:10] == "1900-01-04"
    # the nearest of Apophis by far
    assert table.of("99942")["distance_m"].min() == pytest.approx(3.8e7, rel=1e-2)


def test_what_holds_none(shared: Path) -> None:
    for name in ("neo_catalog.parquet", "api/sbdb_query/real_error400_neo_eq_Y.json"):
        assert not approaches.are_in(load(shared / "data" / name))
    assert not approaches.are_in(Raw("x.parquet", b"PAR1 and no more"))
    assert not approaches.are_in(Raw("x.txt", b"00433"))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (reply(ROW, count=2), "holds 1 approaches and says 2"),
        (reply(ROW, count="many"), "how many"),
        (reply(ROW, fields=["des", "jd", "dist"]), "lacks the columns v_rel"),
        (reply(ROW, signature={**CAD, "version": "3.0"}), "version of the service"),
        (Raw("cad.json", b'{"message":"no such parameter","code":"400"}'), "no such parameter"),
        (Raw("cad.parquet", b"PAR1 and no more"), "does not parse"),
    ],
)
def test_what_is_wrong_in_words(raw: Raw, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        approaches.read(raw)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (["", *ROW[1:]], "missing"),
        ([*ROW[:2], None, "7"], "missing"),
        ([ROW[0], "then", *ROW[2:]], "jd is no number"),
        ([*ROW[:2], "-1", "7"], "not above 0"),
        (ROW[:3], "number of columns"),
        ("no list", "number of columns"),
    ],
)
def test_bad_rows_are_told_and_the_others_kept(bad: Any, said: str) -> None:
    found = approaches.read(reply(ROW, bad))
    assert len(found.rows) == 1
    assert found.faults[0].where == "cad.json, row 2"
    assert said in found.faults[0].why


NUMBER = st.floats(allow_nan=False, allow_infinity=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.text("AB 12", min_size=1), NUMBER, NUMBER, NUMBER), max_size=6))
def test_round_trip(tmp_path: Path, rows: list[tuple[str, float, float, float]]) -> None:
    made = make(rows, {"when": "now"})
    path = tmp_path / "approaches.parquet"
    approaches.write(made, path)
    back = approaches.load(path)
    assert back.frame.equals(made.frame)
    assert (back.digest, back.provenance) == (made.digest, made.provenance)
    assert make([*reversed(rows), *rows], {}).digest == made.digest
    assert back.mark == (("approaches.parquet", made.digest),)
    # a file of this kind may be given as any other
    raw = load(path)
    assert approaches.are_in(raw)
    assert make(approaches.read(raw).rows, {}).digest == made.digest


def test_installed_or_not(tmp_path: Path) -> None:
    assert approaches.installed() is None
    approaches.write(make([("433", 0.0, 1e9, 5e3)], {}), approaches.path())
    found = approaches.installed()
    assert isinstance(found, Approaches)
    assert len(found) == 1
    approaches.path().write_bytes(approaches.path().read_bytes()[:-9])
    with pytest.raises(SourceError, match="damaged"):
        approaches.installed()


def test_table_without_the_columns() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"des": ["433"]}).write_parquet(buffer)
    raw = Raw("x.parquet", buffer.getvalue())
    assert not approaches.are_in(raw)
    with pytest.raises(SourceError, match="does not parse"):
        approaches.read(raw)
