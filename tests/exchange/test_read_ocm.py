"""What an OCM file may not say is refused, by file and line; what others write is read."""

from pathlib import Path

import pytest

from tests.exchange.test_ocm import DAY, TWO, history
from windlass.base.errors import InvalidInput
from windlass.exchange.ocm import write_ocm
from windlass.exchange.read_ocm import read_ocm


@pytest.fixture
def text(tmp_path: Path) -> str:
    write_ocm(tmp_path / "good.ocm", history(TWO), created=DAY)
    return (tmp_path / "good.ocm").read_text()


def fault(tmp_path: Path, text: str) -> str:
    path = tmp_path / "bad.ocm"
    path.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        read_ocm(path)
    assert "bad.ocm" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("TIME_SYSTEM = TDB", "TIME_SYSTEM = UTC", "only TDB"),
        ("MAN_REF_FRAME = ICRF", "MAN_REF_FRAME = RSW_ROTATING", "only ICRF"),
        ("DC_TYPE = CONTINUOUS", "DC_TYPE = TIME", "only CONTINUOUS"),
        ("CCSDS_OCM_VERS = 3.0", "CCSDS_OEM_VERS = 3.0", "not an OCM file"),
        ("THR_INTERP, THR_ISP", "THR_EFFIC, THR_ISP", "MAN_COMPOSITION"),
        ("THR_X, THR_Y", "DV_X, DV_Y", "MAN_COMPOSITION"),
        ("[s, N, N, N, n/a, s]", "[s, kN, kN, kN, n/a, s]", "MAN_UNITS"),
        ("WET_MASS = 15000.0 [kg]", "WET_MASS = 15.0 [t]", "WET_MASS"),
        ("WET_MASS = 15000.0 [kg]", "DRY_MASS = 15000.0 [kg]", "WET_MASS is missing"),
        (" 0.9 -1.2 0.3 OFF", " 0.9 -1.2 OFF", "7 values"),
        (" 0.9 -1.2 0.3 OFF", " 0.9 nan 0.3 OFF", "not a finite number"),
        (" 0.9 -1.2 0.3 OFF", " 0.9 -1.2 0.3 MAYBE", "THR_INTERP"),
        ("OFF 3000.0", "OFF -3000.0", "above 0"),
        ("MOON", "VULCAN", "CENTER_NAME"),
        ("PERT_START", "PERTS_START", "PERT"),
        ("manoeuvre 2 of 2", "manoeuvre 2 of 3", "cut short"),
        ("OBJECT_NAME = the tug", "OBJECT_NAME = a\nOBJECT_NAME = b", "stands twice"),
        ("EPOCH_TZERO = 2029", "EPOCH_TZERO = 2031", "before the start"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, text: str, old: str, new: str, said: str) -> None:
    if old == "MOON":
        text = text.replace("SUN,", "SUN, MOON,")
    assert old in text
    assert said in fault(tmp_path, text.replace(old, new))


def test_the_line_of_a_fault_is_told(tmp_path: Path, text: str) -> None:
    lines = text.splitlines()
    at = next(k for k, line in enumerate(lines) if " -1.3 " in line)
    lines[at] = lines[at].replace("-1.3", "one")
    assert f"bad.ocm:{at + 1}" in fault(tmp_path, "\n".join(lines))


def test_a_file_cut_short_is_refused_wherever_it_is_cut(tmp_path: Path, text: str) -> None:
    lines = text.splitlines(keepends=True)
    for k in range(len(lines) - 1):
        fault(tmp_path, "".join(lines[:k]))


def test_a_force_that_changes_needs_an_end(tmp_path: Path, text: str) -> None:
    lines = [line for line in text.splitlines() if " 0.1 0.2 0.3 OFF" not in line]
    assert "has no end" in fault(tmp_path, "\n".join(lines) + "\n")


def test_another_programme_may_leave_out_what_has_a_default(tmp_path: Path, text: str) -> None:
    kept = [
        line for line in text.splitlines()
        if not line.startswith(("DC_TYPE", "MAN_UNITS", "COMMENT", "MAN_BASIS", "MAN_PURPOSE"))
    ]  # fmt: skip
    kept.insert(kept.index("PERT_START") - 1, "USER_START\nUSER_DEFINED_X = 1\nUSER_STOP")
    path = tmp_path / "other.ocm"
    path.write_text("\n".join(kept) + "\n")
    whole = tmp_path / "good.ocm"
    assert (read_ocm(path).profile.rows == read_ocm(whole).profile.rows).all()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_ocm(tmp_path / "none.ocm")
