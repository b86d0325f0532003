"""Ask a service on the web politely: one request at a time, with pauses, patient with faults.

Faults that pass (HTTP 429 and 5xx, silence, a connection dropped, a reply cut short) are tried
again, later each time, and never before the service says; what the service refuses is not asked
again.  Checked: tests/catalogue/test_polite.py.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from windlass.base.codeversion import code_version
from windlass.base.errors import InvalidInput, SourceError

if TYPE_CHECKING:
    import urllib3

BASE: Final = "https://ssd-api.jpl.nasa.gov"
URL_VARIABLE: Final = "WINDLASS_SBDB_URL"
PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses that may be gone a moment later."""


def base_url(given: str | None = None) -> str:
    """Return the address of the services: given, else WINDLASS_SBDB_URL, else JPL's own.

    Raises InvalidInput for what is no http or https address.
    """
    found = (given or os.environ.get(URL_VARIABLE) or BASE).rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput(
            "address of the service is no http or https address",
            value=found,
            remedy=f"write it as {BASE}, or unset {URL_VARIABLE}",
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How patient to be.  pause_s: between requests; attempts: at most, of one request.

    backoff_s: first wait after a fault, doubled each time up to most_backoff_s; most_wait_s: the
    longest a service may ask to wait before the work is put off; timeout_s: of silence.
    """

    pause_s: float = 1.0
    attempts: int = 6
    backoff_s: float = 2.0
    most_backoff_s: float = 60.0
    most_wait_s: float = 600.0
    timeout_s: float = 120.0


def _tell(line: str) -> None:
    print(f"windlass: {line}", file=sys.stderr)


@dataclass(slots=True)
class Client:
    """One connection to one service.  tell: where waits are told; sleep: how to wait."""

    base: str
    manners: Manners = field(default_factory=Manners)
    tell: Callable[[str], None] = _tell
    sleep: Callable[[float], None] = time.sleep
    asked: int = 0
    _pool: Any = None
    _last_s: float | None = None
    _after_s: float = 0.0

    def get(self, path: str, params: Mapping[str, str]) -> tuple[bytes, dict[str, Any]]:
        """Return the bytes of a reply and what they hold, a JSON object.

        Raises SourceError with the service's own words when it refuses, and when it does not
        answer however often it is asked.
        """
        why = ""
        for attempt in range(self.manners.attempts):
            if attempt:
                self._wait(why, attempt)
            self._pause()
            content, found, why = self._once(path, params)
            if found is not None:
                return content, found
        raise SourceError(
            f"the service does not answer as it should: {why}",
            value=f"{self.base}{path}, asked {self.manners.attempts} times",
            remedy="try again later; what was fetched is kept, and so is the former catalogue",
        )

    def _once(
        self, path: str, params: Mapping[str, str]
    ) -> tuple[bytes, dict[str, Any] | None, str]:
        """Return (bytes, reply, ""), or (b"", None, why) for a fault that may pass."""
        import urllib3

        self._after_s = 0.0
        try:
            reply = self._connection().request(
                "GET",
                self.base + path,
                fields=dict(params),
                retries=False,
                timeout=self.manners.timeout_s,
            )
            content = reply.data
        except urllib3.exceptions.HTTPError as error:
            self.close()
            return b"", None, _words(error)
        finally:
            self.asked += 1
            self._last_s = time.monotonic()
        if reply.status in PASSING:
            self._after_s = _retry_after(reply)
            return b"", None, f"HTTP {reply.status} {said(content)}".strip()
        if reply.status != 200:
            raise _refused(reply.status, content, reply.headers.get("Location"), self.base)
        try:
            found = json.loads(content)
        except ValueError:
            self.close()
            return b"", None, f"the reply was cut after {len(content)} bytes, or is no JSON"
        if not isinstance(found, dict):
            raise _refused(reply.status, content, None, self.base)
        return content, found, ""

    def _wait(self, why: str, attempt: int) -> None:
        manners = self.manners
        if self._after_s > manners.most_wait_s:
            raise SourceError(
                f"the service asks to wait {self._after_s:.0f} s: {why}",
                value=self.base,
                remedy="run the command again after that time; what was fetched is kept",
            )
        backoff = min(manners.most_backoff_s, manners.backoff_s * 2.0 ** (attempt - 1))
        wait = max(backoff, self._after_s)
        self.tell(f"{why}; asking again in {wait:.0f} s ({attempt} of {manners.attempts - 1})")
        self.sleep(wait)

    def _pause(self) -> None:
        if self._last_s is not None:
            left = self.manners.pause_s - (time.monotonic() - self._last_s)
            if left > 0.0:
                self.sleep(left)

    def _connection(self) -> urllib3.PoolManager:
        if self._pool is None:
            self._pool = _pool(self.base)
        return self._pool  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        if self._pool is not None:
            self._pool.clear()
            self._pool = None


def _pool(base: str) -> urllib3.PoolManager:
    """Return a pool of one connection, through the user's proxy where one is set."""
    import urllib3

    parts = urlsplit(base)
    agent = f"windlass/{code_version().partition('+')[0]} (one request at a time)"
    headers = {"User-Agent": agent, "Accept": "application/json"}
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    local = host in ("localhost", "127.0.0.1", "::1") or urllib.request.proxy_bypass(host)
    if proxy and not local:
        return urllib3.ProxyManager(proxy, num_pools=1, maxsize=1, headers=headers)
    return urllib3.PoolManager(num_pools=1, maxsize=1, headers=headers)


def _retry_after(reply: Any) -> float:
    """Return how long the service asks to wait [s], from seconds or a date; 0 where it does not."""
    import urllib3

    try:
        return urllib3.Retry().get_retry_after(reply) or 0.0
    except urllib3.exceptions.InvalidHeader:
        return 0.0


def said(content: bytes) -> str:
    """Return what a service says in an error reply; empty where it says nothing in words."""
    try:
        found = json.loads(content)
    except ValueError:
        return ""
    words = (found.get("message") or found.get("error")) if isinstance(found, dict) else None
    return str(words) if words else ""


def _refused(status: int, content: bytes, moved: str | None, base: str) -> SourceError:
    if moved:
        return SourceError(
            f"the service has moved to {moved} (HTTP {status})",
            value=base,
            remedy=f"set {URL_VARIABLE} to where it is now",
        )
    words = said(content) or "no reason given"
    return SourceError(
        f"the service refused the request: {words} (HTTP {status})",
        value=base,
        remedy="its form may have changed: update Windlass, or import a file with --from",
    )


def _words(error: Exception) -> str:
    """Return a fault of the connection in words of a reader."""
    import urllib3

    kinds = (
        (urllib3.exceptions.NameResolutionError, "its name is not found; is there a network?"),
        (urllib3.exceptions.NewConnectionError, "no connection; is there a network?"),
        (urllib3.exceptions.ConnectTimeoutError, "no connection in time"),
        (urllib3.exceptions.ReadTimeoutError, "no answer in time"),
        (urllib3.exceptions.SSLError, "its certificate cannot be checked"),
        (urllib3.exceptions.ProtocolError, "the connection was dropped, or the reply cut"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), str(error))
