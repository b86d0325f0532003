"""A change of pay as each may see it, and its impact in the log."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.workforce.test_groups import attacker_gets
from windlass.base.errors import InvalidInput, SourceError
from windlass.records import keys
from windlass.store import Store
from windlass.store.record_log import RecordLog
from windlass.store.told_totals import ToldTotals
from windlass.studies import documents, pay, people
from windlass.studies.documents import Desk, content_of
from windlass.studies.documents_told import told as text_told
from windlass.studies.pay_load import Named, as_toml, hours_of, imported, schedule_of
from windlass.workforce.schedule import read

DEMO = Path(str(files("windlass") / "data" / "demo" / "pay"))
HOURS = hours_of(DEMO / "hours.csv")


def demo(name: str) -> Named:
    return schedule_of(str(DEMO / f"{name}.toml"))


def total(rows: list[dict[str, Any]], key: str) -> float:
    return sum(float(row[key]) for row in rows)


def test_the_manager_sees_rows_that_add_up() -> None:
    told = pay.manager(demo("old"), [demo("new"), demo("counter")], HOURS,
                       day=pay.Day(cost=250_000.0, source="as given", added=0.1))  # fmt: skip
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert len(told["new"]) == 2
    for one in told["new"]:
        workers, groups, all_ = one["workers"], one["groups"], one["total"]
        assert len(workers) == 46
        assert total(workers, "gain") == pytest.approx(float(all_["gain"]), abs=1e-6)
        assert total(groups, "gain") == pytest.approx(float(all_["gain"]), abs=1e-6)
        assert sum(float(x) for x in all_["by_clause"].values()) == pytest.approx(
            float(all_["gain"]), abs=1e-6)  # fmt: skip
        saved = -float(all_["gain"]) * 365.25 / 28
        assert one["stoppage"]["days"] == pytest.approx(saved / 250_000.0)
        assert one["stoppage"]["mean_days"] == pytest.approx(42.66, rel=0.01)
    bare = pay.manager(demo("old"), [demo("new")], HOURS)
    assert bare["new"][0]["stoppage"] is None


def test_a_worker_sees_one_row(tmp_path: Path) -> None:
    told = pay.worker(demo("old"), [demo("new")], HOURS, "Dag")
    row = told["new"][0]["row"]
    all_ = pay.manager(demo("old"), [demo("new")], HOURS)["new"][0]["workers"]
    assert row == next(one for one in all_ if one["person"] == "Dag")
    text = json.dumps(told)
    assert not any(f'"{one["person"]}"' in text for one in all_ if one["person"] != "Dag")
    with pytest.raises(InvalidInput, match="no hours of that person") as caught:
        pay.worker(demo("old"), [demo("new")], HOURS, "dag")
    assert "Dag" not in str(caught.value)


def test_a_representative_compares_both_and_learns_of_nobody(tmp_path: Path) -> None:
    kept = ToldTotals(tmp_path)
    told = pay.representative(demo("old"), [demo("new"), demo("counter")], HOURS, kept)
    assert told["untold"] == 3
    assert len(told["new"]) == 2
    cells = {cell["groups"][0]: cell for cell in told["new"][0]["cells"]}
    assert set(cells) == {"miners", "loaders", "pilots", "technicians"}
    mine = pay.manager(demo("old"), [demo("new")], HOURS)["new"][0]["groups"]
    true = next(float(one["gain"]) for one in mine if one["group"] == "miners")
    assert cells["miners"]["left_out"] == []
    assert float(cells["miners"]["gain"]) == pytest.approx(true, abs=0.5)
    names = HOURS.hours.groups()
    text = json.dumps(told)
    assert not any(f'"{name}"' in text for name in names)
    rows = kept.rows()
    assert rows
    own = [{who: x for who, x in row.items() if names.get(who) == "miners"} for row in rows]
    assert not attacker_gets([row for row in own if row], 5)
    again = pay.representative(demo("old"), [demo("new")], HOURS, kept)
    assert again["new"][0]["cells"] == told["new"][0]["cells"]


def test_no_schedule_is_signed_without_its_own_impact(tmp_path: Path) -> None:
    log, store = RecordLog.open(tmp_path), Store.open(tmp_path)
    own = {name: keys.new() for name in ("Rhea", "Pam", "Ada")}
    people.begin(Desk.open(log, store), "Rhea", own["Rhea"])
    for name in ("Pam", "Ada"):
        people.give_key(Desk.open(log, store), "Rhea", own["Rhea"], name, own[name].public)
    people.give_role(Desk.open(log, store), "Rhea", own["Rhea"], "Pam", "project-manager")
    desk = Desk.open(log, store)
    documents.add(desk, "Ada", "Pay", content_of(DEMO / "new.toml"), kind="pay-schedule", type_="")
    desk = desk.again()
    documents.decide(desk, "Ada", "Pay", "review", own["Ada"])
    with pytest.raises(InvalidInput, match="no impact is attached"):
        documents.decide(desk.again(), "Pam", "Pay", "sign", own["Pam"])
    named, kept = schedule_of("Pay", desk.again()), ToldTotals(tmp_path)
    one = pay.record(desk.again(), "Pam", demo("old"), named, HOURS, kept,
                     day=pay.Day(cost=1e5, source="as given"))  # fmt: skip
    assert one.body["of"] == demo("new").sha256 == named.sha256
    assert "Dag" not in one.data.decode()
    other = pay.record(desk.again(), "Pam", demo("old"), demo("counter"), HOURS, kept)
    text = content_of(DEMO / "new.toml")
    for ref in (other.id, one.id):
        documents.edit(desk.again(), "Ada", "Pay", text, attached={"impact": ref})
        documents.decide(desk.again(), "Ada", "Pay", "review", own["Ada"])
        if ref == other.id:
            with pytest.raises(InvalidInput, match="that of another version"):
                documents.decide(desk.again(), "Pam", "Pay", "sign", own["Pam"])
    documents.decide(desk.again(), "Pam", "Pay", "sign", own["Pam"])
    assert text_told(desk.again(), "Pay")["state"] == "signed"
    assert log.verify() == []


def test_a_table_of_clauses_becomes_a_schedule(tmp_path: Path) -> None:
    table = tmp_path / "pay.csv"
    table.write_text(
        'id,kind,amount,times,over_h,groups,words,from\nbase,base,42,,,,"The ""base"" rate",\n'
        "more,base,3.50,,,pilots;medics,Higher,2032-01-01\nover,overtime,,1.5,40,,Überstunden,\n"
    )
    head = {"currency": "EUR", "unit": "0.01", "rounding": "half-up", "name": "Tarif"}
    made = imported(table, head)
    out = tmp_path / "pay.toml"
    out.write_text(as_toml(made))
    again = schedule_of(str(out)).schedule
    assert again == made
    assert read(made.plain()) == made
    assert (made.clause("base").words, len(made.clauses)) == ('The "base" rate', 3)  # type: ignore[union-attr]
    with pytest.raises(InvalidInput, match="no currency"):
        schedule_of(str(table))


def test_what_is_no_schedule_is_told(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[1]")
    with pytest.raises(InvalidInput, match="is a table"):
        schedule_of(str(tmp_path / "list.json"))
    with pytest.raises(SourceError, match="cannot be read"):
        schedule_of(str(tmp_path / "none.toml"))
    with pytest.raises(SourceError, match="cannot be read"):
        hours_of(tmp_path / "none.csv")
    desk = Desk.open(RecordLog.open(tmp_path), Store.open(tmp_path))
    documents.add(desk, "Ada", "Plan", ["x"])
    with pytest.raises(InvalidInput, match="no pay schedule"):
        schedule_of("Plan", desk.again())
    euros = demo("new").schedule.plain() | {"currency": "EUR"}
    with pytest.raises(InvalidInput, match="two currencies"):
        pay.manager(demo("old"), [Named(read(euros), "", "")], HOURS)


def test_a_day_of_delay_from_a_money_run() -> None:
    told = {"unit": "USD2024", "rate": 0.07,
            "drawn": {"percentiles": [{"percent": 10.0, "npv": -1e9},
                                      {"percent": 50.0, "npv": 2e9}]}}  # fmt: skip
    cost, source = pay.delay(told, "USD", "run 3f")
    assert cost == pytest.approx(2e9 * (1 - 1.07 ** (-1 / 365.25)))
    assert "run 3f" in source
    with pytest.raises(InvalidInput, match="another currency"):
        pay.delay(told, "EUR", "run 3f")
    told["drawn"]["percentiles"][1]["npv"] = -1.0  # type: ignore[index]
    with pytest.raises(InvalidInput, match="not above nothing"):
        pay.delay(told, "USD", "run 3f")
