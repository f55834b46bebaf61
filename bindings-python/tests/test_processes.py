"""The portal survives forks, exits, and other copies of SQLite in the process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

HEAD = """
import os, sys, threading, time
import casegate
from casegate import FirmId, IdentityCheck, Portal, Role, Staff

FIRM = FirmId("firm_00000000000000000000000000000001")

def at(portal):
    return portal.desk(Staff(FIRM, "u-1", "Rosa", [Role.ADMINISTRATOR]))

def add(desk, name):
    return desk.create_case(client_name=name, title="t", stage="s").case_id

path = sys.argv[1]
"""


def script(text: str, path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", HEAD + text, str(path), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_handle_is_refused_after_a_fork(tmp_path: Path) -> None:
    ran = script(
        """
portal = Portal.open(path)
desk = at(portal)
desk.register_firm(name="Hartwell")
secret = desk
child = os.fork()
if child == 0:
    refused = 0
    for call in (desk.get_firm, portal.doctor, lambda: at(portal), lambda: add(desk, "child"), portal.visitor):
        try:
            call()
        except casegate.HandleForkedError as error:
            refused += error.code == "handle_forked"
    portal.close()
    del desk, portal, secret, call
    import gc; gc.collect()
    os._exit(refused)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5
add(desk, "parent")

# The parent still holds its locks: what the child dropped did not close them. A process that opens its own is welcome.
child = os.fork()
if child == 0:
    with Portal.open(path) as own:
        add(at(own), "child")
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
add(desk, "parent again")
assert sorted(case.client_name for case in desk.iter_cases()) == ["child", "parent", "parent again"]
portal.check()
""",
        tmp_path / "portal.db",
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("how", ["return", "sys.exit(3)", "raise SystemExit(3)", "os._exit(3)"])
def test_an_exit_with_open_handles_is_quiet(tmp_path: Path, how: str) -> None:
    ran = script(
        f"""
portal = Portal.open(path, clock=lambda: __import__("datetime").datetime.now(__import__("datetime").timezone.utc))
desk = at(portal)
desk.register_firm(name="Hartwell")
add(desk, "kept")

def work():
    while True:
        try:
            add(desk, "x")
        except casegate.Error:
            return

for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
def leave():
    {how}
leave()
""",
        tmp_path / "portal.db",
    )
    assert (ran.returncode, ran.stderr) == (0 if how == "return" else 3, "")
    again = script("desk = at(Portal.open(path)); print('kept' in {c.client_name for c in desk.iter_cases(limit=200)})", tmp_path / "portal.db")
    assert again.stdout == "True\n", again.stderr


STORE = """
sys.path.insert(0, sys.argv[2])
from datetime import datetime, timezone
from dict_store import DictStore
"""


@pytest.mark.parametrize("store", ["Portal.open(path, clock=clock)", "Portal.with_store(DictStore(), clock=clock)"])
def test_an_exit_inside_of_plugins_is_quiet(tmp_path: Path, store: str) -> None:
    """The interpreter shuts down while daemon threads enter, run and leave the host's own code."""
    body = f"""
def clock():
    sum(range(200))
    return datetime.now(timezone.utc)
portal = {store}
desk = at(portal)
desk.register_firm(name="Hartwell")

def work():
    while True:
        add(desk, "x")

for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.05)
"""
    for number in range(12):
        ran = script(STORE + body, tmp_path / f"{number}.db", str(Path(__file__).parent))
        assert (ran.returncode, ran.stderr) == (0, "")


def test_the_last_act_may_come_late(tmp_path: Path) -> None:
    """During shutdown, a portal with a clock of the host's own still works, or refuses with an exception."""
    ran = script(
        """
import atexit
from datetime import datetime, timezone

class Keeper:
    def __init__(self):
        self.portal = Portal.open(path, clock=lambda now=datetime.now, utc=timezone.utc: now(utc))
        self.desk = at(self.portal)
        self.desk.register_firm(name="Hartwell")
        atexit.register(add, self.desk, "at exit")
    def __del__(self):
        try:
            self.desk.create_case(client_name="in a finalizer", title="t", stage="s")
        except Exception:
            pass
        self.portal.close()

keeper = Keeper()
""",
        tmp_path / "portal.db",
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told = script("print(sorted(c.client_name for c in at(Portal.open(path)).iter_cases()))", tmp_path / "portal.db")
    assert "'at exit'" in told.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_among_busy_threads_can_open_its_own(tmp_path: Path) -> None:
    ran = script(
        """
import signal, warnings
warnings.simplefilter("ignore")
portal = Portal.open(path)
desk = at(portal)
desk.register_firm(name="Hartwell")
stop = False

def work():
    while not stop:
        add(desk, "x")

threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
for number in range(100):
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            desk.get_firm()
        except casegate.HandleForkedError:
            with Portal.open(path + str(number)) as own:
                at(own).register_firm(name="child")
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, number
stop = True
""",
        tmp_path / "portal.db",
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(sys.version_info < (3, 13), reason="subinterpreters of their own came with 3.13")
def test_a_subinterpreter_is_refused(tmp_path: Path) -> None:
    ran = script(
        """
import _interpreters
failure = _interpreters.exec(_interpreters.create(), "import casegate")
print(failure.type.__name__, "subinterpreters" in failure.msg)
at(Portal.in_memory()).register_firm(name="here")
""",
        tmp_path / "portal.db",
    )
    assert (ran.returncode, ran.stdout) == (0, "ImportError True\n"), ran.stderr


WRITER = """
portal = Portal.open(path)
desk = at(portal)
for line in sys.stdin:
    try:
        add(desk, line.strip())
        print("yes", flush=True)
    except casegate.Error as error:
        print(error.code, flush=True)
        portal.close()
        portal = Portal.open(path)
        desk = at(portal)
"""


def test_a_second_copy_of_sqlite_costs_no_acknowledged_write(tmp_path: Path) -> None:
    """The interpreter's own SQLite opens and closes the file while two processes write to it.

    Each close drops this process's POSIX locks on the file, those of Casegate's copy included. The sidecar's lock is none of
    those: whatever was acknowledged is there.
    """
    from conftest import FIRM
    import casegate
    from casegate import Portal, Role, Staff

    path = tmp_path / "portal.db"
    staff = Staff(FIRM, "u-1", "Rosa", [Role.ADMINISTRATOR])
    portal = Portal.open(path)
    portal.desk(staff).register_firm(name="Hartwell")
    command = [sys.executable, "-c", HEAD + WRITER, str(path)]
    acknowledged: set[str] = set()
    stop = threading.Event()

    def meddle() -> None:
        while not stop.is_set():
            other = sqlite3.connect(path, timeout=0)
            try:
                other.execute("SELECT count(*) FROM cases").fetchone()
            except sqlite3.Error:
                pass
            finally:
                other.close()

    meddler = threading.Thread(target=meddle)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        meddler.start()
        try:
            for trial in range(200):
                child.stdin.write(f"child {trial}\n")
                child.stdin.flush()
                try:
                    portal.desk(staff).create_case(client_name=f"parent {trial}", title="t", stage="s")
                    acknowledged.add(f"parent {trial}")
                except casegate.Error:
                    # It noticed, and refused to go on: nothing was acknowledged.
                    portal.close()
                    portal = Portal.open(path)
                if child.stdout.readline() == "yes\n":
                    acknowledged.add(f"child {trial}")
        finally:
            stop.set()
            meddler.join()
            child.stdin.close()
    portal.close()
    with Portal.open(path) as portal:
        found = {case.client_name for case in portal.desk(staff).iter_cases(limit=200)}
        portal.check()
        assert portal.desk(staff).verify_audit().intact
    assert acknowledged <= found, acknowledged - found
    assert len(acknowledged) > 200


PLAIN = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
db.execute("PRAGMA journal_mode = MEMORY")
db.execute("BEGIN IMMEDIATE")
db.execute("INSERT INTO t VALUES ('second')")
db.execute("COMMIT")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX locks are dropped so")
def test_without_the_sidecar_an_acknowledged_write_is_lost(tmp_path: Path) -> None:
    """The control experiment: plain SQLite, whose locks are dropped when the process closes any handle of the file."""
    path = tmp_path / "plain.db"
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("PRAGMA journal_mode = MEMORY")
    first.execute("CREATE TABLE t (x)")
    first.execute("BEGIN IMMEDIATE")
    first.execute("INSERT INTO t VALUES ('first')")
    command = [sys.executable, "-c", PLAIN, str(path)]
    assert subprocess.run(command, capture_output=True).returncode == 1  # locked, as it should be
    path.open("rb").close()  # what another copy of SQLite does when it closes
    assert subprocess.run(command, capture_output=True).returncode == 0  # acknowledged
    first.execute("COMMIT")  # acknowledged
    first.close()
    with sqlite3.connect(path) as after:
        found = {row[0] for row in after.execute("SELECT x FROM t")}
    assert found != {"first", "second"}
