"""Physical constants as SI floats, read from data/constants.toml with their sources."""

from typing import Final

from windlass.base.sources import table

_T: Final = table("constants")

AU_M: Final[float] = _T["AU_M"]["value"]
GM_SUN: Final[float] = _T["GM_SUN"]["value"]
GM_EARTH: Final[float] = _T["GM_EARTH"]["value"]
GM_MOON: Final[float] = _T["GM_MOON"]["value"]
GM_MARS: Final[float] = _T["GM_MARS"]["value"]
R_SUN_M: Final[float] = _T["R_SUN_M"]["value"]
R_EARTH_M: Final[float] = _T["R_EARTH_M"]["value"]
R_MOON_M: Final[float] = _T["R_MOON_M"]["value"]
R_MARS_M: Final[float] = _T["R_MARS_M"]["value"]
A_MARS_M: Final[float] = _T["A_MARS_M"]["value"]
A_MOON_M: Final[float] = _T["A_MOON_M"]["value"]
G: Final[float] = _T["G"]["value"]
G0: Final[float] = _T["G0"]["value"]
C_M_S: Final[float] = _T["C_M_S"]["value"]
