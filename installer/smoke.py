"""Prove that the frozen program stands alone: `python3 installer/smoke.py [FOLDER]`.

Copies dist/larder elsewhere, to a path with a space, and starts it with an empty home, nothing on the search path and
no display: it must say its version and run the tour, and leave nothing in the home but its one small pointer file.

The tour's pictures, papers and figures stay in FOLDER, which must not exist yet; without it they are thrown away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "larder.exe" if os.name == "nt" else "larder"
LONGEST = 900  # seconds


def main(arguments: list[str]) -> int:
    """Carry it out; 0 when everything held."""
    built = ROOT / "dist" / "larder"
    if not (built / PROGRAM).exists():
        sys.exit("There is no frozen program in dist/larder; installer/develop.py build makes it.")
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        elsewhere, home = place / "another place" / "larder", place / "home"
        shutil.copytree(built, elsewhere, symlinks=True)
        home.mkdir()
        tour = Path(arguments[0]).resolve() if arguments else place / "tour"
        for command in (["--version"], ["tour", str(tour)]):
            started = time.monotonic()
            code = _start([str(elsewhere / PROGRAM), *command], home)
            print(f"larder {command[0]}: exit {code} after {time.monotonic() - started:.1f} s", flush=True)
            if code:
                return 1
        problems = [*_missing(tour), *_left_behind(home)]
        for problem in problems:
            print(problem)
        return 1 if problems else 0


def _start(command: list[str], home: Path) -> int:
    surroundings = {"HOME": str(home), "PATH": "", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    if os.name == "nt":
        # Windows finds its own parts and a person's folders by these.
        surroundings = {"QT_QPA_PLATFORM": "offscreen", "APPDATA": str(home), "LOCALAPPDATA": str(home)}
        surroundings |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    try:
        return subprocess.run(command, cwd=home.parent, env=surroundings, timeout=LONGEST, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"It was still running after {LONGEST} s.")
        return 1


def _missing(tour: Path) -> list[str]:
    """What the tour promises to leave and did not."""
    promised = {"screens/*.png": 8, "paper/*.pdf": 3, "figures.json": 1, "typed.txt": 1, "stick/*": 1, "restored/*": 3}
    found = {pattern: sum(file.stat().st_size > 0 for file in tour.glob(pattern)) for pattern in promised}
    return [f"The tour left {found[name]} of {name}." for name, least in promised.items() if found[name] < least]


def _left_behind(home: Path) -> list[str]:
    """Files in the home that are not the pointer file."""
    files = [file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file()]
    return [f"The program left {name} in the home." for name in files if not name.endswith("larder/start.json")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
