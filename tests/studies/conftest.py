"""One small study, run once and shared: a short window on a coarse grid."""

from pathlib import Path

import pytest

from windlass.studies import study
from windlass.studies.load import load
from windlass.studies.scenario import Scenario

SMALL = (
    "window.launch=2035..2037",
    "window.latest_return=2048",
    'window.step="20 d"',
    'legs.return_max="2000 d"',
)


def scenario(*sets: str, target: str | None = None) -> Scenario:
    packaged = Path(study.__file__).parents[1] / "data" / "scenarios" / "2008-hu4.toml"
    return load(packaged, sets=(*SMALL, *sets), target=target)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ephemerides")


@pytest.fixture(scope="session")
def found(cache: Path) -> study.StudyResult:
    return study.run(scenario(), cache_dir=cache)
