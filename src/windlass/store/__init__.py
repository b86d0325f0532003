"""Runs kept whole: a database for runs, Parquet for arrays."""

from windlass.store.run import Run, RunInfo
from windlass.store.store import Store, default_folder

__all__ = ["Run", "RunInfo", "Store", "default_folder"]
