"""Make the requirement files: every version pinned, every wheel by its hash, for each system and Python at once.

No address and no path stands in them, so that any registry or folder of wheels can serve them.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HEAD = "# Made by `installer/develop.py locks` from pyproject.toml; do not edit by hand.\n"
OLDEST_PYTHON = "3.11"


def write(project: Path, runtime: Path, development: Path, *, upgrade: bool) -> int:
    """Resolve the dependencies of `project` and write both files; development holds only what runtime does not.

    Args:
        upgrade: take the newest versions that fit, instead of keeping those already pinned.

    Returns:
        0, or the exit code of the resolver that failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        resolver = _resolver(Path(folder))
        first, second = Path(folder) / "runtime.txt", Path(folder) / "development.txt"
        if not upgrade:
            # The resolver keeps what its output file pins already, as far as it still fits.
            pinned_before = [file.read_text(encoding="utf-8") for file in (runtime, development) if file.exists()]
            first.write_text("".join(pinned_before[:1]), encoding="utf-8")
            second.write_text("".join(pinned_before), encoding="utf-8")
        code = _resolve(resolver, project, first)
        code = code or _resolve(resolver, project, second, "--extra", "dev", "--constraint", str(first))
        if code:
            return code
        pinned = _blocks(first.read_text(encoding="utf-8"))
        more = {
            name: block for name, block in _blocks(second.read_text(encoding="utf-8")).items() if name not in pinned
        }
        for target, blocks in ((runtime, pinned), (development, more)):
            target.write_text(HEAD + "".join(blocks.values()), encoding="utf-8", newline="\n")
            print(f"{len(blocks)} packages in {target.name}.")
    return 0


def _resolver(folder: Path) -> Path:
    """uv in an environment of its own: the only resolver that pins for all systems in one file."""
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / ("python.exe" if os.name == "nt" else "python"))
    subprocess.run([python, "-m", "pip", "install", "-qq", "uv"], check=True)
    return programs / ("uv.exe" if os.name == "nt" else "uv")


def _resolve(resolver: Path, project: Path, output: Path, *options: str) -> int:
    command = [
        str(resolver),
        "pip",
        "compile",
        str(project),
        "--quiet",
        "--universal",
        "--python-version",
        OLDEST_PYTHON,
    ]
    command += [
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--output-file",
        str(output),
    ]
    # The machine's own settings must not leak into the files.
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    done = subprocess.run([*command, *options], cwd=project.parent, env={**alone, "UV_NO_CONFIG": "1"}, check=False)
    return done.returncode


def _blocks(text: str) -> dict[str, str]:
    """Each package's lines under its name."""
    blocks: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name = line.split("==")[0]
        blocks[name] = blocks.get(name, "") + line
    return blocks


if __name__ == "__main__":
    sys.exit("Run installer/develop.py locks.")
