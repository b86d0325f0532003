import numpy as np
import pytest

from tests.exchange.flights import Conic, flyby, two_legs, worst
from windlass.base.errors import InvalidInput
from windlass.exchange.oem import plain, write_oem
from windlass.exchange.read_oem import read_oem
from windlass.exchange.sample import sample
from windlass.exchange.trajectory import Arc, Covariance, Trajectory

DAY = "2026-11-21T22:00:00"


@pytest.mark.parametrize("centre", ["sun", "earth", "barycentre", "mars"])
def test_what_was_written_meets_the_flight(tmp_path, centre):
    parts, path = two_legs(), tmp_path / "a.oem"
    made = sample(parts, centre=centre, object_id="-900001")
    write_oem(path, made, created=DAY)
    back = read_oem(path)
    assert worst(back, parts, centre) <= 10.001
    assert (back.name, back.object_id, back.centre) == (made.name, "-900001", centre)
    assert np.abs(back.epochs_s - made.epochs_s).max() < 1e-6
    assert np.abs(back.states[:, :3] - made.states[:, :3]).max() < 2e-4
    (one,), (two,) = made.impulses, back.impulses
    assert two.t_s == pytest.approx(one.t_s, abs=1e-6)
    assert two.dv_m_s == pytest.approx(one.dv_m_s, abs=1e-6)


def test_a_flyby_about_the_sun(tmp_path):
    one, path = flyby(), tmp_path / "a.oem"
    write_oem(path, sample(one), created=DAY)
    assert worst(read_oem(path), [one]) <= 10.001


def test_a_file_written_again_is_the_same(tmp_path):
    one, two = tmp_path / "a.oem", tmp_path / "b.oem"
    write_oem(one, sample(two_legs()), created=DAY)
    write_oem(two, read_oem(one), created=DAY)
    assert one.read_text() == two.read_text()


def test_what_its_lines_say(tmp_path):
    path = tmp_path / "a.oem"
    write_oem(path, sample(two_legs(), object_id="2035-001A"), created=DAY, originator="ME")
    lines = path.read_text().splitlines()
    assert lines[0] == "CCSDS_OEM_VERS = 2.0"
    assert "COMMENT model: a conic - about one body" in lines
    assert lines[4:6] == [f"CREATION_DATE = {DAY}", "ORIGINATOR = ME"]
    first = lines.index("META_START")
    assert lines[first + 2 : first + 9] == [
        "OBJECT_NAME = the tug",
        "OBJECT_ID = 2035-001A",
        "CENTER_NAME = SUN",
        "REF_FRAME = ICRF",
        "TIME_SYSTEM = TDB",
        "START_TIME = 2035-03-01T06:00:00.250000",
        "USEABLE_START_TIME = 2035-03-01T06:00:00.250000",
    ]
    assert lines.count("META_START") == lines.count("INTERPOLATION = HERMITE") == 2
    assert lines.count("INTERPOLATION_DEGREE = 7") == 2
    assert max(map(len, lines)) <= 254


def test_covariances_come_back(tmp_path):
    rng = np.random.default_rng(2)
    some = rng.normal(size=(6, 6)) * ([1e4] * 3 + [1e-2] * 3)
    made = sample(two_legs(days=30.0))
    arc = made.arcs[0]
    told = tuple(
        Covariance(t_s=float(arc.epochs_s[k]), matrix=(k + 1) * some.T @ some, frame=frame)
        for k, frame in ((0, "icrf"), (2, "rtn"))
    )
    path = tmp_path / "a.oem"
    arcs = (Arc(epochs_s=arc.epochs_s, states=arc.states, covariances=told), *made.arcs[1:])
    more = Trajectory(name="a", object_id="b", centre="sun", arcs=arcs)
    write_oem(path, more, created=DAY)
    back = read_oem(path).arcs
    assert back[1].covariances == ()
    for one, two in zip(told, back[0].covariances, strict=True):
        assert (one.t_s, one.frame) == (pytest.approx(two.t_s, abs=1e-6), two.frame)
        assert two.matrix == pytest.approx(one.matrix, rel=1e-12)


def test_usable_spans_come_back(tmp_path):
    t = 1e8 + 60.0 * np.arange(9)
    arc = Arc(epochs_s=t, states=np.ones((9, 6)), usable_s=(t[2], t[6]), scheme="lagrange")
    path = tmp_path / "a.oem"
    write_oem(path, Trajectory(name="a", object_id="b", centre="moon", arcs=(arc,)), created=DAY)
    (back,) = read_oem(path).arcs
    assert back.usable_s == arc.usable_s
    assert (back.scheme, back.degree) == ("lagrange", 7)


def test_what_a_header_cannot_say_is_refused(tmp_path):
    made = sample(Conic((1.5e11, 0.0, 0.0), (0.0, 3e4, 0.0), (0.0, 1e6)))
    with pytest.raises(InvalidInput, match="created"):
        write_oem(tmp_path / "a", made, created="today")
    with pytest.raises(InvalidInput, match="ORIGINATOR"):
        write_oem(tmp_path / "a", made, created=DAY, originator="")
    assert not (tmp_path / "a").exists()


def test_text_becomes_plain():
    assert plain("Einstein–Infeld−Hoffmann × Gauß é\nx") == "Einstein-Infeld-Hoffmann x Gau e x"
