"""Dose of a Mars mission, rules of hours, and consumables, against what was published."""

from validation.table import Row
from windlass.campaign.crew import duty
from windlass.campaign.crew.dose import Person, Phase, limit, take
from windlass.campaign.crew.supply import Stay, supply

DAY = 86_400.0
HOUR = 3_600.0
WHAT = "crews"


def mission(cruise: str) -> float:
    """Dose [Sv] of 480 days on the way and 500 on the ground."""
    phases = (Phase(place=cruise, time_s=480 * DAY), Phase(place="mars", time_s=500 * DAY))
    return take(Person(key="one", agency="nasa", phases=phases)).total_msv / 1e3


def most_hours(key: str, daily: float, days: int) -> bool:
    """Whether shifts of so many hours on so many days from eight in the morning keep a rule."""
    shifts = [((24 * d + 8) * HOUR, (24 * d + 8 + daily) * HOUR) for d in range(days)]
    return not duty.judge({"one": shifts}, duty.rule(key))


def rows() -> list[Row]:
    need = supply([Stay(people=1, time_s=DAY)]).consumed_kg
    return [
        Row(WHAT, "dose, 480 d cruise at 1.58 mSv/d, 500 d Mars", 1.08, mission("cruise"), 0.005,
            "Sv", "guo2021, hassler2014"),
        Row(WHAT, "career limit, NASA", 600.0, limit("nasa"), 0.0, "mSv", "nap26155"),
        Row(WHAT, "career limit, ESA", 1000.0, limit("esa"), 0.0, "mSv", "nap26155"),
        Row(WHAT, "EU: five days of 9.6 h allowed", 1.0, most_hours("eu-2003-88", 9.6, 5), 0.0,
            "1", "eu2003duty"),
        Row(WHAT, "EU: five days of 9.7 h allowed", 0.0, most_hours("eu-2003-88", 9.7, 5), 0.0,
            "1", "eu2003duty"),
        Row(WHAT, "FAA: five days of 12 h allowed", 1.0, most_hours("faa-431-43", 12.0, 5), 0.0,
            "1", "faa431"),
        Row(WHAT, "FAA: six days of 12 h allowed", 0.0, most_hours("faa-431-43", 12.0, 6), 0.0,
            "1", "faa431"),
        *(Row(WHAT, f"{part} a person-day", value, need[part], 1e-12, "kg", "bvad2004")
          for part, value in (("oxygen", 0.835), ("food", 0.617), ("water", 3.909))),
    ]  # fmt: skip
