"""Measures how long calls through the package take, and compares them with Rust,
django-rest-knox and SQLAlchemy core.

All sides use SQLite with the same settings (WAL, synchronous FULL) in one run, in alternating rounds. A ratio is
taken within one round, and the median of all rounds is reported. Microseconds of different runs must not be compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import floors

import casegate
from casegate import FirmId, KeyPurpose, KeyRing, Portal, Role, Staff

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
FIRM = FirmId("firm_01935c8e0000700080000000000000ab")
PDF = b"%PDF-1.4 a letter"
CASES = 1_000
REDEEMS = 40
ROOT = Path(__file__).parents[2]

Measure = Callable[[], float]


def timed(count: int, call: Callable[[], object]) -> float:
    """Returns the mean duration of a call, in microseconds."""
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) * 1e6 / count


def middle(count: int, call: Callable[[], object]) -> float:
    """Returns the median duration of a call, in microseconds. On every side some writes also
    checkpoint the log into the file.
    """
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e6


def keys() -> KeyRing:
    ring = KeyRing()
    for purpose, start in zip(KeyPurpose, (1, 71, 141)):
        ring = ring.with_key(purpose=purpose, number=1, key=bytes(start + i for i in range(32)))
    return ring


class Ours:
    """A portal with data in it."""

    def __init__(self, path: Path) -> None:
        self.portal = Portal.open(path, origin="https://portal.example", keys=keys())
        self.desk = self.portal.desk(Staff(FIRM, "u-1", "Rosa", [Role.ADMINISTRATOR]), "10.0.0.1")
        self.desk.register_firm(name="Hartwell")
        self.desk.update_firm(identity_check=casegate.IdentityCheck.OFF)
        cases = [self.open_case(number) for number in range(CASES)]
        self.furnish(cases[0])
        session = self.portal.visitor("203.0.113.7").open_link(link=self.link(cases[0], "taxpayer")).session.reveal()
        self.session = session
        self.visit = self.portal.visit(session, "203.0.113.7")
        self.cases = iter(cases[1:])

    def reopen(self, path: Path) -> None:
        """Reopens the store with a durability that survives a kill of the process, but not a power failure."""
        self.portal.close()
        durability = casegate.Durability.PROCESS_KILL
        self.portal = Portal.open(path, origin="https://portal.example", keys=keys(), durability=durability)
        self.desk = self.portal.desk(Staff(FIRM, "u-1", "Rosa", [Role.ADMINISTRATOR]), "10.0.0.1")

    def open_case(self, number: int) -> casegate.CaseId:
        return self.desk.create_case(client_name=f"Dana {number}", title="Tax years", stage="intake").case_id

    def link(self, case: casegate.CaseId, label: str) -> str:
        return self.desk.mint_invite(case_id=case, label=label).link.reveal()

    def furnish(self, case: casegate.CaseId) -> None:
        for number in range(28):
            kind = casegate.DocumentKind.INVOICE
            added = self.desk.add_document(
                case_id=case, kind=kind, title=f"Invoice {number}", file_name=f"{number}.pdf",
                media_type="application/pdf", content=PDF,
            )  # fmt: skip
            self.desk.deliver_document(case_id=case, document_id=added.document_id)
        for number in range(14):
            envelope = self.desk.create_envelope(case_id=case, title=f"Form {number}").envelope_id
            self.desk.send_envelope(case_id=case, envelope_id=envelope, sign_url="https://sign.example/e/1")
            self.desk.add_form(case_id=case, title=f"Form {number}", url="https://forms.example/433a")

    def links(self) -> list[str]:
        """Mints new links, on each case at most as many as the limit allows."""
        links: list[str] = []
        while len(links) < REDEEMS:
            case = next(self.cases)
            links += [self.link(case, f"taxpayer {number}") for number in range(20)]
        return links


class Rust:
    """Runs the same calls in a Rust process."""

    def __init__(self, path: Path, durability: str = "full") -> None:
        program = ROOT / "target" / "release" / "casegate-bench-calls"
        self.child = subprocess.Popen([program, path, durability], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *words: object) -> float:
        assert self.child.stdin is not None and self.child.stdout is not None
        self.child.stdin.write(" ".join(map(str, words)) + "\n")
        self.child.stdin.flush()
        return float(self.child.stdout.readline())

    def close(self) -> None:
        self.child.communicate()


def row(name: str, ours: Measure, others: dict[str, tuple[Measure, str]]) -> None:
    """Runs alternating rounds and returns the medians of their ratios."""
    measures = {"casegate": ours, **{other: measure for other, (measure, _) in others.items()}}
    for measure in measures.values():
        measure()
    rounds = [{side: measure() for side, measure in measures.items()} for _ in range(ROUNDS)]
    middle = statistics.median(one["casegate"] for one in rounds)
    print(f"{name:<38}{middle:>10.1f} us")
    for other, (_, aim) in others.items():
        theirs = statistics.median(one[other] for one in rounds)
        if other == "in Rust":
            told = f"{statistics.median(one['casegate'] / one[other] for one in rounds):.2f}x of it"
        else:
            told = f"{statistics.median(one[other] / one['casegate'] for one in rounds):.1f}x as fast"
        print(f"    {other:<34}{theirs:>10.1f} us   {told:<18} {aim}")


def overhead(ours: Ours) -> None:
    """Measures the overhead of a call that does no work."""
    with Portal.in_memory() as portal:
        desk = portal.desk(Staff(FIRM, "u", "n", [Role.ADMINISTRATOR]))
        desk.register_firm(name="x")

        def refused() -> None:
            try:
                desk._native.call(0, {"name": 7})
            except casegate.InvalidError:
                pass

        print("call overhead")
        for name, count, call in (
            ("an empty Python function", 200_000, lambda: None),
            ("a native call that does nothing", 200_000, ours.visit._native.csrf),
            ("an input that is refused", 20_000, refused),
            ("get_firm, store in memory", 20_000, desk.get_firm),
        ):
            print(f"    {name:<34}{min(timed(count, call) for _ in range(5)):>10.2f} us")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=ROOT / "target") as folder:
        path = Path(folder) / "portal.db"
        ours = Ours(path)
        rust = Rust(path)
        knox = floors.Knox(Path(folder) / "knox.db")
        alchemy = floors.Alchemy(Path(folder) / "alchemy.db", CASES)
        overhead(ours)
        print(f"\nSQLite, WAL, synchronous FULL; {CASES} cases; the middle of {ROUNDS} rounds")
        ours_redeem: Measure = lambda: redeem(ours)  # noqa: E731
        row(
            "redeem (open a link)",
            ours_redeem,
            {
                "in Rust": (lambda: rust("redeem", *ours.links()[:REDEEMS]), "at most 1.5x"),
                "knox: check, touch, session, audit": (lambda: middle(REDEEMS, knox.redeem), "at least 8x"),
            },
        )
        row(
            "verify (list_my_sessions)",
            lambda: timed(500, ours.visit.list_my_sessions),
            {
                "in Rust": (lambda: rust("sessions", ours.session, 500), "at most 1.5x"),
                "knox: token check": (lambda: timed(100, knox.check), "at least 120x"),
                "SQLAlchemy core: token check": (lambda: timed(200, alchemy.check), "at least 22x"),
            },
        )
        row(
            "home (some 60 rows)",
            lambda: timed(200, ours.visit.home),
            {
                "in Rust": (lambda: rust("home", ours.session, 200), "at most 1.5x"),
                "SQLAlchemy core, as dicts": (lambda: timed(100, alchemy.home), "at least 17x"),
            },
        )
        row(
            "list of 1,000 rows (five pages)",
            lambda: timed(10, lambda: list(ours.desk.iter_cases(limit=200))),
            {
                "in Rust": (lambda: rust("list", FIRM, 10), "at most 1.5x"),
                "SQLAlchemy core, as dicts": (lambda: timed(10, alchemy.cases), ""),
            },
        )
        rust.close()
        print("\nsynchronous NORMAL: what the processor does")
        ours.reopen(path)
        knox.relax()
        rust = Rust(path, "normal")
        row(
            "redeem (open a link)",
            ours_redeem,
            {
                "in Rust": (lambda: rust("redeem", *ours.links()[:REDEEMS]), "at most 1.5x"),
                "knox: check, touch, session, audit": (lambda: middle(REDEEMS, knox.redeem), "at least 40x"),
            },
        )
        rust.close()
        ours.portal.close()


def redeem(ours: Ours) -> float:
    links = iter(ours.links())
    door = ours.portal.visitor("203.0.113.7")
    return middle(REDEEMS, lambda: door.open_link(link=next(links)))


main()
