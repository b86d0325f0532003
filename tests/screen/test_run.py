"""A screen on disk: the same bytes at once, in parts, on one thread or two, by Ray; damage told."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import polars as pl
import pytest

from tests.catalogue.known import whole as known
from tests.screen.stop import Stop, interrupt
from windlass.base.epochs import parse_span
from windlass.base.errors import InvalidInput, NotSolved, SourceError
from windlass.bodies import table
from windlass.catalogue import whole as columns
from windlass.catalogue.whole import Whole
from windlass.screen import chunk, run
from windlass.screen.rules import Rules

NAMES = (
    "2000 SG344", "1991 VG", "433", "Apophis", "2008 EV5", "2001 GP2", "Bennu", "2012 TF79",
)  # fmt: skip
WINDOW = "2028..2030"
CHUNK = 3


def rules(kind: Any = "accessible") -> Rules:
    return Rules(kind=kind, launch_s=parse_span(WINDOW))


@pytest.fixture(scope="module")
def whole() -> Whole:
    return known(*NAMES)


@pytest.fixture(autouse=True)
def _small(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNK", CHUNK)


def content(one: run.Run) -> bytes:
    return (one.folder / run.ROWS).read_bytes()


def parts(one: run.Run) -> list[str]:
    return sorted(path.name for path in (one.folder / run.PARTS).glob("*"))


@pytest.fixture(scope="module")
def at_once(folders: Path, whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Rows of a run that nothing disturbed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "CHUNK", CHUNK)
        begun = run.begin(rules(), whole, folder=tmp_path_factory.mktemp("once"))
        run.carry_on(begun)
    return content(begun)


def test_a_run_is_a_folder_with_its_ask_and_its_rows(
    tmp_path: Path, whole: Whole, at_once: bytes
) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    assert begun.folder == tmp_path / "screens" / begun.name
    assert begun.name.startswith("accessible-")
    assert not begun.finished
    with pytest.raises(SourceError, match=f"not finished.*--resume {begun.name}"):
        _ = begun.frame
    assert [len(ask.orbits) for ask in begun.asks] == [3, 3, 2]
    seen = Stop("", 0, interrupt)
    frame = run.carry_on(begun, None, seen)
    assert seen.seen[-1] == ("screening", len(NAMES))
    assert begun.finished
    assert content(begun) == at_once
    assert frame.equals(begun.frame)
    assert frame["designation"].to_list() == whole.frame["designation"].to_list()
    assert sorted(p.name for p in begun.folder.iterdir()) == sorted(
        [run.ASK, run.CATALOGUE, run.ROWS]
    )
    asked = json.loads((begun.folder / run.ASK).read_text())
    assert asked["catalogue"] == whole.digest
    # begun again it is there, and nothing is screened
    again = run.begin(rules(), whole, folder=tmp_path)
    silent = Stop("", 0, interrupt)
    assert run.carry_on(again, None, silent).equals(frame)
    assert silent.seen == []


@pytest.mark.parametrize("after", [1, 2, 3])
def test_stopped_after_some_chunks_it_is_carried_on_to_the_same_bytes(
    after: int, tmp_path: Path, whole: Whole, at_once: bytes
) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.carry_on(begun, None, Stop("screening", after, interrupt))
    assert not begun.finished
    assert len(parts(begun)) >= after
    before = {name: (begun.folder / run.PARTS / name).stat().st_mtime_ns for name in parts(begun)}
    found = run.find("latest", tmp_path)
    assert (found.folder, found.rules, found.prune) == (begun.folder, begun.rules, True)
    again = Stop("screening", 10**9, interrupt)
    kept: dict[str, int] = {}
    with pytest.MonkeyPatch.context() as patch:
        real = run._put_together

        def look(one: run.Run, count: int) -> pl.DataFrame:
            folder = one.folder / run.PARTS
            kept.update({name: (folder / name).stat().st_mtime_ns for name in parts(one)})
            return real(one, count)

        patch.setattr(run, "_put_together", look)
        run.carry_on(found, None, again)
    assert content(begun) == at_once
    assert before.items() <= kept.items(), "a chunk that was kept has been made again"
    assert again.done == len(kept) - len(before)


def test_stopped_among_the_ephemerides_it_is_carried_on_to_the_same_bytes(
    tmp_path: Path, whole: Whole, at_once: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    begun = run.begin(rules(), whole, folder=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.carry_on(begun, None, Stop("ephemerides", 1, interrupt))
    made = list((tmp_path / "cache" / "tables").iterdir())
    assert 1 <= len(made) < 3
    again = Stop("", 0, interrupt)
    run.carry_on(begun, None, again)
    work = dict(again.seen)
    assert work["ephemerides"] < len(NAMES)
    assert content(begun) == at_once


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_change_no_byte(
    threads: int, tmp_path: Path, whole: Whole, at_once: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = numba.get_num_threads()
    if before < threads:
        pytest.skip("one thread is all there is here")
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    numba.set_num_threads(threads)
    try:
        begun = run.begin(rules(), whole, folder=tmp_path)
        run.carry_on(begun)
    finally:
        numba.set_num_threads(before)
    assert content(begun) == at_once


def test_the_size_of_chunks_changes_no_byte(
    tmp_path: Path, whole: Whole, at_once: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 256)
    begun = run.begin(rules(), whole, folder=tmp_path)
    run.carry_on(begun)
    assert content(begun) == at_once


RAY = """
import os, signal, sys
from pathlib import Path
from windlass.screen import run

def workers():
    '''Processes of Ray that work for this one, by what they call themselves.'''
    parent = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent[int(path.name)] = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    mine, found = {os.getpid()}, []
    while True:
        more = {one for one, above in parent.items() if above in mine} - mine
        if not more:
            break
        mine |= more
    for one in mine:
        try:
            words = Path(f"/proc/{one}/cmdline").read_bytes()
        except OSError:
            continue
        if words.startswith(b"ray::run"):
            found.append(one)
    return found

if __name__ == "__main__":
    run.CHUNK = int(sys.argv[1])
    place, killed = run._place_frame, []

    def then_kill(path, frame):
        place(path, frame)
        if not killed:
            for one in workers()[:1]:
                os.kill(one, signal.SIGKILL)
                killed.append(one)

    run._place_frame = then_kill
    run.carry_on(run.find("latest"), run.Engine(name="ray", workers=2))
    print(len(killed), "killed")
"""


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="Ray is not installed: pip install windlass[ray]",
)
def test_ray_gives_the_same_bytes_though_a_worker_is_killed(
    folders: Path, tmp_path: Path, whole: Whole, at_once: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 1)
    begun = run.begin(rules(), whole, folder=tmp_path)
    script = tmp_path / "driver.py"
    script.write_text(RAY)
    own = {"WINDLASS_HOME": str(tmp_path), "WINDLASS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(script), "1"], env=os.environ | own, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.split() == ["1", "killed"]
    assert content(begun) == at_once


def test_a_rendezvous_is_another_run(tmp_path: Path, whole: Whole) -> None:
    one, two = (run.begin(rules(kind), whole, folder=tmp_path) for kind in chunk_kinds())
    assert two.name.startswith("rendezvous-")
    few = columns.from_rows(whole.frame.head(3).iter_rows(named=True), {})
    other = [
        run.begin(rules(), few, folder=tmp_path),
        run.begin(rules(), whole, prune=False, folder=tmp_path),
        run.begin(Rules(kind="accessible", launch_s=parse_span("2028..2031")), whole,
                  folder=tmp_path),
    ]  # fmt: skip
    assert len({one.name, two.name, *(each.name for each in other)}) == 5
    assert not run.find(other[1].name, tmp_path).prune
    frame = run.carry_on(two)
    assert "stay_d" not in frame.columns
    assert frame["dv_m_s"].is_not_null().any()


def chunk_kinds() -> tuple[Any, ...]:
    return ("accessible", "rendezvous")


def test_no_asteroid_is_no_screen(tmp_path: Path, whole: Whole) -> None:
    with pytest.raises(InvalidInput, match="no asteroid to screen"):
        run.begin(rules(), columns.from_rows([], {}), folder=tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, whole: Whole) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SourceError, match=r"cannot be written.*WINDLASS_HOME"):
        run.begin(rules(), whole, folder=tmp_path / "file")


# --- what fails -----------------------------------------------------------------------------------


def test_a_chunk_that_fails_is_told_and_the_others_are_kept(
    tmp_path: Path, whole: Whole, at_once: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    bad, real = begun.asks[1].orbits[0].designation, chunk.screen

    def fail(ask: chunk.ChunkAsk) -> pl.DataFrame:
        if ask.orbits[0].designation == bad:
            raise ValueError("out of luck")
        return real(ask)

    monkeypatch.setattr(chunk, "screen", fail)
    with pytest.raises(
        NotSolved, match=rf"1 of 3 chunks failed.*out of luck.*--resume {begun.name}"
    ):
        run.carry_on(begun)
    assert parts(begun) == ["00000.parquet", "00002.parquet"]
    monkeypatch.setattr(chunk, "screen", real)
    again = Stop("screening", 0, interrupt)
    run.carry_on(run.find(begun.name, tmp_path), None, again)
    assert again.done == 1
    assert content(begun) == at_once


def test_ephemerides_that_fail_are_told_with_their_chunk(
    tmp_path: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("too much")

    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(table, "build", fail)
    with pytest.raises(NotSolved, match=r"3 of 3 chunks failed.*too much"):
        run.carry_on(run.begin(rules(), whole, folder=tmp_path))


def test_two_at_work_on_one_screen_do_not_disturb_one_another(
    tmp_path: Path, whole: Whole, at_once: bytes
) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    other = run.find("latest", tmp_path)
    # when the first has placed one chunk, the second finishes and clears up
    run.carry_on(begun, None, Stop("screening", 1, lambda: run.carry_on(other)))
    assert content(begun) == at_once
    assert not (begun.folder / run.PARTS).exists()


def stopped(tmp_path: Path, whole: Whole) -> run.Run:
    begun = run.begin(rules(), whole, folder=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.carry_on(begun, None, Stop("screening", 2, interrupt))
    return begun


def test_other_code_is_refused(
    tmp_path: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = stopped(tmp_path, whole)
    kept = parts(begun)
    monkeypatch.setattr(run, "code_version", lambda: "9.9+abc")
    found = run.find(begun.name, tmp_path)
    with pytest.raises(InvalidInput, match=r"another version of Windlass.*here 9\.9\+abc"):
        run.carry_on(found)
    assert parts(begun) == kept
    assert run.begin(rules(), whole, folder=tmp_path).name != begun.name


def test_a_finished_screen_of_other_code_is_shown(
    tmp_path: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    frame = run.carry_on(begun)
    monkeypatch.setattr(run, "code_version", lambda: "9.9+abc")
    assert run.carry_on(run.find("latest", tmp_path)).equals(frame)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def flip(path: Path) -> None:
    blob = bytearray(path.read_bytes())
    blob[len(blob) // 2] ^= 64
    path.write_bytes(bytes(blob))


def another(path: Path) -> None:
    path.write_text('["no", "ask"]')


@pytest.mark.parametrize(
    ("name", "harm"),
    [(name, harm) for name in (run.ASK, run.CATALOGUE) for harm in (cut, another, Path.unlink)]
    + [(run.ASK, flip)],
)
def test_a_damaged_folder_is_told_and_begun_again(
    name: str, harm: Callable[[Path], None], tmp_path: Path, whole: Whole, at_once: bytes
) -> None:
    begun = stopped(tmp_path, whole)
    harm(begun.folder / name)
    # what is no longer an ask is not listed; else it is told, or it asks for what it is not
    with pytest.raises((SourceError, InvalidInput)):
        run.carry_on(run.find(begun.name, tmp_path))
    assert not begun.finished
    again = run.begin(rules(), whole, folder=tmp_path)
    assert again.name == begun.name
    run.carry_on(run.find(begun.name, tmp_path))
    assert content(begun) == at_once


@pytest.mark.parametrize("lost", ["catalogue", "prune", "rules"])
def test_an_ask_that_lacks_a_part_is_told(lost: str, tmp_path: Path, whole: Whole) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    asked = json.loads((begun.folder / run.ASK).read_text())
    del asked[lost]
    (begun.folder / run.ASK).write_text(json.dumps(asked))
    with pytest.raises(SourceError, match=r"cannot be read.*begin it again"):
        run.find(begun.name, tmp_path)


def test_the_catalogue_of_another_screen_is_told(tmp_path: Path, whole: Whole) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    few = columns.from_rows(whole.frame.head(3).iter_rows(named=True), {})
    columns.write(few, begun.folder / run.CATALOGUE)
    with pytest.raises(SourceError, match="catalogue of the screen is not its own"):
        run.find(begun.name, tmp_path)


@pytest.mark.parametrize("harm", [cut, another])
def test_a_damaged_chunk_is_told_and_made_again(
    harm: Callable[[Path], None], tmp_path: Path, whole: Whole, at_once: bytes
) -> None:
    begun = stopped(tmp_path, whole)
    harm(begun.folder / run.PARTS / parts(begun)[0])
    with pytest.raises(SourceError, match=r"chunk of the screen could not be read.*--resume"):
        run.carry_on(begun)
    run.carry_on(run.find("latest", tmp_path))
    assert content(begun) == at_once


@pytest.mark.parametrize("harm", [cut, another])
def test_damaged_rows_are_told(harm: Callable[[Path], None], tmp_path: Path, whole: Whole) -> None:
    begun = run.begin(rules(), whole, folder=tmp_path)
    run.carry_on(begun)
    harm(begun.folder / run.ROWS)
    with pytest.raises(SourceError, match="rows of the screen cannot be read"):
        run.carry_on(run.find("latest", tmp_path))


# --- by name --------------------------------------------------------------------------------------


def test_a_run_is_found_by_its_name_the_start_of_it_or_as_the_latest(
    tmp_path: Path, whole: Whole
) -> None:
    with pytest.raises(InvalidInput, match=r"no such screen.*accessible begins one"):
        run.find("latest", tmp_path)
    assert run.listed(tmp_path) == []
    one, two = (run.begin(rules(kind), whole, folder=tmp_path) for kind in chunk_kinds())
    os.utime(one.folder, (1e9, 1e9))
    assert run.listed(tmp_path) == [two.name, one.name]
    assert run.find("latest", tmp_path).name == two.name
    for name in (one.name, one.name[:-3], "acc"):
        assert run.find(name, tmp_path).name == one.name
    few = columns.from_rows(whole.frame.head(2).iter_rows(named=True), {})
    more = run.begin(rules(), few, folder=tmp_path)
    with pytest.raises(InvalidInput, match=rf"several screens begin so.*{more.name}"):
        run.find("accessible-", tmp_path)
    near = one.name[:-1] + ("0" if one.name[-1] != "0" else "1")
    with pytest.raises(InvalidInput, match=rf"no such screen.*{near}.*{one.name}"):
        run.find(near, tmp_path)
    for none in ("", " ", "../screens", "latestt"):
        with pytest.raises(InvalidInput, match="no such screen"):
            run.find(none, tmp_path)
    shutil.rmtree(one.folder)
    assert one.name not in run.listed(tmp_path)


def test_the_one_asked_last_is_the_latest(whole: Whole, tmp_path: Path) -> None:
    first = run.begin(rules(), whole, folder=tmp_path)
    second = run.begin(rules("rendezvous"), whole, folder=tmp_path)
    for one in (first, second):
        os.utime(one.folder / run.ASK, (1e9, 1e9))
    run.begin(rules("rendezvous"), whole, folder=tmp_path)
    assert run.find("latest", tmp_path).name == second.name
    os.utime(second.folder / run.ASK, (1e9, 1e9))
    run.begin(rules(), whole, folder=tmp_path)
    assert run.find("latest", tmp_path).name == first.name


def test_dates_beyond_the_planets_leave_no_folder(whole: Whole, tmp_path: Path) -> None:
    far = Rules(kind="accessible", launch_s=parse_span("2700..2701"))
    with pytest.raises(InvalidInput):
        run.begin(far, whole, folder=tmp_path)
    assert run.listed(tmp_path) == []


def test_nothing_is_integrated_ahead_where_it_cannot_be_kept(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bytes
) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("WINDLASS_CACHE", str(blocked))
    asked: list[str] = []
    build = table.build

    def counted(orbits: Any, span: Any) -> Any:
        asked.extend(orbit.designation for orbit in orbits)
        return build(orbits, span)

    monkeypatch.setattr(table, "build", counted)
    one = run.begin(rules(), whole, folder=tmp_path)
    run.carry_on(one)
    assert content(one) == at_once
    assert sorted(asked) == sorted(set(asked))  # each once
