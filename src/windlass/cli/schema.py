"""``windlass schema``: what may stand in a scenario."""

from __future__ import annotations

import json

from windlass.cli.output import AsJson


def schema(*, as_json: AsJson = False) -> int:
    """Print the JSON Schema of a scenario, for editors.

    Parameters
    ----------
    as_json:
        Print it on one line; it is JSON without this, too.
    """
    from windlass.studies.scenario import Scenario

    print(json.dumps(Scenario.model_json_schema(by_alias=True), indent=None if as_json else 1))
    return 0
