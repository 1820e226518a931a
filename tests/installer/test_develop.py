"""The set-up command: what it says, what it refuses, and that it does nothing twice."""

import subprocess
import sys
from pathlib import Path

import develop
import environment
import pytest

DEVELOP = Path(environment.ROOT) / "installer" / "develop.py"


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A Debian without libGL, where apt-get only takes notes."""
    asked: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(environment, "_loads", lambda library: library != "libGL.so.1")
    monkeypatch.setattr(environment.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(environment, "_apt_install", asked.append)
    return asked


def test_what_follows_without_two_dashes_is_refused_with_the_right_command() -> None:
    with pytest.raises(SystemExit, match=r"test -- tests/vault -q"):
        develop.main(["test", "tests/vault", "-q"])


def test_an_unknown_command_names_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="There is no command start; there are run, test"):
        develop.main(["start"])


def test_without_a_command_it_explains_itself() -> None:
    done = subprocess.run([sys.executable, str(DEVELOP)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "open the window" in done.stdout


def test_without_a_display_run_says_so_and_names_the_tour(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(develop, "_set_up", lambda *files, build=False: None)
    monkeypatch.setattr(develop, "has_display", lambda: False)
    monkeypatch.setattr(develop, "_python", lambda *arguments, where=None: pytest.fail("nothing may start"))
    assert develop.run([]) == 1
    said = capsys.readouterr().out.strip()
    assert "no display" in said
    assert "run -- tour FOLDER" in said
    assert "\n" not in said


def test_commands_that_need_no_window_start_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(develop, "_set_up", lambda *files, build=False: None)
    monkeypatch.setattr(develop, "has_display", lambda: False)
    monkeypatch.setattr(develop, "_python", lambda *arguments, where=None: started.append(arguments) or 0)
    assert develop.run(["verify", "a file.larder"]) == 0
    assert started[0][-3:] == ("desktop", "verify", "a file.larder")


def test_root_on_debian_gets_the_missing_library(apt: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0)
    environment.provide_libraries()
    assert apt == [["libgl1"]]


def test_others_on_debian_get_the_exact_command(apt: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match=r"sudo apt-get install --no-install-recommends libgl1$"):
        environment.provide_libraries()
    assert apt == []


def test_a_file_that_is_installed_is_not_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "_make_venv", lambda: None)
    monkeypatch.setattr(environment, "_run", lambda command, otherwise: commands.append(command))
    wanted = tmp_path / "requirements.txt"
    for text in ("one==1\n", "one==1\n", "one==2\n"):
        wanted.write_text(text, encoding="utf-8")
        environment.provide_environment(wanted)
    assert len(commands) == 2
    assert {"--require-hashes", "--no-deps"} <= set(commands[0])


def test_the_speed_table_shows_goal_reference_figure_and_ratio() -> None:
    benchmark = {
        "name": "test_hand_out",
        "stats": {"median": 0.003},
        "extra_info": {"job": "hand-out", "size": "small", "goal": "≤ 1.5 ×", "reference_ms": 2.0},
    }
    assert develop.table([benchmark])[-1] == "| hand-out | small | ≤ 1.5 × | 2.00 ms | 3.00 ms | 1.50 |"


def test_a_goal_without_reference_has_no_ratio() -> None:
    benchmark = {"name": "test_search", "stats": {"median": 0.006}, "extra_info": {"goal": "≤ 10 ms"}}
    assert develop.table([benchmark])[-1] == "| test_search |  | ≤ 10 ms |  | 6.00 ms |  |"
