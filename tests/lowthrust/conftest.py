"""Folders of one's own, and a return that several files look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lowthrust.returns import ask
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version, lock_hash
from windlass.base.epochs import parse_epoch
from windlass.lowthrust.return_plan import ReturnPlan, bodies, plan_return
from windlass.studies.kept_parts import Parts


@pytest.fixture(scope="module")
def own_tables(table_folder: Path) -> Iterator[None]:
    """WINDLASS_CACHE and WINDLASS_DATA lead to nothing of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(table_folder / "none"))
        yield


@pytest.fixture(scope="session")
def plan(table_folder: Path) -> ReturnPlan:
    """2008 HU4 in four years with 5 t of xenon, from flyby to flyby; solved by the first of a run's
    processes that asks for it, and kept for the code that solved it."""
    asked = ask(arrives_s=(parse_epoch("2025-03-01"), parse_epoch("2026-05-05")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(table_folder / "none"))
        own = content_hash({"ask": repr(asked), "code": code_version(), "lock": lock_hash()})
        parts = Parts(table_folder, own, {one.name: one for one in bodies(asked)})
        return parts.of("plan", lambda: plan_return(asked))
