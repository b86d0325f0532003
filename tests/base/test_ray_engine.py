"""The Ray engine on real clusters of this machine: the same rows, whoever dies, nothing left over.

Ray runs in processes of its own, begun by scripts: none of its state is in the tests' process.
"""

import contextlib
import importlib.util
import json
import math
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from windlass.base import processes, ray_engine
from windlass.base.engine import run_all, stream
from windlass.base.errors import InvalidInput, SourceError

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="Ray is not installed: pip install windlass[ray]",
)

WORK = """
import hashlib, os, signal, sys, time
from pathlib import Path
import numpy as np

def arcs(ask):
    '''A chunk of Lambert problems.'''
    from windlass.kernels.lambert import lambert_many
    note(ask)
    rng = np.random.default_rng(ask[0])
    r1 = rng.uniform(0.9e11, 2.4e11, (400, 1)) * direction(rng.uniform(0.0, 6.0, 400))
    r2 = rng.uniform(0.9e11, 2.4e11, (400, 1)) * direction(rng.uniform(0.0, 6.0, 400))
    tof = rng.uniform(5e6, 8e7, 400)
    return lambert_many(1.32712440018e20, r1, r2, tof, np.array([0.0, 0.0, 1.0]), False, 1)

def numbers(ask):
    note(ask)
    return (np.random.default_rng(ask[0]).normal(size=100_000),)

def note(ask):
    '''Leave a file that says it has begun; wait; end the process once if there is a marker.'''
    number, folder, pause_s = ask
    (Path(folder) / f"begun-{number}-{os.getpid()}-{time.time_ns()}").write_text(node())
    marker = Path(folder) / f"kill-{number}"
    time.sleep(pause_s)
    if marker.exists():
        marker.unlink()
        os.kill(os.getpid(), signal.SIGKILL)

def direction(angle):
    return np.stack([np.cos(angle), np.sin(angle), 0.1 * np.sin(3.0 * angle)], axis=1)

def node():
    if "ray" not in sys.modules:
        return "here"
    import ray
    return ray.get_runtime_context().get_node_id() if ray.is_initialized() else "here"

def digest(row):
    assert all(array.flags.writeable for array in row)
    return hashlib.sha256(b"".join(array.tobytes() for array in row)).hexdigest()

def ways_to_fail(ask):
    if ask == "raise":
        raise ZeroDivisionError("as it was")
    if ask == "lambda":
        return lambda: None
    if ask == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if ask == "threads":
        import numba
        return numba.get_num_threads()
    return ask
"""

HOST = """
import sys
from ray.cluster_utils import Cluster
given = dict(object_store_memory=100_000_000)
cluster = Cluster(
    initialize_head=True, head_node_args=dict(given, num_cpus=2, include_dashboard=False)
)
print(cluster.address, flush=True)
for _ in sys.stdin:
    node = cluster.add_node(num_cpus=1, **given)
    print(node.all_processes["raylet"][0].process.pid, flush=True)
cluster.shutdown()
"""


@contextlib.contextmanager
def sessions(folder: Path) -> Iterator[Any]:
    """Begin scripts, each a session of its own; a process of any that outlives it is a fault."""
    (folder / "work.py").write_text(WORK)
    begun: list[subprocess.Popen[str]] = []

    def one(script: str, *args: object, **env: str) -> subprocess.Popen[str]:
        path = folder / f"script{len(begun)}.py"
        path.write_text(script)
        process = subprocess.Popen(
            [sys.executable, "-W", "error", str(path), *map(str, args)],
            env={**os.environ, "PYTHONPATH": str(folder), **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield one
    for process in begun:
        with process:
            if process.poll() is None:
                process.kill()
    until = time.monotonic() + 60.0  # what has been told to end may take its time on a busy machine
    while any(of_session(process.pid) for process in begun) and time.monotonic() < until:
        time.sleep(0.1)
    left = {process.pid: of_session(process.pid) for process in begun}
    for pids in left.values():
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert not any(left.values()), left


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Any]:
    with sessions(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A script with a cluster of two cores; it tells its address, and a node for each line."""
    folder = Path(tempfile.mkdtemp(prefix="wl-", dir="/tmp"))  # Ray's sockets need a short path
    (folder / "ray").mkdir()
    quiet = {"RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "RAY_USAGE_STATS_ENABLED": "0"}
    with sessions(tmp_path_factory.mktemp("cluster")) as one:
        host = one(HOST, RAY_TMPDIR=str(folder), **quiet)
        host.address = host.stdout.readline().strip()
        assert host.address, host.communicate()[1]
        yield host
        host.communicate(timeout=60)
    shutil.rmtree(folder, ignore_errors=True)


def of_session(sid: int) -> list[int]:
    """Return the processes of a session, as far as this system tells; zombies are none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == sid and state != "Z":
                found.append(int(stat.parent.name))
    return found


def ended(process: subprocess.Popen[str]) -> Any:
    """Return what a script printed, one line of JSON; Ray's words on stdout would break it."""
    out, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return json.loads(out)


SAME = """
import json, os, sys, threading
from pathlib import Path
from work import arcs, digest
from windlass.base.engine import stream

def rows(folder, **engine):
    asks = [(number, folder, 0.0) for number in range(12)]
    found = dict(stream(arcs, asks, **engine))
    return [digest(found[number]) for number in range(12)]

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    told = {"here": rows(str(folder)), "threads": rows(str(folder), workers=2)}
    for name, engine in (("processes", {"pool": "processes"}), ("ray", {"engine": "ray"})):
        (folder / name).mkdir()
        (folder / name / "kill-5").touch()
        told[name] = rows(str(folder / name), workers=2, **engine)
    told["threads left"] = threading.active_count()
    print(json.dumps(told))
"""


def test_the_same_bytes_everywhere_though_a_worker_is_killed(begin: Any, tmp_path: Path) -> None:
    told = ended(begin(SAME, tmp_path))
    assert len(set(told["here"])) == 12
    assert told["threads"] == told["here"]
    assert told["processes"] == told["here"]
    assert told["ray"] == told["here"]
    assert told["threads left"] == 1
    for name in ("processes", "ray"):
        assert not (tmp_path / name / "kill-5").exists()
        assert len(list((tmp_path / name).glob("begun-5-*"))) == 2  # it was run again


JOINED = """
import json, os, signal, sys, time
from pathlib import Path
from work import numbers, digest
from windlass.base import ray_engine
from windlass.base.engine import stream

if __name__ == "__main__":
    folder, address, raylet = sys.argv[1:]
    ray_engine._code = lambda: ""  # the tree may be edited meanwhile
    asks = [(number, folder, 0.3) for number in range(16)]
    here = {number: digest(row) for number, row in stream(numbers, asks)}
    for path in Path(folder).glob("begun-*"):
        path.unlink()
    found = {}
    for number, row in stream(numbers, asks, engine="ray", address=address):
        found[number] = digest(row)
        if len(found) == 5:
            os.kill(int(raylet), signal.SIGKILL)
    nodes = {path.read_text() for path in Path(folder).glob("begun-*")}
    print(json.dumps({"same": found == here, "nodes": len(nodes), "rows": len(found)}))
"""


def test_a_node_that_dies_loses_no_row(
    begin: Any, cluster: subprocess.Popen[str], tmp_path: Path
) -> None:
    print("node", file=cluster.stdin, flush=True)
    raylet = cluster.stdout.readline().strip()
    found = ended(begin(JOINED, tmp_path, cluster.address, raylet))
    assert found == {"same": True, "nodes": 2, "rows": 16}


FAIL = """
import json, sys, time
from work import numbers, ways_to_fail
from windlass.base import ray_engine
from windlass.base.engine import Failed, run_all, stream
from windlass.base.errors import SourceError

if __name__ == "__main__":
    folder, address = sys.argv[1:]
    ray_engine._code = lambda: ""  # the tree may be edited meanwhile
    host, port = address.split(":")
    asks = ["a", "raise", "lambda", "die", "threads", lambda: None]
    rows = run_all(ways_to_fail, asks, engine="ray", address=f"127.0.0.1:{port}")
    told = {"rows": [[type(row.error).__name__, str(row.error)] if isinstance(row, Failed) else row
                     for row in rows]}
    # What the caller has joined is used, and left as it is.
    import ray
    ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    for number, _ in stream(numbers, ((n, folder, 0.0 if n == 0 else 600.0) for n in range(99)),
                            engine="ray", address="auto"):
        break
    told["joined"] = ray.is_initialized()
    until = time.monotonic() + 150.0
    while not (idle := ray.available_resources().get("CPU", 0.0) >= 2.0):
        if time.monotonic() > until:
            break
        time.sleep(0.1)
    told["idle"] = idle
    ray.shutdown()
    ray_engine._code = lambda: "9.9+other"
    try:
        run_all(ways_to_fail, ["a"], engine="ray", address=address)
    except SourceError as error:
        told["other code"] = str(error)
    print(json.dumps(told))
"""


def test_failures_come_back_and_what_is_given_up_ends(
    begin: Any, cluster: subprocess.Popen[str], tmp_path: Path
) -> None:
    told = ended(begin(FAIL, tmp_path, cluster.address))
    a, raised, result, died, threads, ask = told["rows"]
    assert a == "a"
    assert raised == ["ZeroDivisionError", "as it was"]
    assert "pickle" in result[1].lower()
    assert died[0] == "WorkerCrashedError"
    assert threads == 1
    assert "pickle" in ask[1].lower()
    assert told["joined"] is True
    assert told["idle"] is True
    assert len(list(tmp_path.glob("begun-*"))) <= 5  # of 99
    assert "another windlass" in told["other code"]
    assert "9.9+other" in told["other code"]


INTERRUPTED = """
import json, signal, sys
from pathlib import Path
from work import numbers
from windlass.base.engine import stream

if __name__ == "__main__":
    # a shell's background jobs, and what they start, ignore interrupts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = sys.argv[1]
    done = []
    try:
        for number, _ in stream(numbers, [(n, folder, 0.4) for n in range(400)],
                                engine="ray", workers=2):
            done.append(number)
            print(number, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(json.dumps(sorted(done)))
"""


def test_an_interrupt_keeps_what_is_done_and_leaves_nothing(begin: Any, tmp_path: Path) -> None:
    process = begin(INTERRUPTED, tmp_path, TMPDIR=str(tmp_path))
    for _ in range(4):
        assert process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    done = ended(process)
    begun = {int(path.name.split("-")[1]) for path in tmp_path.glob("begun-*")}
    assert 4 <= len(done) < 20
    assert set(done) == begun  # whatever had begun was still yielded
    assert not of_session(process.pid)
    assert not list(tmp_path.glob("windlass-ray-*"))


def test_without_ray_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match=r"not installed.*pip install windlass\[ray\]"):
        stream(math.sqrt, [1.0], engine="ray")


def test_addresses_and_functions_that_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("somewhere", "http://here:80", "host:port", ":6379"):
        with pytest.raises(InvalidInput, match="address of a Ray cluster"):
            stream(math.sqrt, [1.0], engine="ray", address=address)
    with pytest.raises(InvalidInput, match="another process"):
        stream(lambda x: x, [1.0], engine="ray")
    monkeypatch.setattr(processes.pickle, "dumps", lambda fn: b"c__main__\nwork\n.")
    with pytest.raises(InvalidInput, match="installed module"):
        stream(math.sqrt, [1.0], engine="ray")


def test_an_address_with_nothing_behind_it_is_told_soon() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SourceError, match=rf"(?s)no Ray cluster.*{address}.*ray start"):
            run_all(math.sqrt, [1.0], engine="ray", address=address)


def test_something_else_behind_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_engine, "PROBE_S", 3.0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(
            SourceError, match=rf"(?s)no Ray cluster.*nothing in 3 s.*{address}.*ray start"
        ):
            run_all(math.sqrt, [1.0], engine="ray", address=address)


def test_a_worker_refuses_another_code() -> None:
    fn, ask = pickle.dumps(math.sqrt), pickle.dumps(4.0)
    before = signal.getsignal(signal.SIGINT)
    try:
        assert pickle.loads(ray_engine.run(fn, ask, "")) == 2.0
        assert pickle.loads(ray_engine.run(fn, ask, ray_engine._code())) == 2.0
        with pytest.raises(SourceError, match="another windlass"):
            ray_engine.run(fn, ask, "0.0+none")
    finally:
        signal.signal(signal.SIGINT, before)
