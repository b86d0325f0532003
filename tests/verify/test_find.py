"""What a reference holds: files, screens, studies; what it does not is told."""

from pathlib import Path

import pytest

from tests.verify.hop import ORBIT, hop
from windlass.base.errors import InvalidInput
from windlass.verify import export
from windlass.verify.find import held
from windlass.verify.outcome import Known


def test_a_file_holds_one_trajectory(tmp_path: Path) -> None:
    export.write(hop(), tmp_path, "hop", created="2026-11-22T00:00:00")
    name, found = held(str(tmp_path / "hop.oem"))
    (one,) = found
    assert (name, one.key) == ("hop.oem", "hop")
    made = one.work()
    assert made.plan is not None
    assert made.kind == "file"
    assert made.known is None
    assert "neither the safety" in made.notes[-1]


def test_what_is_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path))
    for ref in ("retrievable-0", "accessible", "0123", "latest"):
        with pytest.raises(InvalidInput):
            held(ref)


def test_a_file_takes_no_solution(tmp_path: Path) -> None:
    export.write(hop(), tmp_path, "hop", created="2026-11-22T00:00:00")
    known = Known(orbit=ORBIT, covariance=None, told="a test")
    with pytest.raises(InvalidInput, match="solution"):
        held(str(tmp_path / "hop.oem"), known=known)
