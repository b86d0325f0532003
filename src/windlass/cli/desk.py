"""The log of records as the command line opens it.

Checked: tests/cli/test_people.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from windlass.studies.documents import Desk

SHORT = 12


def open_desk() -> Desk:
    """Return the desk of the log that the environment names, with the runs of the store."""
    from windlass.store import Store
    from windlass.store.record_log import RecordLog
    from windlass.studies.documents import Desk

    return Desk.open(RecordLog.default(), Store.open())
