"""Write a thrust history as a CCSDS Orbit Comprehensive Message, version 3.0, keys and values.

The message carries what an OEM cannot: the mass at the start (PHYS), one manoeuvre (MAN) for each
stretch of thrust without a break, and the bodies that pull (PERT).  A line of a manoeuvre is the
force at an epoch, how long it lasts, whether it changes evenly to the next line's (THR_INTERP) and
the specific impulse by which mass flows; the last line of one that changes is its end and lasts no
time.  TDB to a microsecond, ICRF; all figures of a
force.  Source: ccsds502.
Checked: tests/exchange/test_ocm.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.bodies.planets import CHAINS
from windlass.bodies.thrust import Burn, Profile, profile
from windlass.exchange.names import CENTRES, TOUCH_S, on_grid, parse_stamp, stamp
from windlass.exchange.oem import plain, remarks, said

COMPOSITION: Final = (
    "TIME_ABSOLUTE", "MAN_DURA", "THR_X", "THR_Y", "THR_Z", "THR_INTERP", "THR_ISP",
)  # fmt: skip
UNITS: Final = ("s", "N", "N", "N", "n/a", "s")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrustHistory:
    """What thrusts, as a file carries it.

    burns: in the order of time, ICRF; start_kg: mass before the first, at start_s [s past J2000];
    without: bodies of the reference model that do not pull.
    """

    name: str
    object_id: str
    start_s: float
    start_kg: float
    burns: tuple[Burn, ...]
    without: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise InvalidInput for what no file here can say."""
        other = sorted({burn.frame for burn in self.burns} - {"icrf"})
        if other:
            raise InvalidInput(
                f"frame of a thrust of {self.name}", value=other[0], remedy="give it in the ICRF"
            )
        unknown = sorted(set(self.without) - set(CHAINS))
        if unknown:
            raise InvalidInput(
                "no such body", value=", ".join(unknown), remedy=f"one of {', '.join(CHAINS)}"
            )
        if self.burns and self.burns[0].from_s < self.start_s - TOUCH_S:
            raise InvalidInput(
                "a burn before the start of a thrust history", value=stamp(self.burns[0].from_s),
                remedy=f"begin it no later, {stamp(self.start_s)} now",
            )  # fmt: skip

    @property
    def profile(self) -> Profile:
        """The same as flights take it."""
        return profile(self.burns, self.start_kg)


def rounded(burns: tuple[Burn, ...]) -> tuple[Burn, ...]:
    """Return burns as a file carries them: their epochs to a microsecond."""
    return tuple(
        replace(burn, from_s=on_grid(burn.from_s), until_s=on_grid(burn.until_s)) for burn in burns
    )


def write_ocm(
    path: Path, history: ThrustHistory, *, created: str, originator: str = "WINDLASS"
) -> None:
    """Write a thrust history as an OCM file.

    created: date of the file, UTC, as "2026-11-21T22:00:00".
    Raises InvalidInput for what its header cannot say, and where the thrust is no profile.
    """
    parse_stamp(created, where="created")
    burns = rounded(history.burns)
    profile(burns, history.start_kg)
    lines = ["CCSDS_OCM_VERS = 3.0", *remarks(history.comment)]
    lines += [f"CREATION_DATE = {created}", f"ORIGINATOR = {said('ORIGINATOR', originator)}"]
    last = max([burn.until_s for burn in burns], default=history.start_s)
    lines += [
        "", "META_START",
        f"OBJECT_NAME = {said('OBJECT_NAME', plain(history.name))}",
        f"OBJECT_DESIGNATOR = {said('OBJECT_DESIGNATOR', plain(history.object_id))}",
        "TIME_SYSTEM = TDB", f"EPOCH_TZERO = {stamp(history.start_s)}",
        f"START_TIME = {stamp(history.start_s)}", f"STOP_TIME = {stamp(last)}",
        "META_STOP",
        "", "PHYS_START", f"WET_MASS = {float(history.start_kg)!r} [kg]", "PHYS_STOP",
    ]  # fmt: skip
    stretches = _stretches(burns)
    for k, stretch in enumerate(stretches):
        lines += ["", *_block(stretch, k, len(stretches))]
    pulling = [CENTRES[name][0] for name in CHAINS if name not in history.without]
    lines += ["", "PERT_START", f"N_BODY_PERTURBATIONS = {', '.join(pulling)}", "PERT_STOP"]
    path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")


def _stretches(burns: tuple[Burn, ...]) -> list[list[Burn]]:
    """Return burns without a break between them together."""
    made: list[list[Burn]] = []
    for burn in burns:
        if made and burn.from_s - made[-1][-1].until_s <= TOUCH_S:
            made[-1].append(burn)
        else:
            made.append([burn])
    return made


def _block(stretch: list[Burn], k: int, count: int) -> list[str]:
    lines = [
        "MAN_START", f"COMMENT manoeuvre {k + 1} of {count}", f"MAN_ID = THRUST_{k + 1}",
        "MAN_BASIS = PLANNED", "MAN_DEVICE_ID = ALL", "MAN_PURPOSE = ORBIT",
        "MAN_REF_FRAME = ICRF", "DC_TYPE = CONTINUOUS",
        f"MAN_COMPOSITION = {', '.join(COMPOSITION)}", f"MAN_UNITS = [{', '.join(UNITS)}]",
    ]  # fmt: skip
    for n, burn in enumerate(stretch):
        even = burn.end_n is not None
        lines.append(_line(burn.from_s, burn.until_s, burn.force_n, even, burn.isp_s))
        after = stretch[n + 1].force_n if n + 1 < len(stretch) else None
        if burn.end_n is not None and burn.end_n != after:
            lines.append(_line(burn.until_s, burn.until_s, burn.end_n, False, burn.isp_s))
    return [*lines, "MAN_STOP"]


def _line(
    begin: float, end: float, force: tuple[float, float, float], even: bool, isp_s: float
) -> str:
    x, y, z = (repr(float(part)) for part in force)
    lasts = f"{on_grid(end - begin):.6f}"
    return f"{stamp(begin)} {lasts} {x} {y} {z} {'ON' if even else 'OFF'} {float(isp_s)!r}"
