"""The log of records under kill -9, and with two writers at once."""

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.store.record_crash import killed
from windlass.store.record_log import RecordLog


def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    rng = random.Random(11)
    outlives((tmp_path / str(k) for k in range(12)), rng)


def test_nor_by_a_server(postgres: Callable[[], str]) -> None:
    rng = random.Random(12)
    outlives((postgres() for _ in range(4)), rng)


def outlives(places: Iterable[Path | str], rng: random.Random) -> None:
    some = 0
    for k, where in enumerate(places):
        told, log = killed(where, rng.uniform(0.005, 0.12))
        assert told <= len(log) <= told + 1  # the last may be there without its word
        assert log.verify() == []
        some += told
        log.append("movement", "dock", {"after": k})
        assert log.verify() == []
        log.engine.dispose()
    assert some > 0


def test_two_writers_take_turns(database: Path | str) -> None:
    RecordLog.open(database).engine.dispose()
    children = []
    for who in ("left", "right"):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                log = RecordLog.open(database)
                for k in range(40):
                    log.append("movement", who, {"k": k})
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children] == [0, 0]
    log = RecordLog.open(database)
    assert len(log) == 80
    assert log.verify() == []
    for who in ("left", "right"):
        own = [one.body["k"] for one in log.records() if one.author == who]
        assert own == list(range(40))
