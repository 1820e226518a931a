"""Numbered steps that build the two databases. A landed step is never edited; the next one is added.

A step is a file `<database>_<number>_<name>.sql`. `PRAGMA user_version` of each database is the number of its last step.
All pending steps of both databases run in one transaction, so that a vault is either as it was or as it should be.
"""

from importlib import resources

from desktop.domain.errors import VaultNewer
from desktop.storage.rows import Connection, complete_statement

STOCK = "main"
PEOPLE = "people"
_FILES = {STOCK: "stock", PEOPLE: "people"}


def steps(schema: str) -> list[tuple[int, str]]:
    """The steps of one database as (number, SQL), in order."""
    prefix = f"{_FILES[schema]}_"
    names = sorted(
        entry.name
        for entry in resources.files(__package__).iterdir()
        if entry.name.startswith(prefix) and entry.name.endswith(".sql")
    )
    return [
        (int(name.removeprefix(prefix)[:4]), resources.files(__package__).joinpath(name).read_text("utf-8"))
        for name in names
    ]


def version(connection: Connection, schema: str) -> int:
    """The number of the last step that ran in this database."""
    return int(connection.execute(f"PRAGMA {schema}.user_version").fetchone()[0])


def pending(connection: Connection, schema: str) -> list[tuple[int, str]]:
    """The steps still to run. Raises VaultNewer when the database knows more steps than this program."""
    known = steps(schema)
    done = version(connection, schema)
    if done > known[-1][0]:
        raise VaultNewer()
    return [step for step in known if step[0] > done]


def migrate(connection: Connection, schemas: tuple[str, ...]) -> bool:
    """Run what is pending in all `schemas` within one transaction; whether there was anything to run."""
    todo = [(schema, step) for schema in schemas for step in pending(connection, schema)]
    if not todo:
        return False
    connection.execute("BEGIN IMMEDIATE")
    try:
        for schema, (number, sql) in todo:
            for statement in statements(sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA {schema}.user_version = {number}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return True


def statements(sql: str) -> list[str]:
    """A script's statements one by one; a trigger's inner semicolons do not end it."""
    found: list[str] = []
    gathered = ""
    for line in sql.splitlines(keepends=True):
        if not gathered and (not line.strip() or line.lstrip().startswith("--")):
            continue
        gathered += line
        if complete_statement(gathered):
            found.append(gathered.strip())
            gathered = ""
    return found
