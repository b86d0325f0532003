"""A server on this machine that answers as JPL's services do, with the faults of the real world.

Replies have the form of the recorded ones: numbers as text without leading zero, full_name padded,
``count`` the total of the query whatever the page, an empty reply of the service of close
approaches without ``data``.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from windlass.catalogue.sbdb_service import FIELDS

QUERY = {"version": "1.0", "source": "NASA/JPL SBDB (Small-Body DataBase) Query API"}
CLOSE = {"version": "1.5", "source": "NASA/JPL SBDB Close Approach Data API"}
CLOSE_FIELDS = ["des", "orbit_id", "jd", "cd", "dist", "v_rel", "h"]
Fault = Callable[[BaseHTTPRequestHandler], bool]
"""Deals with a request and returns True, or changes nothing and returns False."""


def asteroid(index: int) -> dict[str, Any]:
    """Return the values of one asteroid, by the service's names."""
    called = f"2030 A{'ABCDEFGHJK'[index % 10]}{index // 10 or ''}"
    return {
        "spkid": 50_000_000 + index,
        "pdes": called,
        "full_name": f"       ({called})",
        "class": ("APO", "ATE", "AMO")[index % 3],
        "pha": "Y" if index % 7 == 0 else "N",
        "moid": f".0{index % 9 + 1}148798",
        "H": f"{20 + index % 9}.31",
        "H_sigma": None,
        "G": None,
        "epoch": "2461200.5",
        "e": f".2{index:06d}9627700761",
        "a": f"1.{index:06d}716760167",
        "q": ".9",
        "i": "10.82854410314273",
        "om": "304.2679713350896",
        "w": "178.9181319135911",
        "ma": "62.51145501986792",
        "condition_code": str(index % 10),
        "first_obs": "2030-01-04",
        "last_obs": "2030-02-11",
        "data_arc": "38",
        "n_obs_used": 61,
    }


def body(index: int, sure: bool = True) -> dict[str, Any]:
    """Return the reply of the look-up service for ``asteroid(index)``; sure: with covariance."""
    one = asteroid(index)
    elements = {
        "e": one["e"], "a": one["a"], "q": ".98", "i": one["i"], "om": one["om"], "w": one["w"],
        "ma": one["ma"], "tp": "2461123.25", "per": "369", "n": ".97", "ad": "1.2",
    }  # fmt: skip
    parts = [{"name": name, "value": value} for name, value in elements.items()]
    orbit: dict[str, Any] = {
        "epoch": one["epoch"], "elements": parts, "condition_code": one["condition_code"],
        "first_obs": one["first_obs"], "last_obs": one["last_obs"], "n_obs_used": 61,
        "data_arc": "38", "model_pars": [], "covariance": None,
    }  # fmt: skip
    if sure:
        labels = ["e", "q", "tp", "node", "peri", "i"]
        orbit["covariance"] = {
            "labels": labels, "epoch": one["epoch"], "elements": parts,
            "data": [[f"{1e-14 * (j == k)}" for j in range(6)] for k in range(6)],
        }  # fmt: skip
    return {
        "signature": {"version": "1.3", "source": "NASA/JPL Small-Body Database (SBDB) API"},
        "object": {
            "des": one["pdes"], "fullname": one["full_name"].strip(), "spkid": str(one["spkid"]),
            "orbit_class": {"code": one["class"]}, "pha": False, "neo": True,
        },
        "orbit": orbit,
    }  # fmt: skip


def row(values: dict[str, Any]) -> list[Any]:
    return [values.get(name) for name in FIELDS]


def status(code: int, after: str | None = None, body: bytes = b"{}") -> Fault:
    """Answer with an HTTP status; after: the header Retry-After."""

    def answer(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(code)
        if after is not None:
            handler.send_header("Retry-After", after)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return True

    return answer


def drop(handler: BaseHTTPRequestHandler) -> bool:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.close()
    return True


def cut(announced: bool) -> Fault:
    """Send the beginning of a reply only; announced: with the length of the whole."""

    def answer(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", "5000")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(b'{"signature":{"version":"1.0"},"fields":["spk')
        handler.close_connection = True
        return True

    return answer


def slow(seconds: float) -> Fault:
    """Wait before an answer that is right."""

    def answer(handler: BaseHTTPRequestHandler) -> bool:
        time.sleep(seconds)
        return False

    return answer


def fine(handler: BaseHTTPRequestHandler) -> bool:
    """No fault at this request."""
    return False


class Service:
    """The server.  rows: asteroids it knows; met: close approaches as (des, jd, dist, v_rel).

    bodies: replies of the look-up service, by the name that is asked for; faults: dealt with one a
    request, in their order; asked: (path, parameters, headers) of each.
    """

    def __init__(self) -> None:
        self.rows = [row(asteroid(index)) for index in range(7)]
        self.met: list[tuple[str, str, str, str]] = []
        self.bodies: dict[str, dict[str, Any]] = {}
        self.fields: list[str] = list(FIELDS)
        self.count_as: Callable[[int], Any] = lambda count: count
        self.signature = dict(QUERY)
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.busy = 0
        self.most_busy = 0

    def __enter__(self) -> Service:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                service.busy += 1
                service.most_busy = max(service.most_busy, service.busy)
                try:
                    service.answer(self)
                    self.wfile.flush()
                except (BrokenPipeError, ConnectionResetError, ValueError):
                    self.close_connection = True  # whoever asked has gone
                finally:
                    service.busy -= 1

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                pass  # connections that were dropped on purpose

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, params, dict(handler.headers)))
        if self.faults and self.faults.pop(0)(handler):
            return
        found = {"/sbdb_query.api": self.query, "/sbdb.api": self.lookup}.get(
            parts.path, self.close
        )(params)
        body = json.dumps(found).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def query(self, params: dict[str, str]) -> dict[str, Any]:
        start = int(params.get("limit-from", 0))
        rows = self.rows[start : start + int(params["limit"])]
        return {
            "signature": self.signature,
            "fields": self.fields,
            "data": rows,
            "count": self.count_as(len(self.rows)),
        }

    def lookup(self, params: dict[str, str]) -> dict[str, Any]:
        name = params.get("des") or params["sstr"]
        missing = {"code": "200", "message": "specified object was not found"}
        return self.bodies.get(name, missing)

    def close(self, params: dict[str, str]) -> dict[str, Any]:
        first, last = (_jd(params[name]) for name in ("date-min", "date-max"))
        rows = [
            [des, "1", jd, "2029-Apr-13 21:46", dist, speed, "20.1"]
            for des, jd, dist, speed in self.met
            if first <= float(jd) <= last
        ]
        if not rows:
            return {"signature": CLOSE, "count": 0}
        return {"signature": CLOSE, "count": len(rows), "fields": CLOSE_FIELDS, "data": rows}

    def starts(self) -> list[str]:
        """Return where the pages of asteroids began that were asked for, whole ones only."""
        return [
            params["limit-from"]
            for path, params, _ in self.asked
            if path == "/sbdb_query.api" and params["limit"] != "1"
        ]


def _jd(date: str) -> float:
    from windlass.base.epochs import jd, parse_epoch

    return jd(parse_epoch(date))
