"""The command line: one app, one file a verb.

Exit codes: 0 done; 1 a fault of the program; 2 bad input; 3 a source that cannot be read; 4 a
solver without an answer; 5 outside a model's range; 6 no option is feasible; 130 interrupted.
Checked: tests/cli/.
"""

from __future__ import annotations

import json
import os
import sys

from cyclopts import App

from windlass import __version__
from windlass.base.errors import EXIT_BUG, WindlassError
from windlass.cli import catalogue, explain, init, porkchop, runs, study

app = App(
    name="windlass",
    help="Plan the capture of an asteroid: which option, when, with what tug, what mass, how sure.",
    version=__version__,
)
app.command(init.init)
app.command(study.study)
app.command(explain.explain)
app.command(explain.cite)
app.command(catalogue.targets)
app.command(porkchop.porkchop)
app.command(runs.export)
app.command(runs.runs)
app.command(runs.report)
app.command(init.schema)

INTERRUPTED = 130


def run() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(main(sys.argv[1:]))


def main(words: list[str]) -> int:
    """Return the exit code of a command; errors become one message, with --json one object."""
    as_json = "--json" in words
    try:
        result = app(words, result_action="return_value")
        sys.stdout.flush()
        return int(result) if isinstance(result, int) and not isinstance(result, bool) else 0
    except WindlassError as error:
        if os.environ.get("WINDLASS_DEBUG"):
            raise
        if as_json:
            print(json.dumps(error.as_dict()))
        print(f"windlass: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("windlass: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("WINDLASS_DEBUG"):
            raise
        print(
            f"windlass: a fault of the program: {type(error).__name__}: {error}. "
            "Set WINDLASS_DEBUG=1 to see where; please report it.",
            file=sys.stderr,
        )
        return EXIT_BUG
