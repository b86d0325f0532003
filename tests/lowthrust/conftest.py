"""Folders of one's own, and a return that several files look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lowthrust.returns import ask
from windlass.base.epochs import parse_epoch
from windlass.lowthrust.return_plan import ReturnPlan, plan_return


@pytest.fixture(scope="module")
def own_tables(table_folder: Path) -> Iterator[None]:
    """WINDLASS_CACHE and WINDLASS_DATA lead to nothing of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(table_folder / "none"))
        yield


@pytest.fixture(scope="session")
def plan(table_folder: Path) -> ReturnPlan:
    """2008 HU4 in four years with 5 t of xenon, from flyby to flyby."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(table_folder / "none"))
        return plan_return(ask(arrives_s=(parse_epoch("2025-03-01"), parse_epoch("2026-05-05"))))
