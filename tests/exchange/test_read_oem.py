import pytest

from tests.exchange.flights import two_legs
from windlass.base.errors import InvalidInput
from windlass.exchange.oem import write_oem
from windlass.exchange.read_oem import read_oem
from windlass.exchange.sample import sample

FILE = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2026-11-21T00:00:00
ORIGINATOR = SOMEBODY
META_START
OBJECT_NAME = A
OBJECT_ID = 2035-001A
CENTER_NAME = EARTH
REF_FRAME = ICRF
TIME_SYSTEM = TDB
START_TIME = 2035-001T00:00:00
STOP_TIME = 2035-01-01T00:04:00
INTERPOLATION = LAGRANGE
INTERPOLATION_DEGREE = 4
META_STOP
2035-01-01T00:00:00 7000.0 0 0 0 7.5 0
2035-01-01T00:01:00 7001.0 1 0 0 7.5 0 1e-3 0 0
2035-01-01T00:02:00 7002.0 2 0 0 7.5 0
COMMENT something
2035-01-01T00:03:00 7003.0 3 0 0 7.5 0
2035-01-01T00:04:00 7004.0 4 0 0 7.5 0
COVARIANCE_START
EPOCH = 2035-01-01T00:00:00
COV_REF_FRAME = RTN
1
0 1
0 0 1
0 0 0 1
0 0 0 0 1
0 0 0 0 0 1
COVARIANCE_STOP
"""


def read(tmp_path, text):
    path = tmp_path / "f.oem"
    path.write_text(text)
    return read_oem(path)


def test_the_file_of_somebody_else(tmp_path):
    back = read(tmp_path, FILE)
    assert (back.name, back.centre) == ("A", "earth")
    (arc,) = back.arcs
    assert (arc.scheme, arc.degree, arc.covariances[0].frame) == ("lagrange", 4, "rtn")
    assert arc.covariances[0].matrix[5, 5] == 1e6
    r, v = back.state(arc.epochs_s[0] + 90.0)
    assert r[0] == pytest.approx([7001.5e3, 1.5e3, 0.0])
    assert v[0] == pytest.approx([0.0, 7500.0, 0.0])


def test_linear_is_lagrange_of_degree_one(tmp_path):
    (arc,) = read(tmp_path, FILE.replace("LAGRANGE", "linear").replace(
        "INTERPOLATION_DEGREE = 4\n", "")).arcs  # fmt: skip
    assert (arc.scheme, arc.degree) == ("lagrange", 1)


def test_interpolation_that_is_not_told_can_be_given(tmp_path):
    bare = FILE.replace("INTERPOLATION = LAGRANGE\nINTERPOLATION_DEGREE = 4\n", "")
    with pytest.raises(InvalidInput, match=r"f\.oem:4: INTERPOLATION is not told.*scheme="):
        read(tmp_path, bare)
    (arc,) = read_oem(tmp_path / "f.oem", scheme=("hermite", 3)).arcs
    assert (arc.scheme, arc.degree) == ("hermite", 3)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("CCSDS_OEM_VERS = 2.0", "CCSDS_OPM_VERS = 2.0", r":1: not an OEM file"),
        ("CCSDS_OEM_VERS = 2.0", "CCSDS_OEM_VERS = 9.0", r":1: version of an OEM"),
        ("ORIGINATOR = ", "ORIGINATOR ", r":3: neither a key nor a value"),
        ("REF_FRAME = ICRF", "REF_FRAME = EME2000", r":8: REF_FRAME \(got 'EME2000'\)\. only ICRF"),
        ("TIME_SYSTEM = TDB", "TIME_SYSTEM = UTC", r":9: TIME_SYSTEM \(got 'UTC'\)\. only TDB"),
        ("CENTER_NAME = EARTH", "CENTER_NAME = CERES", r":7: CENTER_NAME \(got 'CERES'\)"),
        ("OBJECT_ID = 2035-001A\n", "", r":13: OBJECT_ID is missing"),
        ("OBJECT_ID = 2035-001A", "OBJECT_NAME = B", r":6: OBJECT_NAME stands twice"),
        ("= LAGRANGE", "= SPLINE", r":12: INTERPOLATION \(got 'SPLINE'\)"),
        ("DEGREE = 4", "DEGREE = four", r":13: INTERPOLATION_DEGREE \(got 'four'\)"),
        ("DEGREE = 4", "DEGREE = 5", r"5 states are too few for lagrange of degree 5"),
        ("T00:02:00 7", "T00:01:00 7", r":17: epochs are not in order"),
        ("T00:02:00 7", "T00:61:00 7", r":17: no date"),
        ("7002.0 2 0", "7002.0 2", r":17: a state has an epoch and 6 numbers"),
        ("7002.0", "7002,0", r":17: not a finite number \(got '7002,0'\)"),
        ("7002.0", "nan", r":17: not a finite number"),
        ("START_TIME = 2035-001T00:00:00", "START_TIME = 2035-001T00:00:01", r":15: .*START_TIME"),
        ("STOP_TIME = 2035-01-01T00:04", "STOP_TIME = 2035-01-01T00:05", r":20: .*cut short"),
        ("INTERPOLATION =", "USEABLE_STOP_TIME = 2036-001T00:00:00\nINTERPOLATION =", r"USEABLE"),
        ("COV_REF_FRAME = RTN", "COV_REF_FRAME = TNW", r":23: frame of a covariance"),
        ("0 0 0 0 0 1\n", "", r":29: a covariance has 6 rows"),
        ("0 0 1\n", "0 0\n", r":26: row of a covariance"),
        ("COVARIANCE_STOP\n", "", r":29: COVARIANCE_STOP is missing.*cut short"),
        ("META_STOP\n", "", r"neither a key nor a value"),
    ],
)
def test_a_fault_names_file_line_value_and_remedy(tmp_path, old, new, what):
    assert old in FILE
    with pytest.raises(InvalidInput, match=what) as told:
        read(tmp_path, FILE.replace(old, new, 1))
    assert told.value.where.startswith("f.oem:")
    assert told.value.remedy


def test_a_file_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "a.oem"
    write_oem(path, sample(two_legs(days=60.0)), created="2026-11-21T00:00:00")
    whole = path.read_text()
    for k in range(1, len(whole) - 1, 97):
        with pytest.raises(InvalidInput):
            read(tmp_path, whole[:k])


def test_blocks_must_be_of_one_path_and_in_order(tmp_path):
    path = tmp_path / "a.oem"
    write_oem(path, sample(two_legs(days=60.0)), created="2026-11-21T00:00:00")
    head, one, two = path.read_text().split("META_START")
    with pytest.raises(InvalidInput, match=r"block 1 of 2 says that it is arc.*2 of 2"):
        read(tmp_path, "META_START".join([head, two, one]))
    bare = [part.replace("COMMENT arc", "COMMENT Arc") for part in (head, two, one)]
    with pytest.raises(InvalidInput, match="begins before the one before it ends"):
        read(tmp_path, "META_START".join(bare))
    with pytest.raises(InvalidInput, match=r"blocks differ in CENTER_NAME \(got 'EARTH'\)"):
        read(tmp_path, "META_START".join([head, one, two.replace("= SUN", "= EARTH")]))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match=r"none\.oem cannot be read"):
        read_oem(tmp_path / "none.oem")
