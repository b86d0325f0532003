"""``windlass money cost`` and ``windlass money product``."""

import json
from typing import Any


def test_a_work_breakdown_is_priced_and_kept(demo: Any) -> None:
    done = demo.inside("money", "cost", "costs/tug.toml")
    assert done.code == 0, done.err
    assert "Capture mechanism" in done.out
    assert "† " in done.out
    told = json.loads(demo.inside("money", "cost", "costs/tug.toml", "--json").out)
    assert told["run_id"][:12] in done.out
    assert (demo.folder / told["page"]).exists()
    explained = demo.inside("explain", told["run_id"], "cost.structure-development")
    assert "flag: Structure and thermal control" in explained.out
    assert demo.inside("report", told["run_id"], "--out", "c.html").code == 0


def test_products_in_space_and_on_the_ground(demo: Any) -> None:
    high = demo.inside(
        "money", "product", "--taxonomy", "C", "--returned", "500 t", "--place", "nrho"
    )
    assert high.code == 0, high.err
    assert "Water:" in high.out
    told = json.loads(demo.inside("money", "product", "--like", "iiiab-core", "--returned",
                                  "10 t", "--recover", "nickel", "--json").out)  # fmt: skip
    assert [one["sold"] for one in told["products"]] == [False]
    nothing = demo.inside("money", "product", "--like", "iiiab-core", "--returned", "10 t",
                          "--recover", "nickel")  # fmt: skip
    assert nothing.code == 6
    water = demo.inside("money", "product", "--like", "iiiab-core", "--returned", "10 t",
                        "--recover", "water")  # fmt: skip
    assert water.code == 6
    assert "Water: not sold, on the ground nobody pays" in water.out
    assert demo.inside("report", told["run_id"], "--out", "p.html").code == 0


def test_wrong_turns_are_told(demo: Any) -> None:
    for words, code, said in (
        (("cost", "costs/none.toml"), 3, "no such cost file"),
        (("cost", "costs/tug.toml", "--set", "element.launch.price=5"), 2, "price"),
        (("product",), 2, "a body is needed"),
        (("product", "--taxonomy", "C"), 2, "how much is brought"),
        (("product", "--taxonomy", "C", "--returned", "5 m"), 2, "--returned"),
        (("product", "--taxonomy", "C", "--returned", "5 t", "--place", "mars"), 2,
         "unknown place"),
        (("product", "--taxonomy", "C", "--returned", "5 t", "--delivery", "5 USD/kg"), 2, "USD"),
    ):  # fmt: skip
        done = demo.inside("money", *words)
        assert done.code == code, words
        assert said in done.err
