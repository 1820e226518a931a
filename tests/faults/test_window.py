"""Hostile key files and odd passphrases through the real unlock page: a sentence, no hang, memory bounded."""

import json
import resource
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.users import Role
from desktop.operations import vault
from desktop.operations.vault import VaultSetup
from desktop.vault import canonical
from tests.faults.counting import report
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, LOGINS, made_vault
from tests.running import Program

HUNDRED_MB = 100 * 1024  # in KiB, as the system counts it


def kdf(**changes: object) -> dict[str, object]:
    present: dict[str, object] = {"memory_kib": 64, "passes": 1, "lanes": 1} | changes
    return {"present": {name: value for name, value in present.items() if value is not None}, "previous": None}


BOMBS: dict[str, Any] = {
    "4 GiB": kdf(memory_kib=4 * 1024 * 1024),
    "2^62 KiB": kdf(memory_kib=2**62),
    "two thousand million passes": kdf(passes=2**31),
    "21 passes": kdf(passes=21),
    "no lanes": kdf(lanes=0),
    "a lane for everybody": kdf(lanes=2**24),
    "negative": kdf(memory_kib=-1, passes=-1),
    "not whole": kdf(memory_kib=64.5),
    "text": kdf(passes="1"),
    "missing": kdf(lanes=None),
    "true": kdf(passes=True),
    "a bomb as the parameters before": {"present": kdf()["present"], "previous": kdf(memory_kib=2**40)["present"]},
}


def raw_bombs(content: dict[str, Any]) -> dict[str, bytes]:
    """Files that are heavy before any parameter is read."""
    good = canonical.with_checksum(content)
    return {
        "nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "70 KB": good[:-1] + b" " * 70_000 + b"}",
        "10 MB": b'{"format":"' + b"x" * 10_000_000 + b'"}',
        "a number of 60,000 digits": b'{"version":' + b"9" * 60_000 + b"}",
        "the same name twice": good[:-1] + b',"version":1}',
    }


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    made_vault(tmp_path / "vault")
    running = Program(tmp_path)
    yield running
    running.close()


def memory() -> int:
    """The most that this process ever had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_key_files_that_ask_for_everything_get_a_sentence(program: Program) -> None:
    files = [program.vault / name for name in ("keys.json", "keys.json.prev")]
    content = json.loads(files[0].read_bytes())
    del content["checksum"]
    raws = {name: canonical.with_checksum(content | {"kdf": value}) for name, value in BOMBS.items()}
    raws |= raw_bombs(content)
    before = memory()
    for raw in raws.values():
        for path in files:
            path.write_bytes(raw)
        program.unlock(Role.COORDINATOR)
        program.hands.wait_idle()
        program.hands.wait_until(lambda: "damaged" in program.hands.all_text(), "the sentence")
        assert program.app.context is None
    assert memory() - before < HUNDRED_MB
    for path in files:
        path.write_bytes(canonical.with_checksum(content))
    program.unlock(Role.COORDINATOR)
    program.entered()
    report(
        group="T13", fault="a key file that asks for everything", means="typed in at the unlock page", times=len(raws)
    )


def test_a_passphrase_may_come_in_other_pieces_than_it_was_made(qtbot: QtBot, tmp_path: Path) -> None:
    typed = "Überfüllter Kühlraum ﬁlm café 台北"
    setup = VaultSetup("Sunrise", LOGINS[Role.COORDINATOR], typed, place="Shelf A")
    vault.create_vault(
        tmp_path / "vault", setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY
    ).session.close()
    running = Program(tmp_path)
    running.unlock(Role.COORDINATOR, unicodedata.normalize("NFD", typed))
    running.entered()
    running.close()
    report(group="T9", fault="a passphrase typed in pieces", means="typed in at the unlock page", times=1)
