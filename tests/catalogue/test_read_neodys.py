"""NEODyS: orbits to the digit, names with their spaces again, other headers and bad lines told.

The rows are written in the form that the file's own header describes; the elements of Eros are
those of the catalogue at MJD 59600, as the recorded table has them too.
"""

import math
from pathlib import Path

import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import jd
from windlass.base.errors import SourceError
from windlass.catalogue.files import Raw
from windlass.catalogue.read import read, read_raw

HEADER = """format  = 'OEF2.0'       ! file format
rectype = '1L'           ! record type (1L/ML)
elem    = 'KEP'          ! type of orbital elements
refsys  = ECLM J2000     ! default reference system
END_OF_HEADER
! Name, Epoch(MJD), a, e, i, long. node, arg. peric., mean anomaly, H, G, non-grav param
"""
EROS = (
    "'433'          59600.000000   1.4582731004919933E+00   2.2272733518842894E-01"
    "   1.0828461192253641E+01   3.0429635501527531E+02   1.7889716943295548E+02"
    "   2.4690411844800099E+02 10.85  0.46  0\n"
)
HU4 = (
    "'2008HU4'      61000.000000   1.0713000000000000E+00   5.5570000000000000E-02"
    "   1.3910000000000000E+00   2.2110000000000000E+02   3.4820000000000000E+02"
    "   2.2200000000000000E+01 28.30  0.15  1\n"
)
SURVEY = HU4.replace("'2008HU4' ", "'6344P-L' ").replace(" 28.30", " -999.99")


def cat(text: str, name: str = "neodys.cat") -> Raw:
    return Raw(name, text.encode())


def test_rows_to_the_digit(tmp_path: Path) -> None:
    (tmp_path / "neodys.cat").write_text(HEADER + EROS + HU4 + "\n" + SURVEY)
    found = read(tmp_path / "neodys.cat")
    assert found.faults == ()
    eros, hu4, survey = found
    assert [one.designation for one in found] == ["433", "2008 HU4", "6344 P-L"]
    assert eros.orbit.a_m == 1.4582731004919933 * AU_M
    assert eros.orbit.e == 0.22272733518842894
    assert jd(eros.orbit.epoch_s) == 2459600.5
    assert math.degrees(eros.orbit.mean_anomaly_rad) == pytest.approx(246.90411844800099)
    assert eros.h is not None
    assert (eros.h.value, eros.g) == (10.85, 0.46)
    assert (eros.orbit.source, hu4.orbit.source) == ("neodys2022", "neodys")
    assert (eros.note, survey.h) == ("", None)
    assert "force" in hu4.note
    assert not any(one.orbit.certifies for one in found)
    assert {one.orbit.precision for one in found} == {"older-solution"}
    assert eros.data[0][0] == "neodys.cat"


def test_same_elements_as_in_the_recorded_table(shared: Path) -> None:
    import polars as pl

    table = pl.read_parquet(shared / "data/neo_catalog.parquet").filter(
        pl.col("hp_src") == "NEODyS-2022"
    )
    lines = [
        f"'{row['pdes'].replace(' ', '')}' {row['hp_epoch_jd'] - 2400000.5:.6f} {row['hp_a']:.16E} "
        f"{row['hp_e']:.16E} {row['hp_i']:.16E} {row['hp_om']:.16E} {row['hp_w']:.16E} "
        f"{row['hp_ma']:.16E} 20.00 0.15 0\n"
        for row in table.gather_every(250).iter_rows(named=True)
    ]
    found = read_raw(cat(HEADER + "".join(lines)))
    assert len(found) == len(lines) == 101
    for row in table.gather_every(250).iter_rows(named=True):
        one = found.find(row["pdes"])
        assert one.designation == row["pdes"]
        assert one.orbit.a_m == row["hp_a"] * AU_M
        assert one.orbit.i_rad == math.radians(row["hp_i"])


def test_kind_is_told_from_what_is_inside() -> None:
    assert len(read_raw(cat(HEADER + EROS, "download.txt"))) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER.replace("OEF2.0", "OEF3.0") + EROS, "another format than OEF2.0.*OEF3.0"),
        (HEADER.replace("'1L'", "'ML'") + EROS, "another rectype than 1L"),
        (HEADER.replace("'KEP'", "'EQU'") + EROS, "another elem than KEP"),
        (HEADER.replace("ECLM", "EQUM") + EROS, "another refsys than ECLM J2000"),
        (HEADER.replace("elem ", "! elem ") + EROS, "another elem than KEP"),
        (HEADER.replace("END_OF_HEADER\n", ""), "does not end"),
        (HEADER, "holds no orbit"),
    ],
)
def test_other_headers(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_raw(cat(text))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (EROS[:120], "cut"),
        (EROS.replace("1.4582731004919933E+00", "******"), "a is no number"),
        (EROS.replace("2.2272733518842894E-01", "1.2272733518842894E+00"), "1 or more"),
        (EROS.replace("'433'", "433"), "name in quotes"),
        (EROS.replace("'433'", "'   '"), "name in quotes"),
    ],
)
def test_bad_lines_are_told_and_the_others_kept(bad: str, said: str) -> None:
    found = read_raw(cat(HEADER + HU4 + bad.rstrip("\n") + "\n"))
    assert [one.designation for one in found] == ["2008 HU4"]
    assert found.faults[0].where == "neodys.cat:8"
    assert said in found.faults[0].why
