"""Files of the vault that are damaged, empty, cut, swapped, another vault's, older or newer: found out, or harmless.

What opens reads exactly as before; everything else is a sentence. Wrong data and tracebacks there are none.
"""

import random
import shutil
from pathlib import Path

import pytest

from desktop.domain.errors import LarderError, VaultDamaged, VaultNewer
from desktop.domain.periods import Month
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import months, stock, today
from desktop.storage import connection, journal, schema
from desktop.storage.connection import FILES, DatabaseKeys
from desktop.vault.errors import KeysDamaged
from tests.faults.counting import counted, report
from tests.faults.marked import DAY, Marked, build, entries_of

FLIPS = counted(250, 40)
KEYS = "keys.json"


def figures(marked: Marked) -> dict[str, object]:
    """Everything the vault holds, and what screens and papers make of it. Opens it for its coordinator, and closes it.

    The journal notes each opening, and is held against its own chain.
    """
    session = marked.unlock()
    try:
        return {
            **entries_of(session.database),
            "journals": {name: journal.first_break(session.database, name) for name in session.database.schemas},
            "stock": stock.stock_list(session),
            "month": months.month_figures(session, Month.of(DAY)),
            "today": today.today(session),
        }
    finally:
        session.close()


def said(marked: Marked) -> str | None:
    """The sentence of a vault that doesn't read; None when it does. Anything but a sentence fails the test."""
    try:
        figures(marked)
    except LarderError as error:
        return say(error)
    return None


class Whole:
    """A vault that reads, and the means to put it back as it was."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.figures = figures(marked)
        self.files = {path.name: path.read_bytes() for path in marked.folder.iterdir()}

    def outcome(self) -> str:
        """`found` (a sentence) or `harmless` (all figures are equal); anything else fails. Then all is put back."""
        try:
            read: object = figures(self.marked)
        except LarderError as error:
            read = say(error)
        self.put_back()
        if isinstance(read, str):
            assert "Nothing was" in read
            return "found"
        assert read == self.figures
        return "harmless"

    def put_back(self) -> None:
        """Undo the damage and whatever came of it."""
        for path in self.marked.folder.iterdir():
            if path.name not in self.files:
                path.unlink()
        for name, raw in self.files.items():
            (self.marked.folder / name).write_bytes(raw)


@pytest.mark.parametrize("name", [*FILES.values(), KEYS])
def test_a_flipped_bit_is_found_or_harmless(marked: Marked, name: str) -> None:
    whole = Whole(marked)
    chance = random.Random(name)
    raw = whole.files[name]
    # The first page says what the rest is, its salt first; each page ends with what proves it.
    places = [
        *range(counted(16, 2)),
        *range(16, 100, 9),
        *chance.sample(range(4000, min(4200, len(raw))), 8),
        len(raw) - 1,
    ]
    places += chance.sample(range(100, len(raw)), FLIPS - len(places))
    counts = {"found": 0, "harmless": 0}
    for place in places:
        damaged = bytearray(raw)
        damaged[place] ^= 1 << chance.randrange(8)
        (marked.folder / name).write_bytes(damaged)
        counts[whole.outcome()] += 1
    if name == KEYS:
        assert not counts["found"]  # the other copy stands in for it
    else:
        assert counts["found"] > counts["harmless"]
    report(
        group="T6",
        fault=f"a flipped bit in {name}",
        means="file changed; found with a sentence, or every figure as before",
        times=len(places),
    )


def test_a_bit_flipped_in_both_copies_of_the_keys_is_found(marked: Marked) -> None:
    whole = Whole(marked)
    chance = random.Random(3)
    places = chance.sample(range(len(whole.files[KEYS])), counted(150, 25))
    for place in places:
        damaged = bytearray(whole.files[KEYS])
        damaged[place] ^= 1 << chance.randrange(8)
        for name in (KEYS, f"{KEYS}.prev"):
            (marked.folder / name).write_bytes(damaged)
        assert whole.outcome() == "found"
    assert figures(marked) == whole.figures
    report(group="T6", fault="a flipped bit in both key files", means="files changed; found", times=len(places))


@pytest.mark.parametrize("name", FILES.values())
def test_a_database_that_is_cut_is_found(marked: Marked, name: str) -> None:
    whole = Whole(marked)
    size = len(whole.files[name])
    lengths = (0, 1, 15, 16, 100, 4095, 4096, 8192, size // 2, size // 2 // 4096 * 4096, size - 40960, size - 4096)
    for length in (*lengths, size - 100, size - 1):
        (marked.folder / name).write_bytes(whole.files[name][:length])
        assert whole.outcome() == "found", length
    assert figures(marked) == whole.figures
    report(group="T7", fault=f"{name} cut to a length", means="file changed; found", times=len(lengths) + 2)


def test_keys_that_are_cut_are_found(marked: Marked) -> None:
    whole = Whole(marked)
    size = len(whole.files[KEYS])
    lengths = (0, 1, 2, 100, 512, 1000, size // 2, size - 4096, size - 100, size - 2, size - 1)
    for length in (each for each in lengths if each >= 0):
        (marked.folder / KEYS).write_bytes(whole.files[KEYS][:length])
        assert whole.outcome() == "harmless", length
        for name in (KEYS, f"{KEYS}.prev"):
            (marked.folder / name).write_bytes(whole.files[KEYS][:length])
        assert whole.outcome() == "found", length
    report(group="T7", fault="a key file, or both, cut to a length", means="files changed", times=2 * len(lengths))


@pytest.mark.parametrize("name", FILES.values())
def test_a_database_with_something_else_behind_is_found_or_harmless(marked: Marked, name: str) -> None:
    whole = Whole(marked)
    for more in (b"\0", b"\0" * 4096, b"x" * 5000, whole.files[name]):
        (marked.folder / name).write_bytes(whole.files[name] + more)
        whole.outcome()
    assert figures(marked) == whole.figures


@pytest.mark.parametrize("name", FILES.values())
def test_a_missing_or_strange_database_is_found(marked: Marked, name: str) -> None:
    whole = Whole(marked)
    path = marked.folder / name
    path.unlink()
    assert whole.outcome() == "found"
    for raw in (b"SQLite format 3\0" + bytes(8176), bytes(len(whole.files[name])), b"%PDF-1.7\n" * 1000):
        path.write_bytes(raw)
        assert whole.outcome() == "found"
    path.unlink()
    path.mkdir()
    assert said(marked) is not None
    path.rmdir()
    whole.put_back()
    assert figures(marked) == whole.figures


def test_swapped_databases_are_found_by_everybody(marked: Marked) -> None:
    stock_path, people_path = (marked.folder / name for name in FILES.values())
    raw = stock_path.read_bytes()
    stock_path.write_bytes(people_path.read_bytes())
    people_path.write_bytes(raw)
    for role in Role:
        with pytest.raises(VaultDamaged):
            marked.unlock(role)


def test_another_vaults_files_are_found_one_by_one_and_together(marked: Marked, tmp_path: Path) -> None:
    other = build(tmp_path / "other", seed=5, members=8)
    other.session.close()
    whole = Whole(marked)
    for names in (["stock.db"], ["people.db"], ["stock.db", "people.db"], [KEYS, f"{KEYS}.prev"]):
        for name in names:
            shutil.copy(other.folder / name, marked.folder / name)
        assert whole.outcome() == "found", names
    assert figures(marked) == whole.figures


def test_databases_under_the_right_keys_that_belong_to_another_vault_are_found(marked: Marked, tmp_path: Path) -> None:
    whole = Whole(marked)
    keys = marked.unlock().held_keys()
    both = DatabaseKeys(keys.stock_database_key(), keys.people_database_key())
    marked.session.close()
    made = tmp_path / "made"
    made.mkdir()
    connection.create(made, both, vault_id="of another vault").close()
    for name in FILES.values():
        shutil.copy(made / name, marked.folder / name)
        assert whole.outcome() == "found"


@pytest.mark.parametrize("older", FILES.values())
def test_a_database_of_an_earlier_day_beside_the_other_of_today_is_found(marked: Marked, older: str) -> None:
    earlier = Whole(marked)
    marked.unlock()
    marked.give(3, item=2)
    marked.give(None, item=2)
    marked.session.close()
    now = Whole(marked)
    (marked.folder / older).write_bytes(earlier.files[older])
    assert now.outcome() == "found"
    assert figures(marked) == now.figures


@pytest.mark.parametrize("kind", ["stock", "people"])
def test_a_newer_vault_is_refused_and_left_as_it_is(marked: Marked, kind: str) -> None:
    name = schema.STOCK if kind == "stock" else schema.PEOPLE
    database = marked.unlock().database
    latest = schema.steps(name)[-1][0]
    database.execute(f"PRAGMA {name}.user_version = {latest + 1}")
    # What a newer program changed is not this one's to judge.
    database.execute(f"ALTER TABLE {name}.meta RENAME TO facts")
    marked.session.close()
    before = {path.name: path.read_bytes() for path in marked.folder.iterdir()}
    for role in (Role.COORDINATOR, Role.VOLUNTEER, *([Role.STOCK_KEEPER] if kind == "stock" else [])):
        with pytest.raises(VaultNewer) as refused:
            marked.unlock(role)
        assert "written by a newer Larder. Nothing was changed." in say(refused.value)
    assert {path.name: path.read_bytes() for path in marked.folder.iterdir()} == before


@pytest.mark.parametrize("value", [0, 1, 0x7FFFFFFF])
@pytest.mark.parametrize("kind", ["main", "people"])
def test_a_database_of_another_program_is_found(marked: Marked, kind: str, value: int) -> None:
    marked.unlock().database.execute(f"PRAGMA {kind}.application_id = {value}")
    marked.session.close()
    with pytest.raises(VaultDamaged):
        marked.unlock()


def journals_in_the_middle(marked: Marked, *, both: bool) -> dict[str, bytes]:
    """The journal files as they stand on the disk in the middle of a transaction, which is then rolled back.

    It changes more than fits in its small memory, so that the journals are flushed and would be rolled back from.
    """
    database = marked.unlock().database
    for name in database.schemas:
        database.execute(f"PRAGMA {name}.cache_size = 2")
    working = database.connection
    working.execute("BEGIN IMMEDIATE")
    working.execute("UPDATE balance SET quantity = quantity + 1")
    working.execute("UPDATE month_total SET quantity = quantity + 1")
    working.execute("UPDATE receipt SET content = content || hex(zeroblob(300))")
    if both:
        working.execute("UPDATE people.member SET note = note || hex(zeroblob(300))")
    found = {path.name: path.read_bytes() for path in marked.folder.glob("*-journal")}
    working.execute("ROLLBACK")
    marked.session.close()
    return found


@pytest.mark.parametrize("both", [False, True])
def test_a_journal_of_an_earlier_day_is_found_or_harmless(marked: Marked, both: bool) -> None:
    journals = journals_in_the_middle(marked, both=both)
    assert len(journals) == (2 if both else 1)
    assert all(int.from_bytes(raw[8:12], "big") for raw in journals.values())  # how many pages it would bring back
    outcomes = []
    for number in range(4):
        marked.unlock()
        marked.give(None if number < 2 else number, item=number, quantity=2)
        marked.session.close()
        now = Whole(marked)
        for name, raw in journals.items():
            (marked.folder / name).write_bytes(raw)
            outcomes.append(now.outcome())
        for name, raw in journals.items():
            (marked.folder / name).write_bytes(raw)
        outcomes.append(now.outcome())
        assert figures(marked) == now.figures
    assert "found" in outcomes  # old pages did come back among new ones


@pytest.mark.parametrize("name", FILES.values())
def test_a_journal_of_nonsense_is_found_or_harmless(marked: Marked, name: str) -> None:
    whole = Whole(marked)
    magic = bytes.fromhex("d9d505f920a163d7")
    chance = random.Random(11)
    for raw in (
        b"",
        b"\0" * 512,
        chance.randbytes(9000),
        magic + chance.randbytes(9000),
        magic + bytes([0, 0, 0, 1]) + bytes(4) + bytes([0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 16, 0]) + chance.randbytes(9000),
        magic + b"\xff\xff\xff\xff" + bytes(4) + bytes([0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 16, 0]) + bytes(9000),
    ):
        (marked.folder / f"{name}-journal").write_bytes(raw)
        whole.outcome()
    for beside in ("-wal", "-shm"):
        (marked.folder / f"{name}{beside}").write_bytes(chance.randbytes(9000))
        assert whole.outcome() == "harmless"
    assert figures(marked) == whole.figures


def test_keys_that_are_missing_or_nonsense_are_found(marked: Marked) -> None:
    for raw in (b"", b"{}", b"[]", b"null", b"{" * 5000, b"\xff\xfe" * 100, bytes(70_000)):
        for name in (KEYS, f"{KEYS}.prev"):
            (marked.folder / name).write_bytes(raw)
        with pytest.raises(KeysDamaged):
            marked.unlock()
    for name in (KEYS, f"{KEYS}.prev"):
        (marked.folder / name).unlink()
    text = said(marked)
    assert text is not None
    assert "There is no vault in this folder." in text
