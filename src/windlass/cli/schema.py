"""``windlass schema``: what may stand in a scenario, or in a campaign file."""

from __future__ import annotations

import json
from typing import Literal

from windlass.cli.output import AsJson


def schema(of: Literal["scenario", "campaign"] = "scenario", /, *, as_json: AsJson = False) -> int:
    """Print the JSON Schema of a scenario, or of a campaign file, for editors.

    Parameters
    ----------
    of:
        Which of the two.
    as_json:
        Print it on one line; it is JSON without this, too.
    """
    from windlass.studies.campaign_file import CampaignFile
    from windlass.studies.scenario import Scenario

    told = CampaignFile if of == "campaign" else Scenario
    print(json.dumps(told.model_json_schema(by_alias=True), indent=None if as_json else 1))
    return 0
