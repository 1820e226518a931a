"""How many faults each test made and what came of them: printed at the end of every run, and gathered by `develop.py faults`.

A plugin of pytest (tests/conftest.py names it). The rows travel with the tests' own reports, so that they arrive from every
worker. LARDER_FAULTS_FULL=1 asks for the full counts; LARDER_FAULTS_REPORT names the file that gets a line of JSON a row.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FULL = os.environ.get("LARDER_FAULTS_FULL") == "1"
REPORT = "LARDER_FAULTS_REPORT"
ROW = "fault"
COUNTS = ("times", "lost", "halved", "wrong")

_running: list[pytest.Item] = []
_rows: list[dict[str, Any]] = []


def counted(full: int, sample: int) -> int:
    """How often a fault is made: in full under the command, a sample of it in the ordinary run."""
    return full if FULL else sample


def report(
    *,
    group: str,
    fault: str,
    means: str,
    times: int,
    lost: int = 0,
    halved: int = 0,
    wrong: int = 0,
    result: str = "passed",
) -> None:
    """Say what a test did; it fails unless nothing was lost, halved or wrong.

    Args:
        group: Of the list of faults, `T1` to `T21`.
        fault: What went wrong, in a few words.
        means: How it was made to go wrong.
        times: How often.
        lost: Confirmed records that are gone.
        halved: Entries of which only a part is there.
        wrong: Wrong data read without a word, and tracebacks.
        result: Anything but `passed` says why it was not tried here.
    """
    failed = bool(lost or halved or wrong)
    row = {
        "group": group,
        "fault": fault,
        "means": means,
        "times": times,
        "lost": lost,
        "halved": halved,
        "wrong": wrong,
        "result": "FAILED" if failed else result,
    }
    _running[-1].user_properties.append((ROW, row))
    _append(row)
    assert not failed, shown(row)


def shown(row: dict[str, Any]) -> str:
    """A row as a line for the terminal."""
    if not row["times"]:
        return f"{row['group']}: {row['fault']}: {row['result']}"
    found = ", ".join(f"{row[name]} {name}" for name in COUNTS[1:])
    return f"{row['group']}: {row['times']} x {row['fault']} ({row['means']}): {found}"


def _append(row: dict[str, Any]) -> None:
    if name := os.environ.get(REPORT):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Let tests anywhere be marked as part of the faults."""
    config.addinivalue_line("markers", "faults: makes faults and reports how many; all of tests/faults bears it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of tests/faults, and give the full counts time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("faults")
        if FULL and item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.timeout(1800))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember whose rows the next ones are."""
    _running[:] = [item]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather the rows of a test that ended; where no other process gathers, also the tests that failed."""
    if report.when == "call":
        _rows.extend(row for name, row in report.user_properties if name == ROW)
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        _append({"test": report.nodeid, "result": "FAILED"})


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was counted, the tests of one fault together."""
    sums: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in _rows:
        total = sums.setdefault((row["group"], row["fault"], row["result"]), row | dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            total[name] += row[name]
    for row in sorted(sums.values(), key=lambda row: int(row["group"][1:])):
        terminalreporter.write_line(shown(row))
