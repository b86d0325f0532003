"""An ask for a return that several files change: 2008 HU4 in four years."""

from typing import Any

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.lowthrust.return_ask import ReturnAsk


def ask(**other: Any) -> ReturnAsk:
    """Return the ask with other values."""
    told: dict[str, Any] = {
        "name": "2008 HU4", "orbit": lookup("2008 HU4").orbit, "xenon_kg": 5e3,
        "departs_s": (parse_epoch("2022-04-20"), parse_epoch("2022-04-30")),
        "arrives_s": (parse_epoch("2026-04-20"), parse_epoch("2026-05-05")),
        "within_s": 4.05 * YEAR_S, "power_w": 40e3, "isp_s": 3000.0, "capture": "flyby",
        "climb": None,
    }  # fmt: skip
    return ReturnAsk(**{**told, **other})
