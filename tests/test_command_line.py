"""The command line: exit codes and sentences, and no traceback whatever is asked."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import desktop.backup
from desktop import __version__, i18n
from desktop.__main__ import main
from desktop.backup import write_backup
from desktop.domain.users import Role
from desktop.operations.backups import snapshot_for_backup
from tests.operations.keys import CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, made_vault, opened

REAL_VERIFY, REAL_RESTORE = desktop.backup.verify_command, desktop.backup.restore_command
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    i18n.use("en")


def run(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m desktop` with a terminal that is none."""
    kept = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *arguments],
        input=typed,
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def answering(monkeypatch: pytest.MonkeyPatch, login: str, secret: str) -> None:
    """Somebody who types these."""

    def with_answers(command: Callable[..., int]) -> Callable[..., int]:
        def call(*args: object, **kwargs: object) -> int:
            return command(*args, policy=CHEAP_POLICY, ask=lambda _: login, ask_hidden=lambda _: secret, **kwargs)

        return call

    for real in (REAL_VERIFY, REAL_RESTORE):
        monkeypatch.setattr(desktop.backup, real.__name__, with_answers(real))


def backup(tmp_path: Path) -> Path:
    """The file of a backup."""
    (tmp_path / "stick").mkdir()
    session = opened(made_vault(tmp_path / "vault"), Role.COORDINATOR)
    made = write_backup(snapshot_for_backup(session), tmp_path / "stick")
    session.close()
    return made.path


def test_the_version_is_told() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"Larder {__version__}\n")


@pytest.mark.parametrize(
    "arguments", [("verfy", "x"), ("verify",), ("restore", "x"), ("tour",), ("--vaul", "x", "y"), ("tour", "a", "b")]
)
def test_what_is_not_understood_is_said_with_exit_code_two(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "larder" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_display_it_says_so_and_names_the_tour() -> None:
    done = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert (
        done.stderr
        == "This computer has no display, so Larder cannot open its window. `larder tour FOLDER` needs none.\n"
    )


def test_a_backup_is_verified_and_what_it_holds_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backup(tmp_path)
    answering(monkeypatch, LOGINS[Role.COORDINATOR], PASSPHRASE)
    assert main(["verify", str(file)]) == 0
    assert "whole" in capsys.readouterr().out
    answering(monkeypatch, "", SHEET)
    assert main(["verify", str(file), "--lang", "en"]) == 0


def test_a_wrong_passphrase_or_a_damaged_file_is_exit_code_one_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backup(tmp_path)
    answering(monkeypatch, LOGINS[Role.COORDINATOR], "wrong")
    assert main(["verify", str(file)]) == 1
    assert "do not open this backup" in capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:-1])
    assert main(["verify", str(file)]) == 1
    assert "damaged" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "gone")]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_a_backup_is_restored_into_a_new_folder_and_never_over_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backup(tmp_path)
    answering(monkeypatch, LOGINS[Role.COORDINATOR], PASSPHRASE)
    assert main(["restore", str(file), str(tmp_path / "vault")]) == 1
    assert "not empty" in capsys.readouterr().out
    assert main(["restore", str(file), str(tmp_path / "new")]) == 0
    opened(tmp_path / "new", Role.VOLUNTEER).close()


def test_it_speaks_the_language_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backup(tmp_path)
    answering(monkeypatch, LOGINS[Role.COORDINATOR], "wrong")
    assert main(["verify", str(file), "--lang", "zh_CN"]) == 1
    assert "备份" in capsys.readouterr().out


def test_an_unexpected_error_is_no_traceback_and_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_file: Path) -> int:
        raise ValueError("Otter")

    monkeypatch.setattr(desktop.backup, "verify_command", broken)
    assert main(["verify", str(tmp_path / "x")]) == 1
    said = capsys.readouterr().err
    assert "Otter" not in said
    assert "Traceback" not in said
    assert "ValueError" in said


def test_nothing_typed_at_a_terminal_ends_quietly() -> None:
    done = run("verify", "nowhere.clb")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("system", "spoken"),
    [("zh_CN", "zh_CN"), ("zh_SG.UTF-8", "zh_CN"), ("zh-Hans-CN", "zh_CN"), ("C", "en"), ("", "en")],
)
def test_the_nearest_language_to_the_system_s_is_spoken(system: str, spoken: str) -> None:
    assert i18n.closest(system) == spoken
