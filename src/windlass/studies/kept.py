"""Ask for a study once: answered from the store where the same was asked before.

Checked: tests/cli/test_study.py.
"""

from __future__ import annotations

import json
from dataclasses import replace

from windlass.base import ledger
from windlass.base.canonical import canonical_json
from windlass.base.progress import Progress
from windlass.catalogue.collection import Catalogue
from windlass.store import Store
from windlass.studies import study
from windlass.studies.scenario import Scenario
from windlass.studies.study import StudyResult


def study_kept(
    scenario: Scenario,
    *,
    store: Store | None,
    fresh: bool = False,
    progress: Progress | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[StudyResult, bool]:
    """Return the study of a scenario, and whether it came from the store.

    store: where runs are kept, None to keep nothing; fresh: compute it even if it is kept.
    Raises what ``study.run`` raises, and SourceError for a store that fails.
    """
    run_id = study.run_id(scenario, catalogue)
    if store is not None and store.has(run_id) and not fresh:
        kept = store.get(run_id)
        store.touch(run_id)
        return study.from_store(kept), True
    found = as_stored(study.run(scenario, progress=progress, catalogue=catalogue))
    if store is not None:
        store.put(
            found.run_id,
            kind="study",
            title=found.data["title"],
            scenario=found.data["scenario"],
            result=found.data,
            arrays=found.arrays,
        )
    return found, False


def as_stored(found: StudyResult) -> StudyResult:
    """Return a study with its parts in the order in which a store gives them back.

    So that a page made of a new study and one made of the kept study are the same bytes.
    """
    data = json.loads(canonical_json(found.data))
    return replace(found, data=data, figures=ledger.read(data["figures"]))
