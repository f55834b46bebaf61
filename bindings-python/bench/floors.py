"""The baselines of the measurements: django-rest-knox and SQLAlchemy core, on SQLite with the same settings."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa

PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY")
TOKENS = 1_000


class Knox:
    """The redeeming of a link in a Django system: knox checks the token, and the ORM writes
    the rows that redeeming writes.
    """

    def __init__(self, path: Path) -> None:
        import django
        from django.conf import settings

        settings.configure(
            INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "knox"],
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": path,
                    "OPTIONS": {
                        "init_command": ";".join(f"PRAGMA {pragma}" for pragma in PRAGMAS),
                        "transaction_mode": "IMMEDIATE",
                    },
                }
            },
            REST_KNOX={"AUTO_REFRESH": False},
            USE_TZ=True,
        )
        django.setup()
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.db import connection, transaction
        from knox.auth import TokenAuthentication
        from knox.models import AuthToken

        call_command("migrate", verbosity=0)
        self.atomic = transaction.atomic
        self.session_model, self.audit_model = models()
        with connection.schema_editor() as editor:
            editor.create_model(self.session_model)
            editor.create_model(self.audit_model)
        # One token for each user, because the check goes through all tokens of its user.
        users = User.objects.bulk_create(User(username=f"dana {number}") for number in range(TOKENS))
        self.token = [AuthToken.objects.create(user)[1] for user in users][0].encode()
        self.authentication = TokenAuthentication()

    def relax(self) -> None:
        """Switches to a durability that survives a kill of the process, but not a power failure."""
        from django.db import connection

        connection.cursor().execute("PRAGMA synchronous = NORMAL")

    def check(self) -> None:
        """Does what knox does with each request."""
        self.authentication.authenticate_credentials(self.token)

    def redeem(self) -> str:
        """Checks and updates the token, starts a session and audits both, in one transaction."""
        from django.utils import timezone

        session = secrets.token_urlsafe(32)
        with self.atomic():
            _, token = self.authentication.authenticate_credentials(self.token)
            self.authentication.renew_token(token)
            token.save(update_fields=("expiry",))
            now = timezone.now()
            self.session_model.objects.create(
                digest=hashlib.sha256(session.encode()).hexdigest(),
                token=token,
                address="203.0.113.7",
                opened=now,
                until=now + datetime.timedelta(hours=12),
            )
            self.audit_model.objects.create(at=now, kind="link_opened", token=token, address="203.0.113.7", facts={"label": "taxpayer"})
        return session


def models() -> tuple[Any, Any]:
    """Declares the tables of a portal's sessions and of its audit, as a Django project would."""
    from django.db import models
    from knox.models import AuthToken

    class PortalSession(models.Model):
        digest = models.CharField(max_length=64, primary_key=True)
        token = models.ForeignKey(AuthToken, on_delete=models.CASCADE)
        address = models.CharField(max_length=64)
        opened = models.DateTimeField()
        until = models.DateTimeField(db_index=True)

        class Meta:
            app_label = "portal"

    class PortalAudit(models.Model):
        at = models.DateTimeField()
        kind = models.CharField(max_length=40)
        token = models.ForeignKey(AuthToken, on_delete=models.CASCADE)
        address = models.CharField(max_length=64)
        facts = models.JSONField()

        class Meta:
            app_label = "portal"

    return PortalSession, PortalAudit


class Alchemy:
    """Reads the rows of a portal's first page, and a list of clients, by hand-written statements of SQLAlchemy core.
    """

    def __init__(self, path: Path, cases: int) -> None:
        self.engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self.engine, "connect", self.prepare)
        meta = sa.MetaData()
        text, number = sa.String, sa.Integer
        self.firms = sa.Table("firms", meta, sa.Column("id", text, primary_key=True), *columns("name color contact"))
        self.clients = sa.Table("cases", meta, sa.Column("id", text, primary_key=True), *columns("firm client title stage touched"))
        sa.Index("by_client", self.clients.c.firm, self.clients.c.client)
        self.invites = self.child(meta, "invites", "label expires revoked")
        self.sessions = sa.Table("sessions", meta, sa.Column("hash", sa.LargeBinary, primary_key=True), *columns("case invite"), sa.Column("until", number))
        self.documents = self.child(meta, "documents", "kind title file_name media_type delivered downloaded size")
        self.envelopes = self.child(meta, "envelopes", "title signer state url sent changed")
        self.forms = self.child(meta, "forms", "title url state added")
        meta.create_all(self.engine)
        self.token = secrets.token_bytes(32)
        self.fill(cases)

    @staticmethod
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @staticmethod
    def child(meta: sa.MetaData, name: str, names: str) -> sa.Table:
        keys = (sa.Column("case", sa.String, primary_key=True), sa.Column("id", sa.String, primary_key=True))
        return sa.Table(name, meta, *keys, *columns(names), sqlite_with_rowid=False)

    def fill(self, cases: int) -> None:
        def some(table: sa.Table, count: int, **fixed: str) -> None:
            rows = [{c.name: f"{c.name} {n}" for c in table.columns} | {"id": f"{n:032}"} | fixed for n in range(count)]
            connection.execute(table.insert(), rows)

        with self.engine.begin() as connection:
            some(self.firms, 1, id="firm")
            some(self.clients, cases, firm="firm")
            for table, count in ((self.invites, 1), (self.documents, 28), (self.envelopes, 14), (self.forms, 14)):
                some(table, count, case=f"{0:032}")
            session = {"hash": hashlib.sha256(self.token).digest(), "case": f"{0:032}", "invite": f"{0:032}", "until": 2**40}
            connection.execute(self.sessions.insert(), [session])

    def check(self) -> Any:
        with self.engine.connect() as connection:
            return self.session(connection)

    def session(self, connection: sa.Connection) -> Any:
        found = sa.select(self.sessions).where(self.sessions.c.hash == hashlib.sha256(self.token).digest())
        session = connection.execute(found).mappings().one()
        one = (self.invites.c.case == session["case"]) & (self.invites.c.id == session["invite"])
        connection.execute(sa.select(self.invites).where(one)).mappings().one()
        return session

    def home(self) -> dict[str, object]:
        with self.engine.connect() as connection:
            session = self.session(connection)
            case = connection.execute(sa.select(self.clients).where(self.clients.c.id == session["case"])).mappings().one()
            firm = connection.execute(sa.select(self.firms).where(self.firms.c.id == case["firm"])).mappings().one()
            page: dict[str, object] = {"firm": dict(firm), "case": dict(case)}
            for table in (self.documents, self.envelopes, self.forms):
                rows = connection.execute(sa.select(table).where(table.c.case == session["case"])).mappings()
                page[table.name] = [dict(row) for row in rows]
            return page

    def cases(self) -> list[dict[str, object]]:
        """Lists the clients in pages of 200, by keyset, as the package's own list does."""
        found: list[dict[str, object]] = []
        table, after = self.clients, ""
        with self.engine.connect() as connection:
            while True:
                page = (table.c.firm == "firm") & (table.c.client > after)
                rows = connection.execute(sa.select(table).where(page).order_by(table.c.client).limit(200)).mappings()
                cases = [dict(row) for row in rows]
                if not cases:
                    return found
                found += cases
                after = str(cases[-1]["client"])


def columns(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names.split()]
