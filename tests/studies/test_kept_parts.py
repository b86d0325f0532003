"""Parts of a run are read as they were written, made anew where they are broken, and no others."""

import pickle
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from windlass.lowthrust.leg import fixed
from windlass.studies.kept_parts import Parts

ROCK = fixed("rock", np.arange(6.0))
RUN = "ab" * 32


@pytest.fixture
def parts(tmp_path):
    return Parts(tmp_path, RUN, {"rock": ROCK})


def never():
    raise AssertionError("made again")


def test_a_part_is_made_once_and_read_as_it_was(parts):
    made = {"x": np.array([0.1, np.nan]), "end": replace(ROCK, vinf_m_s=(0.0, 5.0)), "n": None}
    assert parts.of("one", lambda: made) is made
    held = parts.of("one", never)
    assert held["x"].tobytes() == made["x"].tobytes()
    assert held["n"] is None
    # a function is not kept: the end is that of the run, by its name
    assert held["end"].states is ROCK.states
    assert held["end"].vinf_m_s == (0.0, 5.0)
    with pytest.raises(AssertionError, match="made again"):
        parts.of("other", never)
    assert [path.name for path in parts.folder.iterdir()] == ["one.part"]


def test_another_run_has_its_own(parts, tmp_path):
    parts.of("one", lambda: 1)
    assert Parts(tmp_path, "cd" * 32, {}).of("one", lambda: 2) == 2
    assert parts.of("one", never) == 1
    parts.drop()
    assert parts.of("one", lambda: 3) == 3


@pytest.mark.parametrize("broken", [b"", b"no part", pickle.dumps(list(range(99)))[:-9]])
def test_a_broken_part_is_made_again(parts, broken):
    parts.of("one", lambda: 1)
    (parts.folder / "one.part").write_bytes(broken)
    assert parts.of("one", lambda: 2) == 2
    assert parts.of("one", never) == 2


def test_an_end_that_the_run_does_not_have_is_no_part_of_it(parts, tmp_path):
    parts.of("one", lambda: [ROCK])
    assert Parts(tmp_path, RUN, {}).of("one", lambda: "anew") == "anew"


def test_what_is_none_of_its_own_is_not_read(parts):
    parts.folder.mkdir(parents=True)
    for k, foreign in enumerate((Counter("ab"), print, eval)):
        (parts.folder / f"{k}.part").write_bytes(pickle.dumps(foreign))
        assert parts.of(str(k), lambda: "anew") == "anew"
