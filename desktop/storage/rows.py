"""The one import of the encrypted SQLite library.

Python's own sqlite3 ignores `PRAGMA key` and would write everything in clear; nothing else in the program may import either.
"""

from sqlcipher3 import dbapi2

Connection = dbapi2.Connection
DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError
complete_statement = dbapi2.complete_statement
connect = dbapi2.connect

Row = tuple[object, ...]
