"""Runs kept whole: SQLite for runs, Parquet for arrays."""
