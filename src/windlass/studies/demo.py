"""A small base to try things on: persons with keys, a specification in review, pay, a dock.

All of it is made up (status assumed); so are its keys, whose passphrase everybody knows.  On the
dock one container was loaded in place of another: the scale shows it.
Checked: tests/studies/test_demo.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from windlass.base.sources import read_data
from windlass.records import keys, labels
from windlass.records.dock import grants, manifest, scan
from windlass.records.dock.movement import Account
from windlass.store import Store
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog
from windlass.studies import dock, documents, hazards, people, pinned, release
from windlass.studies.documents import Desk

PASSPHRASE: Final = "windlass-demo"
PEOPLE: Final = {
    "Rhea": (), "Ada": ("author",), "Cole": ("commander",), "Xena": ("executive-officer",),
    "Pam": ("project-manager",), "Max": ("dock-master",), "Lin": ("loader",),
    "Nora": ("delegate of Northland",), "Sam": ("delegate of Southland",),
}  # fmt: skip
"""Who has which roles; Rhea is registrar."""
FILES: Final = ("specification.txt", "BASE.md", "dock/inbound.csv", "dock/outbound.csv",
                "dock/waiting.csv", "dock/scan-in.txt", "pay/old.toml", "pay/new.toml",
                "pay/counter.toml", "pay/hours.csv", "pay/doses.csv")  # fmt: skip
STANDS_ON: Final = "campaigns/goldilocks.toml"
ACCOUNTS: Final = (
    Account(name="Supplier", kind="outside"), Account(name="North", kind="dock"),
    Account(name="South", kind="dock"), Account(name="Store", kind="place"),
    Account(name="Kit of Lin", kind="person", capacity_g=20_000),
    Account(name="Tug 1", kind="vehicle", capacity_g=6_000_000, seats=0),
    Account(name="Shuttle 1", kind="vehicle", capacity_g=12_000_000, seats=6),
)  # fmt: skip
SCALE_G: Final = 2_000
TRUE_TUG_G: Final = 1_251_000 + 2_400_000
TRUE_STORE_G: Final = 902_000 + 300_000 + 640_000
"""What the scales see: 1483 is aboard, 4183 stayed."""


def files() -> dict[str, str]:
    """Return the base's files: name within the folder -> text."""
    return {name: read_data(f"demo/{name}").decode() for name in FILES}


def load(folder: Path, log: RecordLog, store: Store) -> None:
    """Fill an empty log with the base, its keys in ``keys/`` of the folder, where its files are.

    Raises InvalidInput where the log has a registrar already, or a key is there.
    """
    own = {name: keys.new() for name in PEOPLE}
    people.begin(Desk.open(log, store), "Rhea", own["Rhea"])
    for name, key in own.items():
        keys.save(key, folder / "keys" / f"{name.lower()}.pem", PASSPHRASE)
        if name != "Rhea":
            people.give_key(Desk.open(log, store), "Rhea", own["Rhea"], name, key.public)
        for role in PEOPLE[name]:
            people.give_role(Desk.open(log, store), "Rhea", own["Rhea"], name, role)
    _specify(folder, Desk.open(log, store), own)
    _pay(folder, log, store, own)
    _label(log, store, own)
    _ship(log, own)
    log.sign(own["Rhea"])


def _specify(folder: Path, desk: Desk, own: dict[str, keys.Key]) -> None:
    """Write the specification, put it to review, and object to its line about shifts."""
    pin = pinned.of_file(folder / STANDS_ON)
    text = documents.content_of(folder / FILES[0])
    documents.add(desk, "Ada", "Capture programme", text,
                  pins=[{"name": f"file:{STANDS_ON}", "sha256": pin["sha256"]}])  # fmt: skip
    documents.decide(desk.again(), "Ada", "Capture programme", "review", own["Ada"])
    line = next(k for k, row in enumerate(text, 1) if "shifts" in row)
    documents.object_to(desk.again(), "Xena", "Capture programme", line,
                        "14 hours leave less than 11 hours of rest", own["Xena"])  # fmt: skip


def _pay(folder: Path, log: RecordLog, store: Store, own: dict[str, keys.Key]) -> None:
    """Write both pay schedules, the new one in review; report what it may lead to."""
    for title, name in (("Base agreement", "old"), ("Pay for the capture", "new")):
        content = documents.content_of(folder / "pay" / f"{name}.toml")
        documents.add(Desk.open(log, store), "Ada", title, content, kind="pay-schedule", type_="")
    documents.decide(Desk.open(log, store), "Ada", "Pay for the capture", "review", own["Ada"])
    hazards.file_report(log, "Lin", "Loaders speak of a strike", kind="stoppage", of="pad-crew",
                        chance=0.15, severity=3)  # fmt: skip


def _label(log: RecordLog, store: Store, own: dict[str, keys.Key]) -> None:
    """The tug's figures are Northland's, for who holds its authorisation; the rest for partners."""
    for who, body in (
        ("Rhea", labels.set_body("*", labels.HOUSE, "interface")),
        ("Rhea", labels.set_body("target.*", labels.HOUSE, "open")),
        ("Rhea", labels.set_body("size.*", labels.HOUSE, "open")),
        ("Rhea", labels.own_body("tug.*", "Northland")),
        ("Nora", labels.set_body("tug.*", "Northland", "design", needs=["engine"])),
    ):
        release.act(Desk.open(log, store), "label", who, body, own[who])


def _ship(log: RecordLog, own: dict[str, keys.Key]) -> None:
    """Open the dock, bring goods in by manifest and scanner, load the tug, weigh."""
    book = DockBook.open(log)
    for one in ACCOUNTS:
        dock.open_account(book, "Max", one)
    leave = grants.body("Lin", ["North"], ["in", "out"], but=["explosives"])
    dock.grant(log, "Max", own["Max"], leave)
    inward = {"from": "Supplier", "to": "Store", "dock": "North", "direction": "in", "who": "Lin"}
    outward = {"from": "Store", "to": "Tug 1", "dock": "North", "direction": "out", "who": "Lin"}
    texts = files()
    sheets = {name: manifest.parse(texts[f"dock/{name}"], given | {"manifest": name}, name=name)
              for name, given in (("inbound.csv", inward), ("outbound.csv", outward),
                                  ("waiting.csv", outward | {"to": "Shuttle 1"}))}  # fmt: skip
    dock.post_manifest(book, "Lin", sheets["inbound.csv"])
    dock.post_scan(book, "Lin", scan.parse(texts["dock/scan-in.txt"]))
    dock.post_manifest(book, "Lin", sheets["outbound.csv"], event="move")
    dock.post_manifest(book, "Lin", sheets["waiting.csv"])
    dock.weigh(book, "Max", "Tug 1", TRUE_TUG_G + 700, SCALE_G, scale="dock North")
    dock.weigh(book, "Max", "Store", TRUE_STORE_G - 1_100, SCALE_G, scale="floor")
