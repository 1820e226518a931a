"""The collective's settings. Each has a default, so a vault holds only what was changed."""

from desktop.storage.connection import Database

COLLECTIVE = "collective"
CURRENCY = "currency"
DESK = "desk"
IMPORT_COLUMNS = "import_columns"
MEMBER_FIELDS = "member_fields"
SMALL_COUNT = "small_count"
IDLE_MINUTES = "idle_minutes"
LAST_BACKUP = "last_backup"
BACKUP_STICKS = "backup_sticks"
BACKUP_PROVED = "backup_proved"
LAST_PLACE = "last_place"
RESTORED_FROM = "restored_from"
KEYS_GENERATION = "keys_generation"
USERS_ASIDE = "users_aside"
SHEET_MADE = "sheet_made"
SHEET_PARTS = "sheet_parts"
SHEET_TRIED = "sheet_tried"
SHEET_USED = "sheet_used"

DEFAULTS = {
    COLLECTIVE: "",
    CURRENCY: "",
    DESK: "A",
    IMPORT_COLUMNS: "{}",
    MEMBER_FIELDS: "",
    SMALL_COUNT: "10",
    IDLE_MINUTES: "10",
    LAST_BACKUP: "",
    BACKUP_STICKS: "",
    BACKUP_PROVED: "",
    LAST_PLACE: "",
    RESTORED_FROM: "",
    KEYS_GENERATION: "0",
    USERS_ASIDE: "{}",
    SHEET_MADE: "",
    SHEET_PARTS: "1",
    SHEET_TRIED: "",
    SHEET_USED: "",
}


def get(database: Database, key: str) -> str:
    """A setting's value, or its default."""
    found = database.value("SELECT value FROM setting WHERE key = ?", (key,))
    return DEFAULTS[key] if found is None else str(found)


def put(database: Database, key: str, value: str) -> None:
    """Change a setting."""
    database.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
    )
