"""A file that is type-checked and not run. An unneeded `type: ignore` in it would itself be an error."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager

from typing_extensions import assert_never, assert_type

import casegate
from casegate import (
    CaseId,
    CaseSummary,
    Code,
    Desk,
    DocumentId,
    DocumentKind,
    FigureDecision,
    FigureId,
    Money,
    Phase,
    Portal,
    Secret,
    Visit,
)
from casegate.plugins import Blobs, Clock
from casegate.store import ReadTx, Store
from dict_store import DictStore


def answers(desk: Desk, visit: Visit, case: CaseId) -> None:
    assert_type(desk.get_case(case_id=case).opened_at, dt.datetime)
    assert_type(desk.get_case(case_id=case).client_tin_last_four, "str | None")
    assert_type(desk.iter_cases(), Iterator[CaseSummary])
    assert_type(desk.mint_invite(case_id=case, label="x").link, Secret)
    progress = visit.home().progress
    assert_type(progress.current if progress else Phase.DISCOVERY, Phase)
    assert_type(visit.home().documents[0].kind, "DocumentKind | str")
    assert_type(visit.get_intake().summary.total_equity, "Money | None")
    assert_type(visit.download(DocumentId("doc_")).chunks(), Iterator[bytes])


def choices(actor: casegate.Actor) -> str:
    match actor:
        case casegate.ActorStaff(name=name):
            return name
        case casegate.ActorClient(label=label):
            return label
        case casegate.ActorUnknown() | casegate.ActorHost():
            return ""
        case _:
            assert_never(actor)


def enumerations(state: casegate.FormState) -> None:
    phase: str = Phase.STRATEGY
    code: str = Code.LINK_INVALID
    value: str = state.value
    del phase, code, value


def inputs(desk: Desk, case: CaseId) -> None:
    decision = FigureDecision(figure_id=FigureId("figure_"), decision=casegate.DecisionReject(reason="no"))
    desk.decide_figures(case_id=case, profile_revision=0, decisions=[decision, {"figure_id": "figure_"}])
    kind = DocumentKind.DRAFT
    file = io.BytesIO(b"")
    desk.add_document(case_id=case, kind=kind, title="t", file_name="f", media_type="m", content=file)
    # The checkers must refuse these.
    desk.get_case(case_id="case_")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    desk.get_case(case)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    desk.create_case(client_name="x", title="t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    desk.list_cases(limit="7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    desk.home()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Money(1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    decision.figure_id = FigureId("")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def clock() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


class Forgetful:
    def read(self) -> AbstractContextManager[ReadTx]:
        raise NotImplementedError


def plugins() -> None:
    mine: Clock = clock
    store: Store = DictStore()
    blobs: Blobs = casegate.DirectoryBlobs("documents")
    keys: casegate.plugins.Keys = casegate.KeyRing()
    Portal.with_store(store, clock=mine, blobs=blobs, keys=keys)
    Portal.with_store(Forgetful())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Portal.in_memory(clock=lambda: "noon")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType, reportReturnType]
