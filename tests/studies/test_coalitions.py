"""Values of coalitions: against plans of restricted tables, each subset of wants by itself."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from tests.campaign.small_case import campaign
from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan import prize
from windlass.campaign.plan.plan import plan
from windlass.campaign.tables import Campaign
from windlass.partners.game import superadditive
from windlass.studies.coalitions import Player, kept, values

DAY = 86_400.0
STEP = 5.0 * DAY
WANTS = ((0,), (1, 2))
"""The plant; people out and home again."""
GAP = 1e-4


def player(
    key: str, *owns: str, budget: float = 1e9, worth: tuple[float, float] = (0, 0)
) -> Player:
    return Player(key=key, owns=owns, budget=budget, worth=np.array(worth, dtype=float))


PLAYERS = (
    player("launches", "supply.launcher", "site.pad", worth=(30e6, 0.0)),
    player("landers", "vehicle.lander", "supply.lander"),
    player("people", "supply.crew", worth=(0.0, 400e6)),
    player("ground", budget=5e7),
)
COMMON = np.array([250e6, 150e6])


def tables() -> Campaign:
    rows = campaign()
    return replace(rows, limits=(*rows.limits, replace(rows.limits[0], key="site pad", flights=3)))


def made(rows: Campaign) -> prize.Prized:
    flow = flows.build(rows, grids.make(rows, STEP), "cost")
    return prize.prized(flow, WANTS, (True, True))


def by_hand(rows: Campaign, who: tuple[Player, ...]) -> float:
    """The best of all subsets of wants, each planned on tables without what others own."""
    lacking = {key for one in PLAYERS if one not in who for key in one.owns}
    items = {key.partition(".")[2] for key in lacking if key.startswith(("supply", "vehicle"))}
    rows = replace(
        rows,
        supplies=tuple(one for one in rows.supplies if one.item not in items),
        limits=tuple(
            replace(one, flights=0.0, closed=((-1e12, 1e12),))
            if one.key == "site pad" and "site.pad" in lacking else one
            for one in rows.limits
        ),
    )  # fmt: skip
    worth = COMMON + sum(one.worth for one in who)
    budget, best = sum(one.budget for one in who), 0.0
    for size in (1, 2):
        for chosen in combinations(range(2), size):
            demands = tuple(rows.demands[k] for want in chosen for k in WANTS[want])
            try:
                found = plan(replace(rows, demands=demands), step_s=STEP, gap=1e-6)
            except NotSolved:
                continue
            if found.cost <= budget:
                best = max(best, float(worth[list(chosen)].sum()) - found.cost)
    return best


def test_every_coalition_is_worth_what_its_own_tables_allow() -> None:
    rows = tables()
    found = values(made(rows), PLAYERS, COMMON, gap=GAP)
    game = found.game
    for s in range(1, 16):
        who = tuple(one for i, one in enumerate(PLAYERS) if s >> i & 1)
        assert game.values[s] == pytest.approx(by_hand(rows, who), abs=GAP * game.total + 1.0), (
            game.told(s)
        )
        assert found.found[s].bound >= game.values[s]
    assert game.total > 0.0
    assert game.values[game.number(["landers"])] == 0.0  # who has a lander alone flies nothing
    assert game.values[game.number(["launches", "landers"])] > 0.0
    assert found.searches < 15  # relaxations and known plans settle the rest
    assert found.widest() <= 2 * GAP
    assert superadditive(game, tolerance=1e-3)


def test_a_budget_binds() -> None:
    poor = tuple(replace(one, budget=2e7) for one in PLAYERS)
    found = values(made(tables()), poor, COMMON, gap=GAP)
    assert found.game.total == 0.0  # four times 20 million buy no launch and lander
    some = tuple(replace(one, budget=6e7) for one in PLAYERS)
    assert values(made(tables()), some, COMMON, gap=GAP).game.total > 0.0


def test_more_worth_never_makes_a_coalition_poorer() -> None:
    one = made(tables())
    low = values(one, PLAYERS, COMMON, gap=GAP).game.values
    high = values(one, PLAYERS, COMMON * 1.5, gap=GAP).game.values
    assert (high >= low - GAP * high.max()).all()
    assert high[-1] == pytest.approx(low[-1] + 0.5 * COMMON.sum(), rel=1e-3)


def test_several_owners_each_suffice() -> None:
    both = (player("one", "supply.launcher"), player("two", "supply.launcher"))
    game = values(made(tables()), both, COMMON, gap=GAP).game
    assert game.values[1] == game.values[2] == game.values[3] > 0.0


def test_what_was_solved_is_kept_and_told_apart(tmp_path: Path) -> None:
    one = made(tables())
    first = kept(one, PLAYERS, COMMON, gap=GAP, folder=tmp_path)
    heard: list[str] = []
    again = kept(made(tables()), PLAYERS, COMMON, gap=GAP, folder=tmp_path, tell=heard.append)
    assert not heard
    assert np.array_equal(first.game.values, again.game.values)
    assert [one.how for one in first.found] == [one.how for one in again.found]
    assert np.array_equal(first.found[-1].plan, again.found[-1].plan)  # type: ignore[arg-type]
    assert again.searches == first.searches
    other = tuple(replace(one, budget=2e7) for one in PLAYERS)
    assert kept(one, other, COMMON, gap=GAP, folder=tmp_path).game.total == 0.0
    assert len(list(tmp_path.iterdir())) == 2


def test_faults_are_told() -> None:
    flow = made(tables()).flow
    with pytest.raises(InvalidInput, match=r"no such row.*site\.pads"):
        values(made(tables()), (player("x", "site.pads"),), COMMON)
    with pytest.raises(InvalidInput, match="belongs to one want"):
        prize.prized(flow, ((0,), (1,)), (True, True))
    with pytest.raises(InvalidInput, match="worth"):
        values(made(tables()), PLAYERS, np.array([-1.0, 0.0]))
    with pytest.raises(InvalidInput, match="worth of the wants to short"):
        values(made(tables()), (replace(PLAYERS[0], key="short", worth=np.zeros(3)),), COMMON)
    with pytest.raises(InvalidInput, match="number of partners"):
        values(made(tables()), (), COMMON)
    with pytest.raises(NotSolved, match="not all coalitions"):
        values(made(tables()), PLAYERS, COMMON, limit_s=0.0)
