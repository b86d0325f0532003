"""Print published against computed for every module here that has `rows()`; exit 1 if any row
fails.

python -m validation [module ...] [--json]
"""

import argparse
import importlib
import json
import pkgutil
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from validation.table import Row

HERE = Path(__file__).parent


def names() -> list[str]:
    """Modules in this folder that may have rows, by name."""
    found = (module.name for module in pkgutil.iter_modules([str(HERE)]))
    helpers = {"table", "judges"}
    return sorted(name for name in found if not name.startswith("_") and name not in helpers)


def judge(name: str) -> tuple[list[Row], float, str]:
    """Rows of one module, the seconds they took, and the fault that ended it, if any."""
    start = time.perf_counter()
    try:
        module = importlib.import_module(f"validation.{name}")
        rows = module.rows() if hasattr(module, "rows") else []
        fault = ""
    except Exception:  # one broken judge must not hide the others
        rows, fault = [], traceback.format_exc()
    return rows, time.perf_counter() - start, fault


def table_of(judged: dict[str, tuple[list[Row], float, str]]) -> Table:
    """All rows as one table."""
    table = Table(title="Published against computed", show_lines=False)
    for heading in ("capability", "quantity"):
        table.add_column(heading, overflow="fold")
    for heading in ("published", "computed", "off", "allowed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("unit", "source", "verdict"):
        table.add_column(heading, overflow="fold")
    for rows, _, _ in judged.values():
        for row in rows:
            measure = " rel" if row.relative else ""
            values = ["", "", "", ""]
            if not row.skipped:
                values = [f"{row.published:.10g}", f"{row.computed:.10g}"]
                values += [f"{row.off:.2g}{measure}", f"{row.tolerance:.2g}{measure}"]
            style = "red" if not row.ok else "yellow" if row.skipped else ""
            table.add_row(
                *map(escape, (row.capability, row.quantity, *values, row.unit, row.source)),
                escape(row.verdict),
                style=style,
            )
        table.add_section()
    return table


def run(argv: list[str]) -> int:
    """Judge the modules asked for (all by default) and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("module", nargs="*", help=f"one of {', '.join(names())}; all by default")
    parser.add_argument("--json", action="store_true", help="print rows as JSON instead of a table")
    ask = parser.parse_args(argv)
    unknown = set(ask.module) - set(names())
    if unknown:
        parser.error(f"no module {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    judged = {name: judge(name) for name in ask.module or names()}
    rows = [row for part, _, _ in judged.values() for row in part]
    failed = sum(not row.ok for row in rows)
    faults = {name: fault for name, (_, _, fault) in judged.items() if fault}
    if ask.json:
        print(json.dumps([asdict(row) | {"ok": row.ok} for row in rows], indent=1))
    else:
        # Wide enough for all columns where the output is not a terminal.
        console = Console() if sys.stdout.isatty() else Console(width=200)
        console.print(table_of(judged))
        times = ", ".join(f"{name} {seconds:.1f} s" for name, (_, seconds, _) in judged.items())
        skipped = sum(bool(row.skipped) for row in rows)
        console.print(
            f"{len(rows) - failed - skipped} pass, {failed} fail, {skipped} skipped; {times}"
        )
    for name, fault in faults.items():
        print(f"{name} did not finish:\n{fault}", file=sys.stderr)
    return 1 if failed or faults else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
