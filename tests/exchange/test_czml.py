import json

import numpy as np
import pytest
from astropy.time import Time
from scipy.interpolate import KroghInterpolator

from tests.exchange.flights import START_S, flyby, truth, two_legs, worst
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.exchange.czml import from_utc, near_earth, read_czml, stamps, to_utc, write_czml
from windlass.exchange.sample import sample


@pytest.mark.parametrize("centre", ["earth", "sun"])
def test_what_was_written_meets_the_flight(tmp_path, centre):
    one, path = flyby(), tmp_path / "a.czml"
    shown = write_czml(path, sample(one, centre=centre, object_id="-9"), within_m=1e9)
    back = read_czml(path)
    assert worst(back, [one], "earth") <= 20.0
    assert (back.name, back.object_id, back.centre) == ("the tug", "-9", "earth")
    assert back.span_s == pytest.approx(shown.span_s, abs=1e-6)
    assert back.comment == shown.comment
    # What lies near Earth and no more than a step beyond is shown.
    r, _ = one.state(np.array(back.span_s), "earth")
    assert np.all(np.linalg.norm(r, axis=1) >= 1e9)
    assert np.all(np.linalg.norm(r, axis=1) <= 1e9 + 1e4 * 0.25 * DAY_S)


@pytest.mark.filterwarnings("ignore:ERFA function:erfa.core.ErfaWarning")
def test_as_a_reader_of_czml_would(tmp_path):
    """The samples by another library's polynomials and clock: four states about an instant."""
    one, path = flyby(), tmp_path / "a.czml"
    write_czml(path, sample(one, centre="earth"))
    document, body = json.loads(path.read_text())
    assert (document["id"], document["version"]) == ("document", "1.0")
    (position,) = body["position"]
    assert (position["referenceFrame"], position["interpolationDegree"]) == ("INERTIAL", 7)
    rows = np.reshape(position["cartesianVelocity"], (-1, 7))
    epoch = Time(position["epoch"].rstrip("Z"), scale="utc")
    for t in START_S + 20.0 * DAY_S + np.array([-2.9e5, -3e3, -10.0, 0.0, 500.0, 8e4, 2.9e5]):
        when = Time(2451545.0, t / DAY_S, format="jd", scale="tdb")
        at = float((when - epoch).sec)
        k = int(np.searchsorted(rows[:, 0], at)) - 2
        four = rows[k : k + 4]
        x = np.repeat((four[:, 0] - at) / 1e3, 2)
        y = np.empty((8, 3))
        y[::2], y[1::2] = four[:, 1:4], four[:, 4:] * 1e3
        assert KroghInterpolator(x, y)(0.0) == pytest.approx(one.state(t, "earth")[0][0], abs=12.0)


def test_arcs_become_intervals(tmp_path):
    one = flyby()
    half = START_S + 20.3 * DAY_S
    r, v = one.state(half, "earth")
    kicked = v[0] + np.array([0.0, 50.0, 0.0])
    two = type(one)(
        tuple(r[0].tolist()), tuple(kicked.tolist()), (half, half + 5 * DAY_S), about="earth"
    )
    path = tmp_path / "a.czml"
    write_czml(path, sample((one, two), centre="earth"))
    back = read_czml(path)
    assert len(back.arcs) == 2
    (impulse,) = back.impulses
    assert impulse.dv_m_s == pytest.approx([0.0, 50.0, 0.0], abs=1e-3)
    t = np.random.default_rng(2).uniform(*back.span_s, 2000)
    off = back.state(t)[0] - truth((one, two), t, "earth")[:, :3]
    assert np.linalg.norm(off, axis=1).max() < 20.0
    body = json.loads(path.read_text())[1]
    assert [one["interval"] for one in body["position"]] == body["availability"]


def test_a_path_about_the_sun_has_no_scene(tmp_path):
    with pytest.raises(InvalidInput, match="no scene about the Sun: write an OEM or SPK"):
        write_czml(tmp_path / "a.czml", sample(two_legs()))
    assert list(tmp_path.iterdir()) == []


def test_two_visits_are_two_arcs():
    class Returns:
        name, span_s = "it", (START_S, START_S + 100.0 * DAY_S)

        def state(self, t_s, centre="sun"):
            t = (np.atleast_1d(t_s) - START_S) / (100.0 * DAY_S)
            w = 4.0 * np.pi / (100.0 * DAY_S)
            x = 3e9 * (1.05 + np.cos(4.0 * np.pi * t))
            made = np.zeros((t.size, 6))
            made[:, 0], made[:, 3] = x, -3e9 * w * np.sin(4.0 * np.pi * t)
            return made[:, :3], made[:, 3:]

    shown = near_earth(sample(Returns(), centre="earth"), 1e9, 10.0)
    assert len(shown.arcs) == 2
    assert shown.impulses == ()


def test_clocks():
    t = np.array([parse_epoch("2016-12-31T12:00"), parse_epoch("2017-01-01T12:00")])
    start, seconds = to_utc(t)
    assert start == "2016-12-31T00:00:00Z"
    # TDB is ahead of UTC by 32.184 s and, until then, 36 leap seconds; one more came between.
    assert seconds == pytest.approx([43200.0 - 68.184, 129600.0 - 68.184], abs=0.002)
    assert from_utc(start, seconds) == pytest.approx(t, abs=1e-6)
    assert stamps(float(t[0]))[0].startswith("2016-12-31T11:58:51.81")
    assert stamps(float(t[1]))[0].startswith("2017-01-01T11:58:50.81")


def broken(tmp_path, change):
    path = tmp_path / "f.czml"
    write_czml(path, sample(flyby(), centre="earth", object_id="-9"))
    packets = json.loads(path.read_text())
    change(packets, packets[1]["position"][0])
    path.write_text(json.dumps(packets))
    return path


def wrong(key, value):
    return lambda packets, position: position.update({key: value})


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            wrong("referenceFrame", "FIXED"),
            r"f\.czml: -9: position 1: referenceFrame \(got 'FIXED'",
        ),
        (wrong("interpolationAlgorithm", "SPLINE"), r"position 1: interpolation"),
        (wrong("interpolationDegree", "7"), r"position 1: interpolation"),
        (wrong("cartesianVelocity", [0, 1, 2]), r"position 1: cartesianVelocity.*sevens"),
        (wrong("cartesianVelocity", ["a"] * 7), r"position 1: cartesianVelocity"),
        (wrong("cartesianVelocity", [0, 1, 2, 3, 4, 5, 6]), r"1 states cannot be interpolated"),
        (wrong("epoch", "soon"), r"position 1: no epoch \(got 'soon'\)"),
        (lambda p, at: at.pop("cartesianVelocity"), r"position 1: a position without states"),
        (lambda p, at: at["cartesianVelocity"].reverse(), r"position 1: epochs .* not in order"),
        (
            lambda p, at: p.append(p[1] | {"id": "b"}),
            r"packets with a position \(got \['-9', 'b'\]",
        ),
        (lambda p, at: p[1].pop("position"), r"f\.czml: packets with a position"),
        (lambda p, at: p[1]["position"].append(at), r"f\.czml: -9: arcs of the tug overlap"),
        (lambda p, at: p.pop(0), r"f\.czml: not CZML"),
    ],
)
def test_a_fault_names_file_place_value_and_remedy(tmp_path, change, what):
    path = broken(tmp_path, change)
    with pytest.raises(InvalidInput, match=what) as told:
        read_czml(path)
    assert told.value.remedy


def test_a_file_cut_anywhere_is_refused(tmp_path):
    path = broken(tmp_path, lambda packets, position: None)
    text = path.read_text()
    for k in range(0, len(text), 4001):
        path.write_text(text[:k])
        with pytest.raises(InvalidInput, match=r"f\.czml:\d+:\d+: no JSON.*cut short"):
            read_czml(path)


def test_one_packet_of_several(tmp_path):
    path = broken(tmp_path, lambda p, at: p.append(p[1] | {"id": "b"}))
    assert read_czml(path, object_id="b").object_id == "b"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match=r"none\.czml cannot be read"):
        read_czml(tmp_path / "none.czml")
