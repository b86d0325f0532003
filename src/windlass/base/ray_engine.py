"""Calls on a Ray cluster, one that runs already or one started here for the time of the work.

Asks and results travel pickled, as between processes: an array is never a read-only view of Ray's
store, and an error comes back as it was.  Ray itself runs a task again whose worker or node died.
Checked: tests/base/test_ray_engine.py.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from windlass.base import codeversion, interrupts, processes
from windlass.base.errors import InvalidInput, SourceError
from windlass.base.processes import Ended

RETRIES: Final = 3
"""Times that Ray runs a task again after its worker or its node died."""

STORE_BYTES: Final = 200_000_000
"""Ray's store of a cluster started here: asks and results under way; more goes to disk."""

CONNECT_S: Final = 5.0
PROBE_S: Final = 40.0
"""How long a cluster may take to answer, its port and Ray itself."""

GIVE_UP_S: Final = 20.0
"""How long work under way in a caller's own cluster is told again to end: it may not hear."""

COUNT_AGAIN_S: Final = 5.0
"""How often the cores of the cluster are counted again, since nodes come and go."""

_ADDRESS: Final = re.compile(
    r"(?P<client>ray://)?(?P<host>\[[^\]\s]+\]|[^\s:/]+):(?P<port>\d{1,5})"
)
_SOCKET_FOLDER: Final = 40
"""Characters of a folder's path beyond which Ray's socket in it may have too long a name."""

_ENVIRONMENT: Final = {
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # no warning of a change to come
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # nothing of its nodes' messages on stdout
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to anybody
}
_PROBE: Final = (
    "import logging, sys, ray;"
    "ray.init(address=sys.argv[1], log_to_driver=False, logging_level=logging.ERROR)"
)


class Crew:
    """A Ray cluster at work on the asks of one function."""

    def __init__(self, fn: Callable[[Any], Any], workers: int, address: str | None) -> None:
        ray: Any = _ray()
        self._ray = ray
        self._fn = pickle.dumps(fn)
        self._under_way: dict[Any, int] = {}
        self._refused: list[Ended] = []
        self._halted = False
        self._counted_s, self._cores = -COUNT_AGAIN_S, 1
        self._folder: Path | None = None
        self._joined_here = not ray.is_initialized()
        here = _here(address)
        self._code = "" if here else _code()
        self._sigterm = signal.getsignal(signal.SIGTERM)
        try:
            if self._joined_here and here:
                self._folder = _folder()
                _start(workers, self._folder)
            elif self._joined_here:
                _join(str(address))
            if ray.cluster_resources().get("CPU", 0) < 1:
                raise SourceError(
                    "the Ray cluster has no cores",
                    value=address,
                    remedy="start a node with ray start",
                )
            # Ray's own handler ends the process there and then; a cluster that is begun here is
            # to end with it.
            _on_sigterm(_leave_orderly if self._sigterm is signal.SIG_DFL else self._sigterm)
        except BaseException:
            self._leave()
            raise
        self._task = ray.remote(num_cpus=1, max_retries=RETRIES)(run)

    def room(self) -> int:
        """Return how many asks may be under way: two for each core there is now."""
        if time.monotonic() - self._counted_s >= COUNT_AGAIN_S:
            self._cores = max(int(self._ray.cluster_resources().get("CPU", 0)), 1)
            self._counted_s = time.monotonic()
        return 2 * self._cores

    def busy(self) -> bool:
        """Return whether something is still to come."""
        return bool(self._under_way or self._refused)

    def give(self, number: int, ask: Any) -> None:
        """Put an ask under way."""
        try:
            packed = pickle.dumps(ask, protocol=5)
        except Exception as error:
            self._refused.append((number, None, error))
            return
        self._under_way[self._task.remote(self._fn, packed, self._code)] = number

    def wait(self) -> None:
        """Return once something has ended."""
        if self._under_way and not self._refused:
            self._ray.wait(list(self._under_way), num_returns=1)

    def take(self) -> list[Ended]:
        """Return what has ended.  Raises SourceError where no worker can run the function."""
        found, self._refused = self._refused, []
        if self._under_way:
            at_work = list(self._under_way)
            ended, _ = self._ray.wait(at_work, num_returns=len(at_work), timeout=0)
            for one in ended:
                found += self._result(self._under_way.pop(one), one)
        return found

    def halt(self) -> None:
        """Begin nothing more; workers at work do not hear of it."""
        self._halted = True
        for one in self._under_way:
            self._ray.cancel(one)

    def close(self) -> None:
        """Give up what is under way, and leave the cluster; end it where it was started here."""
        try:
            left = list(self._under_way)
            until = time.monotonic() + GIVE_UP_S
            while left:
                for one in left:
                    self._ray.cancel(one, force=True)
                if self._joined_here or time.monotonic() > until:
                    break  # leaving a cluster ends what is left
                _, left = self._ray.wait(left, num_returns=len(left), timeout=1.0)
        finally:
            self._under_way.clear()
            self._leave()

    def _result(self, number: int, one: Any) -> list[Ended]:
        errors = self._ray.exceptions
        try:
            result = pickle.loads(self._ray.get(one))
        except errors.RayTaskError as error:  # not of the function: those come as Parts
            if self._halted and isinstance(error, errors.TaskCancelledError):
                return []
            cause = getattr(error, "cause", None)
            if isinstance(cause, SourceError):
                raise cause from None
            raise SourceError(
                "Ray's workers cannot run the function",
                value=str(cause or error).strip().splitlines()[-1],
                remedy="install the same windlass, and whatever the function needs, on every node",
            ) from error
        except Exception as error:  # a worker that died too often, a result that cannot be read
            if self._halted and isinstance(error, errors.TaskCancelledError):
                return []
            return [(number, None, error)]
        if isinstance(result, processes.Parts):
            return [(number, None, result.error())]
        return [(number, result, None)]

    def _leave(self) -> None:
        if self._joined_here:
            self._ray.shutdown()
        _on_sigterm(self._sigterm)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def check(fn: Callable[..., Any], address: str | None) -> None:
    """Raise InvalidInput where Ray is missing, or cannot be given the function or the address."""
    if importlib.util.find_spec("ray") is None:
        raise InvalidInput("Ray is not installed", value="ray", remedy="pip install windlass[ray]")
    processes.check(fn)
    if b"__main__" in pickle.dumps(fn):
        raise InvalidInput(
            "function of a script cannot be sent to a cluster",
            value=getattr(fn, "__qualname__", fn),
            remedy="give a function of an installed module",
        )
    if _here(address) or address == "auto":
        return
    found = _ADDRESS.fullmatch(str(address))
    if found is None:
        raise InvalidInput(
            "address of a Ray cluster",
            value=address,
            remedy="give auto, local, host:port or ray://host:port",
        )
    if found["client"] and importlib.util.find_spec("grpc") is None:
        raise InvalidInput(
            "Ray is installed without its client",
            value=address,
            remedy='pip install "ray[client]", or work on a node of the cluster with host:port',
        )


def run(fn: bytes, ask: bytes, code: str) -> bytes:
    """Return fn of an ask, or the Parts of what it raised, pickled; runs in a worker of Ray.

    code: what the worker's windlass must be; empty where that is plain.  Raises SourceError where
    it is another.
    """
    with contextlib.suppress(ValueError):  # a call that is cancelled is to end in its own time
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.one_thread()
    if code and code != _code():
        raise SourceError(
            "a node of the cluster has another windlass, or other libraries",
            value=f"{_code()} on {socket.gethostname()}",
            remedy=f"install {code} there, so that all rows come of the same code",
        )
    call = pickle.loads(fn)
    try:
        return pickle.dumps(call(pickle.loads(ask)), protocol=5)
    except Exception as error:
        return pickle.dumps(processes.parts(error))


def _ray() -> Any:
    """Return the module; part of its settings is read when it is loaded."""
    with _environment():
        import ray
    return ray


def _on_sigterm(handler: Any) -> None:
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handler)


def _leave_orderly(number: int, frame: Any) -> None:
    sys.exit(128 + number)


def _here(address: str | None) -> bool:
    return address in (None, "", "local")


def _code() -> str:
    return f"{codeversion.code_version()} with {codeversion.lock_hash()}"


def _folder() -> Path:
    """Return a new folder for the files of a cluster started here."""
    root = tempfile.gettempdir()
    short = root if len(root) <= _SOCKET_FOLDER else "/tmp"
    return Path(tempfile.mkdtemp(prefix="windlass-ray-", dir=short))


def _start(workers: int, folder: Path) -> None:
    """Start a cluster of this machine alone.  Raises SourceError where it does not come up."""
    with interrupts.held(), _environment():
        try:
            _ray().init(
                address="local",
                num_cpus=workers,
                object_store_memory=STORE_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                _temp_dir=str(folder),
            )
        except Exception as error:  # Ray raises its base class
            raise SourceError(
                f"Ray does not start here ({_said(error)})",
                value=f"{workers} workers",
                remedy="use the local engine, or join a cluster that runs",
            ) from error


def _join(address: str) -> None:
    """Join a cluster.  Raises SourceError where none answers.

    Ray itself tries for two minutes and more, so that another process tries first.
    """
    found = _ADDRESS.fullmatch(address)
    with _environment():
        try:
            if found is not None:
                port = (found["host"].strip("[]"), int(found["port"]))
                socket.create_connection(port, timeout=CONNECT_S).close()
            subprocess.run(
                [sys.executable, "-c", _PROBE, address],
                capture_output=True,
                text=True,
                check=True,
                timeout=PROBE_S,
                start_new_session=True,
            )
            _ray().init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except (
            OSError,
            OverflowError,
            RuntimeError,
            ValueError,
            subprocess.SubprocessError,
        ) as error:
            raise SourceError(
                f"no Ray cluster answers ({_said(error)})",
                value=address,
                remedy="start one with ray start --head, or check the address",
            ) from error


def _said(error: Exception) -> str:
    """Return in a line why a cluster was not joined."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"nothing in {error.timeout:.0f} s"
    words = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
    lines = words.strip().splitlines()
    return lines[-1] if lines else type(error).__name__


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Set what quietens Ray, where the user has not set it."""
    new = {key: value for key, value in _ENVIRONMENT.items() if key not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for key in new:
            os.environ.pop(key, None)
