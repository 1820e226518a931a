"""What must be on the machine before anything else: Qt's system libraries, and the checkout's own `.venv`.

Standard library only: this runs before anything is installed.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME = ROOT / "installer" / "requirements.txt"
DEVELOPMENT = ROOT / "installer" / "requirements-dev.txt"

# Shared libraries that Qt's own wheel does not bring, and the Debian package of each.
FOR_QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
FOR_A_WINDOW = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libcups.so.2": "libcups2",
}


def say(sentence: str) -> None:
    """Tell what is being done, at once even when the output is a file."""
    print(sentence, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence instead of a traceback."""
    sys.exit(sentence)


def has_display() -> bool:
    """Whether a window can open here: outside Linux always, on Linux by X11, Wayland or a platform that was chosen."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def provide_libraries(*, build: bool = False) -> None:
    """See that Qt's shared libraries load; on Debian and its kin install what is missing, or say the command.

    Args:
        build: also the programs that the frozen program is made with.
    """
    if not sys.platform.startswith("linux"):
        return
    needed = _missing(FOR_QT)
    if build:
        needed |= _missing_for_a_build()
    missing = needed | _missing(FOR_A_WINDOW)
    if not missing:
        return
    packages = sorted(missing.values())
    if not shutil.which("apt-get"):
        if needed:
            stop(
                "These system libraries are missing, install them with this system's package manager: "
                + ", ".join(missing)
            )
        return
    if os.geteuid() == 0:
        _apt_install(packages)
    elif needed or has_display():
        stop(f"System libraries are missing. Install them and start again:\n  {_apt_command(packages)}")


def provide_environment(*requirement_files: Path) -> None:
    """Make `.venv` if it is not there, and install each requirement file that changed since the last time."""
    _make_venv()
    for file in requirement_files:
        stamp = VENV / f"{file.stem}.installed"
        state = hashlib.sha256(file.read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text(encoding="ascii") == state:
            continue
        say(f"Installing {file.relative_to(ROOT).as_posix()} into .venv, about a minute.")
        # Every file is pinned with all it needs, so nothing is resolved and nothing comes in unseen.
        _run(
            [*_pip(), "install", "-qq", "--require-hashes", "--no-deps", "-r", str(file)],
            "The parts could not be installed.",
        )
        stamp.write_text(state, encoding="ascii")


def _missing_for_a_build() -> dict[str, str]:
    missing = {} if shutil.which("objdump") else {"objdump": "binutils"}
    # The frozen program carries Python's own library, which Debian packs apart.
    name = sysconfig.get_config_var("INSTSONAME")
    if sysconfig.get_config_var("Py_ENABLE_SHARED") and not Path(sysconfig.get_config_var("LIBDIR"), name).exists():
        missing[name] = name.partition(".so")[0]
    return missing


def _missing(libraries: dict[str, str]) -> dict[str, str]:
    return {name: package for name, package in libraries.items() if not _loads(name)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _apt_command(packages: list[str]) -> str:
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def _apt_install(packages: list[str]) -> None:
    say("Installing system packages: " + " ".join(packages))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A foreign source that cannot be reached must not stop the set-up: what counts is whether the install works.
    subprocess.run(["apt-get", "-qq", "update"], env=quiet, capture_output=True, check=False)
    install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
    done = subprocess.run(install, env=quiet, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        say(done.stdout[-2000:] + done.stderr[-2000:])
        stop(f"The system packages could not be installed: {_apt_command(packages)}")


def _make_venv() -> None:
    if _answers(PYTHON, "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    say("Making .venv.")
    if VENV.exists():
        shutil.rmtree(VENV)
    if importlib.util.find_spec("ensurepip"):
        _run([sys.executable, "-m", "venv", str(VENV)], "The environment could not be made.")
    elif _machine_pip():
        _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "The environment could not be made.")
    elif shutil.which("apt-get") and os.geteuid() == 0:
        _apt_install(["python3-venv"])
        _run([sys.executable, "-m", "venv", str(VENV)], "The environment could not be made.")
    else:
        stop(f"Python's venv module is incomplete. Install it and start again:\n  {_apt_command(['python3-venv'])}")


def _pip() -> list[str]:
    """The environment's own pip, or the machine's working on the environment."""
    if _answers(PYTHON, "import pip"):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _machine_pip() -> bool:
    # 22.3 is the first that can install into another interpreter's environment.
    return _answers(
        Path(sys.executable), "import pip, sys; sys.exit(tuple(map(int, pip.__version__.split('.')[:2])) < (22, 3))"
    )


def _answers(python: Path, question: str) -> bool:
    try:
        return subprocess.run([str(python), "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], otherwise: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        stop(otherwise)
