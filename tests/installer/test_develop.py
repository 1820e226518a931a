"""The set-up command: what it says, what it refuses, and that it does nothing twice."""

import json
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


def test_the_fault_table_sums_the_tests_of_a_fault_and_names_what_failed() -> None:
    row = {"group": "T6", "fault": "a flipped bit", "means": "random", "times": 400, "lost": 0, "halved": 0, "wrong": 0}
    rows = [
        {**row, "result": "passed"},
        {"test": "tests/faults/test_x.py::test_y", "result": "FAILED"},
        {**row, "times": 100, "wrong": 1, "result": "FAILED"},
        {**row, "group": "T15", "fault": "an import", "times": 0, "result": "not yet in the program"},
        {**row, "group": "T2", "fault": "a kill", "means": "SIGKILL", "result": "passed"},
    ]
    lines = develop.fault_table(rows)
    assert lines[2:] == [
        "| T2 | a kill | SIGKILL | 400 | 0 | 0 | 0 | passed |",
        "| T6 | a flipped bit | random | 500 | 0 | 0 | 1 | FAILED |",
        "| T15 | an import | random |  |  |  |  | not yet in the program |",
        "FAILED: tests/faults/test_x.py::test_y",
    ]


def test_faults_asks_for_the_full_counts_and_prints_what_the_tests_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[tuple[str, ...]] = []

    def pretend(*arguments: str, where: Path | None = None) -> int:
        started.append(arguments)
        assert develop.os.environ["LARDER_FAULTS_FULL"] == "1"
        row = {"group": "T1", "fault": "a kill", "means": "SIGKILL", "times": 500, "lost": 0, "halved": 0, "wrong": 0}
        text = json.dumps(row | {"result": "passed"}) + "\n"
        Path(develop.os.environ["LARDER_FAULTS_REPORT"]).write_text(text, encoding="utf-8")
        return 3

    monkeypatch.setattr(develop, "_set_up", lambda *files, build=False: None)
    monkeypatch.setattr(develop, "_python", pretend)
    monkeypatch.setattr(develop.os, "environ", dict(develop.os.environ))
    assert develop.faults(["-k", "kills"]) == 3
    assert started[0][-2:] == ("-k", "kills")
    assert {"-m", "faults"} <= set(started[0])
    assert "| T1 | a kill | SIGKILL | 500 | 0 | 0 | 0 | passed |" in capsys.readouterr().out
