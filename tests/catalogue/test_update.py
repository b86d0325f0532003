"""Updates: from the service and from files; the old one stays until the new one is whole."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.catalogue.service import Service, asteroid, row, status
from tests.catalogue.test_read_neodys import EROS, HEADER
from windlass.base.epochs import parse_span
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import approaches, update, whole
from windlass.catalogue.collection import lookup
from windlass.catalogue.polite import Client, Manners

QUICK = Manners(pause_s=0.0, attempts=2, backoff_s=0.0, timeout_s=5.0)
MET = [("2030 AA", "2462240.407091595", "0.000254099098170977", "7.42249308586014")]


def now() -> str:
    return "2026-11-21T12:00:00Z"


def ask(service: Service) -> update.Updated:
    client = Client(service.url, manners=QUICK, tell=lambda line: None)
    try:
        return update.from_service(client, now, span_s=parse_span("2020..2040"))
    finally:
        client.close()


def kept(data: Path) -> set[str]:
    return {one.name for one in (data / "catalogue").iterdir()}


def test_from_the_service(service: Service, data: Path) -> None:
    service.met = MET
    done = ask(service)
    assert done.before is None
    known, met = whole.installed(), approaches.installed()
    assert known is not None
    assert met is not None
    assert len(known) == 7
    assert known.provenance["kind"] == "service"
    assert known.provenance["asked"]["full-prec"] == "true"
    assert known.provenance["installed"] == now()
    assert known.provenance["faults"]["count"] == 0
    assert len(met) == 1
    assert kept(data) == {"neo.parquet", "approaches.parquet", ".lock"}
    # the same state of the service gives the same digest, whenever it is asked
    assert ask(service).before == 7
    again = whole.installed()
    assert again is not None
    assert again.digest == known.digest


def test_a_service_in_trouble_leaves_the_former(service: Service, data: Path) -> None:
    ask(service)
    former = whole.path().read_bytes()
    service.rows.append(row(asteroid(7)))
    service.faults = [status(500)] * 2
    with pytest.raises(SourceError, match="HTTP 500"):
        ask(service)
    assert whole.path().read_bytes() == former


def test_faulty_rows_are_counted_and_told(service: Service) -> None:
    service.rows[2] = row({**asteroid(2), "e": "1.2"})
    done = ask(service)
    assert done.asteroids is not None
    assert len(done.asteroids) == 6
    told = done.asteroids.provenance["faults"]
    assert told["count"] == 1
    assert "1 or more" in told["first"][0]
    assert asteroid(2)["pdes"] in told["first"][0]


def test_nothing_usable_is_no_catalogue(service: Service) -> None:
    ask(service)
    former = whole.path().read_bytes()
    service.rows = [row({**asteroid(1), "e": None})]
    with pytest.raises(SourceError, match="no asteroid can be used, 1 rows are faulty"):
        ask(service)
    assert whole.path().read_bytes() == former


def test_found_by_name_once_installed(service: Service) -> None:
    name = asteroid(3)["pdes"]
    with pytest.raises(InvalidInput, match="unknown asteroid"):
        lookup(name)
    done = ask(service)
    assert done.asteroids is not None
    target = lookup(name.replace(" ", "").lower())
    assert target.designation == name
    assert target.data == (("neo.parquet", done.asteroids.digest),)
    # the built-in table goes first
    assert lookup("Apophis").data[0][0] == "targets.csv"
    with pytest.raises(InvalidInput, match=r"near in the installed catalogue: .*2030 A"):
        lookup(name[:-1] + "Z")
    whole.path().write_bytes(b"PAR1 damaged")
    with pytest.raises(SourceError, match="damaged"):
        lookup("2030 ZZ99")
    assert lookup("Apophis").title == "99942 Apophis"


def test_from_files_of_every_kind(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "neodys.cat").write_text(HEADER + EROS)
    files = [
        shared / "data/api/sbdb_query/real_neo_fullprec_limit3_2026-07-02.json",
        shared / "data/api/sbdb/adam_core_99942_phys.json",
        shared / "data/api/mpc/2020AB_mpcorb.json",
        shared / "data/api/mpc/2062_mpcorb_v07.json",
        tmp_path / "neodys.cat",
        shared / "data/api/cad/doc_example_v1.5.json",
    ]
    done = update.from_files(files, now)
    assert done.asteroids is not None
    assert done.approaches is not None
    assert set(done.asteroids.frame["designation"]) == {
        "433", "719", "887", "99942", "2020 AB", "2062",
    }  # fmt: skip
    # Eros of NEODyS came second
    assert done.asteroids.provenance["repeated"] == {
        "count": 1,
        "first": ["433: 433 Eros is there already"],
    }
    eros = done.asteroids.frame.row(by_predicate=pl.col("designation") == "433", named=True)
    assert (eros["precision"], eros["source"]) == ("full", "sbdb2026")
    assert eros["moid_m"] == pytest.approx(0.148798 * 149597870700.0)
    one = done.asteroids.frame.row(by_predicate=pl.col("designation") == "2020 AB", named=True)
    assert (one["arc_d"], one["observations"]) == (20.0, 85)
    names = [file["name"] for file in done.asteroids.provenance["files"]]
    assert names == [path.name for path in files[:-1]]
    assert len(done.approaches) == 3


def test_whole_table_and_approaches(shared: Path) -> None:
    done = update.from_files(
        [shared / "data/neo_catalog.parquet", shared / "data/cad.parquet"], now
    )
    assert done.asteroids is not None
    assert done.approaches is not None
    assert len(done.asteroids) == 41_867
    assert len(done.approaches) == 50_749
    # most approaches are of asteroids that the catalogue knows
    known = set(done.asteroids.frame["designation"])
    met = done.approaches.frame["designation"].to_list()
    assert sum(one in known for one in met) / len(met) > 0.99
    # what was installed can be given as a file, on another machine say
    again = update.from_files([whole.path(), approaches.path()], now)
    assert again.asteroids is not None
    assert again.approaches is not None
    assert again.before == 41_867
    assert again.asteroids.digest == done.asteroids.digest
    assert again.approaches.digest == done.approaches.digest


def test_what_has_two_orbits_is_settled_by_whoever_can(shared: Path) -> None:
    """The rows go through the callable before they are installed; nothing else is settled."""
    asked = []

    def settle(known: whole.Whole) -> whole.Whole:
        asked.append(len(known))
        rows = [row | {"settled": "fits"} for row in known.frame.iter_rows(named=True)]
        return whole.from_rows(rows, known.provenance)

    good = shared / "data/api/sbdb/adam_core_99942_phys.json"
    done = update.from_files([good], now, settle)
    assert asked == [1]
    assert done.asteroids is not None
    assert done.asteroids.frame["settled"].to_list() == ["fits"]
    known = whole.installed()
    assert known is not None
    assert known.digest == done.asteroids.digest
    update.from_files([shared / "data/api/cad/doc_example_v1.5.json"], now, settle)
    assert asked == [1]


def test_approaches_alone_leave_the_asteroids(shared: Path, data: Path) -> None:
    done = update.from_files([shared / "data/api/cad/doc_example_v1.5.json"], now)
    assert done.asteroids is None
    assert kept(data) == {"approaches.parquet", ".lock"}


@pytest.mark.parametrize("cut", [50, 5000])
def test_a_file_that_is_cut_installs_nothing(shared: Path, tmp_path: Path, cut: int) -> None:
    good = shared / "data/api/sbdb/adam_core_99942_phys.json"
    update.from_files([good], now)
    former = whole.path().read_bytes()
    bad = tmp_path / "cut.json"
    bad.write_bytes(good.read_bytes()[:cut])
    with pytest.raises(SourceError, match="truncated"):
        update.from_files([good, bad], now)
    assert whole.path().read_bytes() == former


def test_a_damaged_former_is_no_obstacle(shared: Path) -> None:
    good = shared / "data/api/sbdb/adam_core_99942_phys.json"
    update.from_files([good], now)
    whole.path().write_bytes(b"PAR1")
    done = update.from_files([good], now)
    assert done.before is None
    assert whole.installed() is not None


def test_hash_of_a_file_is_kept(tmp_path: Path, shared: Path) -> None:
    import hashlib

    good = shared / "data/api/sbdb/adam_core_99942_phys.json"
    done = update.from_files([good], now)
    assert done.asteroids is not None
    (file,) = done.asteroids.provenance["files"]
    assert file["sha256"] == hashlib.sha256(good.read_bytes()).hexdigest()
    assert json.loads(json.dumps(done.asteroids.provenance)) == done.asteroids.provenance


def test_two_updates_at_once(service: Service, data: Path) -> None:
    from windlass.catalogue.pages import alone

    with alone(data / "catalogue"), pytest.raises(SourceError, match="another update"):
        ask(service)


def test_interrupted_run_goes_on(service: Service, monkeypatch: Any) -> None:
    """Ctrl-C between pages: what was fetched is kept, nothing is swapped."""
    from windlass.catalogue import sbdb_service

    monkeypatch.setattr(sbdb_service, "PAGE", 3)
    real = sbdb_service.fetch

    def small(*words: Any, **more: Any) -> Any:
        return real(*words, page=3, **more)

    monkeypatch.setattr(sbdb_service, "fetch", small)

    class Stopped(Client):
        def get(self, path: str, params: Any) -> Any:
            if params.get("limit-from") == "6":
                raise KeyboardInterrupt
            return super().get(path, params)

    with pytest.raises(KeyboardInterrupt):
        update.from_service(Stopped(service.url, manners=QUICK), now)
    assert whole.installed() is None
    service.asked.clear()
    ask(service)
    assert service.starts() == ["6"]
