"""Judge the sharing between partners: published games, and a judge of its own over random ones."""

import numpy as np

from validation.table import Row, at_most, skip
from windlass.partners import rules
from windlass.partners.bargaining import nash
from windlass.partners.core import core
from windlass.partners.game import Game
from windlass.partners.nucleolus import nucleolus, of_costs
from windlass.partners.shapley import shapley

NAME = "sharing"
GAMES = 200
MOST = 8


def rows() -> list[Row]:
    return [*published(), *talmuds(), *airports(), *bargains(), *judged()]


def _each(
    what: str, players: str, shares: list[float], found: np.ndarray, source: str, tol: float = 1e-9
) -> list[Row]:
    return [
        Row(NAME, f"{what}, {player}", share, float(one), tol, "", source)
        for player, share, one in zip(players, shares, found, strict=True)
    ]


def published() -> list[Row]:
    """Games whose answers are known exactly."""
    glove = Game(("L", "R1", "R2"), np.array([0, 0, 0, 1, 0, 1, 0, 1.0]))
    empty = Game(tuple("123"), np.array([0, 0, 0, 10, 0, 0, 0, 2.0]))
    cost = rules.airport(tuple("abcd"), [8, 11, 13, 18])
    third = 1.0 / 3.0
    return [
        *_each("glove game, Shapley", "LRr", [2 * third, 0.5 * third, 0.5 * third],
               shapley(glove), "shapley1953"),
        *_each("glove game, nucleolus", "LRr", [1, 0, 0], nucleolus(glove), "schmeidler1969"),
        *_each("airport, Shapley", "abcd", [2, 3, 4, 9], shapley(cost), "littlechild1974"),
        *_each("airport, nucleolus", "abcd", [3.25, 3.25, 3.25, 8.25], of_costs(cost),
               "littlechild1974"),
        *_each("empty core, Shapley", "123", [7 * third, 7 * third, -8 * third], shapley(empty),
               "computed before the work began"),
        *_each("empty core, nucleolus", "123", [1, 1, 0], nucleolus(empty),
               "computed before the work began"),
        Row(NAME, "empty core is told", 1.0, float(core(empty).empty), 0.0, "", "gillies1959"),
    ]  # fmt: skip


def talmuds() -> list[Row]:
    """The Talmud's estates, as a rule and as the nucleolus of the game; and over random claims."""
    claims, third = [100, 200, 300], 100.0 / 3.0
    made = []
    for estate, shares in ((100.0, [third] * 3), (200.0, [50.0, 75.0, 75.0])):
        game = rules.bankruptcy(tuple("123"), estate, claims)
        made += _each(
            f"Talmud, estate {estate:g}, nucleolus",
            "123",
            shares,
            nucleolus(game),
            "aumann1985",
            1e-7,
        )
        made += _each(
            f"Talmud, estate {estate:g}, rule",
            "123",
            shares,
            rules.talmud(estate, claims),
            "aumann1985",
        )
    rng, worst = np.random.default_rng(20), 0.0
    for _ in range(GAMES):
        owed = rng.uniform(1.0, 100.0, rng.integers(2, MOST + 1))
        estate = float(rng.uniform(0.0, owed.sum()))
        game = rules.bankruptcy([f"{k}" for k in range(owed.size)], estate, owed)
        off = np.abs(nucleolus(game) - rules.talmud(estate, owed)).max() / owed.sum()
        worst = max(worst, float(off))
    return [*made, at_most(capability=NAME, quantity=f"nucleolus of {GAMES} random bankruptcies "
                           "against the Talmud's rule, worst share", limit=1e-8, computed=worst,
                           unit="of all claims", source="aumann1985")]  # fmt: skip


def airports() -> list[Row]:
    """Shapley of random airports: each length of runway is paid by those who need it."""
    rng, worst = np.random.default_rng(21), 0.0
    for _ in range(GAMES):
        costs = np.sort(rng.uniform(1.0, 100.0, rng.integers(2, MOST + 1)))
        n = costs.size
        paid = np.cumsum(np.diff(costs, prepend=0.0) / (n - np.arange(n)))
        found = shapley(rules.airport([f"{k}" for k in range(n)], costs))
        worst = max(worst, float(np.abs(found - paid).max() / costs.sum()))
    return [at_most(capability=NAME, quantity=f"Shapley of {GAMES} random airports against equal "
                    "payment of each length, worst share", limit=1e-12, computed=worst,
                    unit="of all costs", source="littlechild1974")]  # fmt: skip


def bargains() -> list[Row]:
    """x = d + w·(V − Σd), and that a deal that adds nothing is told so."""
    found = nash(10.0, [1.0, 3.0], [1.0, 2.0])
    assert found.shares is not None
    return [
        *_each("Nash bargaining", "12", [3.0, 7.0], found.shares, "nash1950"),
        Row(NAME, "nothing to share is told", 1.0, float(nash(3.0, [2.0, 2.0]).shares is None),
            0.0, "", "nash1950"),
    ]  # fmt: skip


def judged() -> list[Row]:
    """Nucleolus, prenucleolus, Shapley value and least core against coopgame-py."""
    names = ("nucleolus", "prenucleolus", "Shapley value", "least excess of the core")
    try:
        import coopgame
    except ImportError:
        return [
            skip(
                capability=NAME,
                quantity=name,
                source="coopgame-py",
                reason="coopgame-py is not installed",
            )
            for name in names
        ]
    rng, worst = np.random.default_rng(22), dict.fromkeys(names, 0.0)
    for k in range(GAMES):
        n = 2 + k % (MOST - 1)
        values = rng.integers(-20, 60, 2**n).astype(float)
        values[0] = 0.0
        values[-1] = max(values[-1], values[1 << np.arange(n)].sum())
        game = Game(tuple(f"{i}" for i in range(n)), values)
        peer = coopgame.Game(values[1:].tolist())
        size = float(np.abs(values).max())
        for name, ours, theirs in (
            (names[0], nucleolus(game), coopgame.nucleolus(peer)["allocation"]),
            (names[1], nucleolus(game, individually=False),
             coopgame.prenucleolus(peer)["allocation"]),
            (names[2], shapley(game), coopgame.shapley(peer)),
            (names[3], np.array([core(game).least_excess]),
             [coopgame.prenucleolus(peer)["levels"][0]]),
        ):  # fmt: skip
            off = np.abs(np.asarray(ours) - np.asarray(theirs, dtype=float)).max() / size
            worst[name] = max(worst[name], float(off))
    return [
        at_most(capability=NAME, quantity=f"{name}, {GAMES} random games of 2 to {MOST}, worst",
                limit=1e-8, computed=off, unit="of the largest value", source="coopgame-py")
        for name, off in worst.items()
    ]  # fmt: skip
