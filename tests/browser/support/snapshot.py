"""Prints what is in an SQLite file: for each table its number of rows and a digest of them, whatever their order."""

import hashlib
import json
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
database.text_factory = bytes  # A digest needs the bytes, and a damaged text must not stop the comparison.
names = database.execute(
    # A virtual table keeps its rows in ordinary ones beside it, which are listed too.
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
)
tables = {}
for (name,) in names.fetchall():
    name = name.decode()
    quoted = name.replace('"', '""')
    rows = sorted(repr(row) for row in database.execute(f'SELECT * FROM "{quoted}"'))
    tables[name] = {"rows": len(rows), "digest": hashlib.sha256("\n".join(rows).encode()).hexdigest()}
json.dump(tables, sys.stdout)
