"""Risk of a campaign: stoppages as published and refitted, and toy campaigns in closed form."""

import math

import numpy as np

from validation.table import Row, at_most, skip
from windlass.base.epochs import DAY_S
from windlass.base.sources import table
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.hazards import Hazards, Spread, VehicleHazard, vehicle_hazard
from windlass.campaign.risk.simulate import RiskResult, simulate
from windlass.campaign.risk.stoppage import again, duration
from windlass.campaign.schedule.timetable import Dated, Flight, Pool, Schedule, Site, Timetable

MANY = 2_000


def rows() -> list[Row]:
    """All rows."""
    return [*_stoppages(), *_refitted(), *_campaigns()]


def _stoppages() -> list[Row]:
    what = "stoppage"
    weibull, lognormal, rule = duration("weibull"), duration("lognormal"), again()
    drawn = weibull.draw_s(np.random.default_rng(1), 400_000) / DAY_S
    sample = float(table("stoppage")["sample"]["mean"]["value"])
    return [
        Row(what, "median of the Weibull durations", 27.54, weibull.quantile_s(0.5) / DAY_S, 1e-9,
            "d", "kennan1985"),
        Row(what, "median of the lognormal durations", 22.15, lognormal.quantile_s(0.5) / DAY_S,
            1e-9, "d", "kennan1985"),
        Row(what, "mean of the strikes, by the Weibull's closed form", sample,
            weibull.mean_s / DAY_S, 0.003, "d", "kennan1985", relative=True),
        Row(what, "that, by 400,000 drawn", weibull.mean_s / DAY_S, float(drawn.mean()), 0.3, "d",
            "kennan1985"),
        Row(what, "next one after a short one, at 20 %", 0.30, rule.probability(0.2, 10 * DAY_S),
            1e-12, "", "card1988"),
        Row(what, "next one after a long one, at 20 %", 0.14, rule.probability(0.2, 30 * DAY_S),
            0.0101, "", "card1988"),
        Row("scrub", "success of a try of the Shuttle", 0.529, 1.0 - vehicle_hazard("any").scrub,
            5e-4, "", "cates2014"),
    ]  # fmt: skip


def _refitted() -> list[Row]:
    """The 62 durations themselves, fitted again by maximum likelihood."""
    what, quantity = "stoppage", "fit to the 62 strikes again"
    try:
        from statsmodels.datasets import strikes
    except ImportError:
        return [skip(capability=what, quantity=quantity, source="kennan1985",
                     reason="no statsmodels")]  # fmt: skip
    from scipy.stats import weibull_min

    days = np.asarray(strikes.load_pandas().data["duration"], dtype=float)
    shape, _, scale = weibull_min.fit(days, floc=0.0)
    logs = np.log(days)
    return [
        Row(what, "mean of the 62 strikes", 42.66, float(days.mean()), 0.02, "d", "kennan1985"),
        Row(what, "shape of the Weibull, fitted again", duration("weibull").shape, float(shape),
            5e-4, "", "kennan1985"),
        Row(what, "its median", 27.54, float(scale * math.log(2.0) ** (1.0 / shape)), 0.02, "d",
            "kennan1985"),
        Row(what, "median of the lognormal, fitted again", 22.15, float(np.exp(logs.mean())), 0.02,
            "d", "kennan1985"),
        Row(what, "sigma of the lognormal, fitted again", duration("lognormal").shape,
            float(logs.std()), 5e-4, "", "greene2003"),
    ]  # fmt: skip


def _row_of(many: int, hazards: Hazards, chained: bool) -> RiskResult:
    """Flights in a row, each after the one before, or on their own."""
    flights = tuple(
        Flight(key=f"f{k:02}", vehicle="ship", pad="pad", windows=((0.0, 1e9),), out_s=DAY_S,
               after=((f"f{k - 1:02}", 0.0),) if k and chained else ())
        for k in range(many)
    )  # fmt: skip
    asked = Timetable(
        start_s=0.0, end_s=1e9, flights=flights,
        sites=(Site(key="pad", node="earth", kind="pad", count=many),),
        pools=(Pool(key="ship", ready=((0.0, many),), expended=True),),
    )  # fmt: skip
    dates = Schedule(
        status="feasible", proven=False, left_out=(), value=0.0, bound=0.0, loads=(),
        bottleneck="", wall_s=0.0,
        flights=tuple(Dated(key=f"f{k:02}", lift_off_s=(k + 1) * DAY_S) for k in range(many)),
    )  # fmt: skip
    return simulate(RiskAsk(timetable=asked, schedule=dates, hazards=hazards), many=MANY, seed=1)


def _campaigns() -> list[Row]:
    what, share, many = "campaign risk", 1.0 - 135.0 / 255.0, 8
    delay = Spread(median_s=1.5 * DAY_S, sigma=0.7)
    ship = VehicleHazard(vehicle="ship", scrub=share, scrub_delay=delay)
    calm = _row_of(many, Hazards(), chained=True)
    made = _row_of(many, Hazards(vehicles=(ship,)), chained=True)
    late = (made.last_s - made.planned_last_s) / DAY_S
    often, spread = share / (1.0 - share), share / (1.0 - share) ** 2
    mean = many * often * delay.mean_s / DAY_S
    variance = many * (often * delay.variance_s2 + spread * delay.mean_s**2) / DAY_S**2
    ship = VehicleHazard(vehicle="ship", loss=None, launches=10.0, losses=2.0)
    lost = _row_of(20, Hazards(vehicles=(ship,), cargo_s=None), chained=False).losses[:, 0]
    a, b = ship.beta
    wide = 20.0 * ship.chance * (1.0 - ship.chance) * (a + b + 20.0) / (a + b + 1.0)
    return [
        at_most(capability=what, quantity="dates moved where nothing goes wrong", limit=0.0,
                computed=float(np.abs(calm.delay_s).max()), unit="s", source="simpy"),
        Row(what, "8 flights in a row with scrubs: mean delay", mean, float(late.mean()),
            4.0 * math.sqrt(variance / MANY), "d", "cates2014"),
        Row(what, "its standard deviation", math.sqrt(variance), float(late.std()), 0.1, "d",
            "cates2014", relative=True),
        Row(what, "losses of 20 launches, record 2 of 10: mean", 20.0 * ship.chance,
            float(lost.mean()), 4.0 * math.sqrt(wide / MANY), "", "barlow1965"),
        Row(what, "their variance, beta-binomial", wide, float(lost.var()), 0.15, "",
            "barlow1965", relative=True),
    ]  # fmt: skip
