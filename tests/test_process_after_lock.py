"""The real process before and after the lock: what its memory, its protection, its name and its files give away."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.domain.users import Role
from tests.faults.marked import Marked, build
from tests.faults.search import leaks, spellings
from tests.operations.keys import LOGINS, PASSPHRASE, made_vault

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 100.0
TYPED = "Halftypedzq 槟榔未存"


@dataclass
class Driven:
    """A real `python -m desktop` with somebody at it (tests/driver).

    Attributes:
        folder: holds its home, its notes, and what it is told to do.
    """

    folder: Path
    process: subprocess.Popen[str]

    def notes(self) -> list[list[str]]:
        """What happened so far, in words."""
        with suppress(FileNotFoundError):
            return [line.split(" ") for line in (self.folder / "notes").read_text("utf-8").splitlines()]
        return []

    def wait_for(self, what: str) -> list[str]:
        """Until that stands in the notes; its line."""
        for _turn in range(2_000):
            for line in self.notes():
                if line[0] == what:
                    return line
            assert self.process.poll() is None, self.process.communicate()[1]
            threading.Event().wait(PATIENCE / 2_000)
        raise AssertionError(f"waited in vain for {what}")

    def go_on(self, moment: str) -> None:
        """Let it leave the moment at which it stands still."""
        (self.folder / f"errand.json.{moment}").touch()


def driven(folder: Path, vault: Path, *, login: str, passphrase: str, wait: bool = False, typed: str = "") -> Driven:
    """Start it in a home of its own."""
    home = folder / "home"
    home.mkdir()
    errand = folder / "errand.json"
    errand.write_text(json.dumps({"login": login, "passphrase": passphrase, "wait": wait, "typed": typed}), "utf-8")
    if wait:
        (folder / "errand.json.wait").touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
    environment = {
        **kept,
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "LARDER_TEST_NOTES": str(folder / "notes"),
        "LARDER_TEST_ERRAND": str(errand),
        "PYTHONPATH": str(ROOT / "tests" / "driver"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--vault", str(vault)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Driven(folder, process)


def test_a_real_process_is_replaced_by_the_lock_and_keeps_its_number(tmp_path: Path) -> None:
    vault = made_vault(tmp_path / "vault")
    running = driven(tmp_path, vault, login=LOGINS[Role.COORDINATOR], passphrase=PASSPHRASE)
    _out, errors = running.process.communicate(timeout=PATIENCE)
    assert running.process.returncode == 0, errors
    first, locked, second, ended = running.notes()
    assert [first[0], locked[0], second[0], ended[0]] == ["started", "unlocked", "started", "unlocking-screen"]
    assert first[1] == second[1]
    assert "--locked-at" not in first
    assert "--locked-at" in second
    assert ended[2:4] == ["Locked", "at"]
    assert errors == ""


if sys.platform == "linux":

    @pytest.fixture(scope="module")
    def vault(tmp_path_factory: pytest.TempPathFactory) -> Marked:
        return build(tmp_path_factory.mktemp("marked") / "vault")

    @pytest.fixture
    def standing(vault: Marked, tmp_path: Path) -> Iterator[Driven]:
        """A process that has unlocked the marked vault, shown its people, and stands still before the lock."""
        vault.session.close()
        running = driven(
            tmp_path,
            vault.folder,
            login=vault.logins[Role.COORDINATOR],
            passphrase=vault.passphrases[Role.COORDINATOR],
            wait=True,
            typed=TYPED,
        )
        running.wait_for("shown")
        yield running
        running.process.kill()
        running.process.communicate()

    def secrets_of(vault: Marked) -> dict[str, list[bytes]]:
        """What must be gone, by kind: raw, as hex, in every width of letters."""
        session = vault.unlock()
        keys = session.held_keys()
        data, people, _signing = keys.secrets_to_grant()
        raw = {
            "database keys": [keys.stock_database_key(), keys.people_database_key() or b""],
            "data and people key": [data, people],
            "private keys": [keys.private_key.private_bytes_raw()],
        }
        session.close()
        found = {kind: [form for key in each for form in written(key)] for kind, each in raw.items()}
        shown = vault.markers.people[: 4 * len(vault.members) : 4]  # of name, area, language and note
        found["passphrase"] = [*widths(vault.passphrases[Role.COORDINATOR]), *widths(vault.logins[Role.COORDINATOR])]
        found["names"] = [form for name in shown for form in widths(name)]
        found["half typed"] = [form for word in TYPED.split() for form in widths(word)]
        return found

    def written(key: bytes) -> list[bytes]:
        assert len(key) == 32
        return [key, key.hex().encode(), key.hex().upper().encode(), key.hex().encode("utf-16-le")]

    def widths(text: str) -> list[bytes]:
        return [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-32-le")]

    def memory_of(pid: int) -> Iterator[bytes]:
        """Every readable part of a process's memory, but for read-only pages of files, which hold what the file does."""
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
                where, rights, *rest = line.split()
                if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                    continue
                if "w" not in rights and rest[-1:] and rest[-1].startswith("/"):
                    continue
                start, end = (int(part, 16) for part in where.split("-"))
                with suppress(OSError, OverflowError):  # what lies beyond the end of a mapped file
                    memory.seek(start)
                    yield memory.read(end - start)

    def found_in(pid: int, wanted: dict[str, list[bytes]]) -> tuple[dict[str, int], int]:
        """How many forms of each kind stand somewhere in the memory, and how many bytes were looked through."""
        there: dict[str, set[bytes]] = {kind: set() for kind in wanted}
        searched = 0
        for part in memory_of(pid):
            searched += len(part)
            for kind, forms in wanted.items():
                there[kind] |= {form for form in forms if form not in there[kind] and form in part}
        return {kind: len(forms) for kind, forms in there.items()}, searched

    def test_the_process_after_the_lock_holds_neither_keys_nor_passphrase_nor_names(
        vault: Marked, standing: Driven, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pid = int(standing.wait_for("shown")[1])
        # A second program is kept out of the vault: the keys are read from a copy.
        wanted = secrets_of(copy_of(vault, standing.folder))
        before, searched_before = found_in(pid, wanted)
        # The search finds what is there: otherwise nothing would be proved below.
        assert all(before.values()), before
        standing.go_on("shown")
        assert int(standing.wait_for("locked")[1]) == pid
        after, searched = found_in(pid, wanted)
        standing.go_on("locked")
        _out, errors = standing.process.communicate(timeout=PATIENCE)
        assert (standing.process.returncode, errors) == (0, "")
        assert after == dict.fromkeys(wanted, 0)
        assert searched > 20_000_000
        with capsys.disabled():
            told = ", ".join(f"{kind} {before[kind]} of {len(forms)}" for kind, forms in wanted.items())
            sys.stdout.write(
                f" before the lock, in {searched_before // 1_000_000} MB: {told}; after it, in {searched // 1_000_000} MB: 0 "
            )

    def copy_of(vault: Marked, folder: Path) -> Marked:
        from tests.faults.marked import copied  # noqa: PLC0415

        return copied(vault, folder / "copy")

    def test_the_replaced_process_is_protected_as_the_first_one_and_its_name_tells_nothing(
        vault: Marked, standing: Driven
    ) -> None:
        for moment in ("shown", "locked"):
            _word, pid, dumpable = standing.wait_for(moment)
            assert dumpable == "dumpable=0"
            limits = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
            core = next(line.split() for line in limits if line.startswith("Max core file size"))
            assert core[4:6] == ["0", "0"]
            told = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/comm").read_bytes()
            for secret in (*vault.markers.all, *vault.passphrases.values(), *vault.codes):
                assert secret.encode() not in told
            arguments = told.split(b"\0")[1:]
            allowed = [b"-m", b"desktop", b"--vault", str(vault.folder).encode(), b"--locked-at"]
            assert [each for each in arguments[:-1] if each not in allowed][1:] == []
            status = Path(f"/proc/{pid}/status").read_text("ascii")
            assert "Umask:\t0077" in status
            standing.go_on(moment)
        standing.process.communicate(timeout=PATIENCE)

    def test_nothing_is_left_in_the_home_but_the_one_small_file_and_all_of_the_vault_is_private(
        vault: Marked, standing: Driven
    ) -> None:
        standing.go_on("shown")
        standing.wait_for("locked")
        standing.go_on("locked")
        standing.process.communicate(timeout=PATIENCE)
        home = standing.folder / "home"
        files = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
        assert files == [".config/larder/start.json"]
        assert set(json.loads((home / files[0]).read_text("utf-8"))) == {"vault", "language", "text_size", "look"}
        wanted = spellings([*vault.markers.all, *vault.codes, TYPED])
        assert not leaks([home, vault.folder], wanted)[0]
        for path in (vault.folder, *vault.folder.rglob("*"), home / files[0]):
            assert path.stat().st_mode & 0o077 == 0, path.name
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name
        names = {path.relative_to(vault.folder).parts[0] for path in vault.folder.rglob("*")}
        assert names <= {"keys.json", "keys.json.prev", "stock.db", "people.db", "lock", "drafts", "copies", "attempts"}
