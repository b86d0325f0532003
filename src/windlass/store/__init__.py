"""Runs kept whole: SQLite for runs, Parquet for arrays."""

from windlass.store.store import Run, RunInfo, Store, default_folder

__all__ = ["Run", "RunInfo", "Store", "default_folder"]
