"""Set up the checkout, then run, test, measure or build it: `python3 installer/develop.py COMMAND [-- ARGUMENTS]`.

  run        open the window; arguments after -- go to the program
  test       all tests; arguments after -- go to pytest
  lint       ruff, mypy and the import contracts
  bench      the speed goals as a table; arguments after -- go to pytest
  faults     every fault in full count as a table, about 25 minutes; arguments after -- go to pytest
  build      the frozen program, into dist/larder
  catalogue  bring the translations up to date; after --, --new CODE begins a language
  locks      pin every dependency anew; after --, --upgrade takes newer versions

Standard library only, Python 3.11 or newer. Everything goes into .venv in the checkout.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts it may have an older one
    sys.exit(f"Larder needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import locks
from environment import (
    DEVELOPMENT,
    PYTHON,
    ROOT,
    RUNTIME,
    has_display,
    provide_environment,
    provide_libraries,
    say,
    stop,
)

# What the program does without opening a window.
WITHOUT_WINDOW = {"tour", "verify", "restore", "--version", "--help", "-h", "-platform"}


def run(arguments: list[str]) -> int:
    """Open the window, or pass on a command that needs none."""
    _set_up(RUNTIME)
    if not has_display():
        if not WITHOUT_WINDOW.intersection(arguments):
            say("There is no display here to open the window on; `run -- tour FOLDER` shows everything without one.")
            return 1
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # -P: a folder named desktop where the person stands must not be taken for the program.
    return _python("-P", "-m", "desktop", *arguments)


def test(arguments: list[str]) -> int:
    """Run the tests, on two cores unless told otherwise."""
    _set_up(RUNTIME, DEVELOPMENT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    say("Running the tests.")
    return _python("-m", "pytest", *(arguments or ["-n", "2"]), where=ROOT)


def lint(arguments: list[str]) -> int:
    """Run every check, also after one has failed."""
    _nothing_more(arguments)
    _set_up(RUNTIME, DEVELOPMENT)
    checks = {
        "ruff": ["-m", "ruff", "check", "--quiet", "."],
        "mypy": ["-m", "mypy"],
        "import contracts": ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    }
    failed = []
    for name, command in checks.items():
        say(f"Checking with {name}.")
        if _python(*command, where=ROOT):
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else "Every check passed.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure the speed goals, one process, and print them as a table."""
    _set_up(RUNTIME, DEVELOPMENT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    say("Measuring.")
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        options = ["-q", "-n", "0", "--timeout=1800", "--benchmark-enable", "--benchmark-columns=median"]
        code = _python(
            "-m", "pytest", "tests/benchmarks", *options, f"--benchmark-json={figures}", *arguments, where=ROOT
        )
        if figures.exists() and figures.stat().st_size:
            for line in table(json.loads(figures.read_text(encoding="utf-8"))["benchmarks"]):
                say(line)
    return code


def table(benchmarks: list[dict[str, object]]) -> list[str]:
    """Lines of a Markdown table: job, goal, reference, figure, ratio.

    Each benchmark says its own words in `benchmark.extra_info`: `job`, `size`, `goal` (text) and, where the goal is a
    ratio, `reference_ms`, measured in the same run. Figures are medians in milliseconds.
    """
    lines = ["| job | size | goal | reference | figure | ratio |", "|---|---|---|---:|---:|---:|"]
    for benchmark in benchmarks:
        said: dict[str, str | float] = benchmark["extra_info"]  # type: ignore[assignment]
        stats: dict[str, float] = benchmark["stats"]  # type: ignore[assignment]
        figure = float(said.get("figure_ms", stats["median"] * 1000))
        reference = said.get("reference_ms")
        shown, ratio = (f"{float(reference):.2f} ms", f"{figure / float(reference):.2f}") if reference else ("", "")
        job = said.get("job", benchmark["name"])
        lines.append(
            f"| {job} | {said.get('size', '')} | {said.get('goal', '')} | {shown} | {figure:.2f} ms | {ratio} |"
        )
    return lines


def faults(arguments: list[str]) -> int:
    """Make every fault as often as it was promised, and print what came of them as a table."""
    _set_up(RUNTIME, DEVELOPMENT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    say("Making faults.")
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "faults"
        found.touch()
        os.environ |= {"LARDER_FAULTS_FULL": "1", "LARDER_FAULTS_REPORT": str(found)}
        options = ["-q", "-m", "faults", "-n", "2", "--dist", "worksteal"]
        code = _python("-m", "pytest", *options, *arguments, where=ROOT)
        for line in fault_table([json.loads(line) for line in found.read_text(encoding="utf-8").splitlines()]):
            say(line)
    return code


def fault_table(rows: list[dict[str, str | int]]) -> list[str]:
    """Lines of a Markdown table, one for each fault, with the counts of all tests that made it; then the tests that failed.

    Args:
        rows: What tests/faults/counting.py wrote: a row of a fault, or a failed `test`.
    """
    counts = ("times", "lost", "halved", "wrong")
    sums: dict[tuple[str, str, str], dict[str, str | int]] = {}
    for row in rows:
        if "test" in row:
            continue
        total = sums.setdefault((str(row["group"]), str(row["fault"]), str(row["means"])), dict(row) | dict.fromkeys(counts, 0))
        for name in counts:
            total[name] = int(total[name]) + int(row[name])
        if row["result"] == "FAILED":
            total["result"] = "FAILED"
    lines = ["| group | fault | means | times | lost | halved | wrong | result |", "|---|---|---|---:|---:|---:|---:|---|"]
    for total in sorted(sums.values(), key=lambda row: (int(str(row["group"])[1:]), str(row["fault"]))):
        shown = [str(total[name]) if total["times"] else "" for name in counts]
        lines.append(f"| {total['group']} | {total['fault']} | {total['means']} | {' | '.join(shown)} | {total['result']} |")
    return lines + [f"FAILED: {row['test']}" for row in rows if "test" in row]


def build(arguments: list[str]) -> int:
    """Make the frozen program and say how large it is."""
    _nothing_more(arguments)
    _set_up(RUNTIME, DEVELOPMENT, build=True)
    say("Building the program, about a minute.")
    os.environ.setdefault("PYI_LOG_LEVEL", "ERROR")
    spec = ROOT / "installer" / "larder.spec"
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    code = _python("-m", "PyInstaller", "--noconfirm", *folders, str(spec), where=ROOT)
    if code:
        return code
    program = ROOT / "dist" / "larder"
    size = sum(file.lstat().st_size for file in program.rglob("*") if file.is_file() and not file.is_symlink())
    say(f"The program is in dist/larder, {size / 1e6:.0f} MB.")
    return 0


def catalogue(arguments: list[str]) -> int:
    """Extract, update and compile the translations."""
    _set_up(RUNTIME)
    return _python(str(ROOT / "installer" / "catalogues.py"), *arguments)


def pin(arguments: list[str]) -> int:
    """Write both requirement files anew from pyproject.toml."""
    if arguments not in ([], ["--upgrade"]):
        stop("locks takes nothing after -- but --upgrade.")
    say("Pinning every dependency for every system.")
    return locks.write(ROOT / "pyproject.toml", RUNTIME, DEVELOPMENT, upgrade=bool(arguments))


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "faults": faults,
    "build": build,
    "catalogue": catalogue,
    "locks": pin,
}


def main(arguments: list[str]) -> int:
    """Find the command and carry it out; the exit code is that of the program it started."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        stop(f"There is no command {command}; there are {', '.join(COMMANDS)}.")
    if rest and rest[0] != "--":
        stop(f"Put -- before what is meant for the program or pytest: {command} -- {' '.join(rest)}")
    try:
        return COMMANDS[command](rest[1:])
    except KeyboardInterrupt:
        return 130


def _set_up(*requirement_files: Path, build: bool = False) -> None:
    started = time.monotonic()
    provide_libraries(build=build)
    provide_environment(*requirement_files)
    if _python(str(ROOT / "installer" / "catalogues.py"), "--compile"):
        stop("The translations could not be compiled.")
    took = time.monotonic() - started
    if took > 5:
        say(f"Ready after {took:.0f} seconds.")


def _python(*arguments: str, where: Path | None = None) -> int:
    """Run the environment's Python with the checkout importable; what it prints goes straight to the terminal."""
    surroundings = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "VIRTUAL_ENV")}
    surroundings["PYTHONPATH"] = str(ROOT)
    return subprocess.run([str(PYTHON), *arguments], cwd=where, env=surroundings, check=False).returncode


def _nothing_more(arguments: list[str]) -> None:
    if arguments:
        stop(f"This command takes nothing after --: {' '.join(arguments)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
