"""Starting and unlocking, in whole processes, by the processor time they take: a busy machine changes it least."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from desktop.storage.connection import FILES
from tests.benchmarks.filled_vault import SMALL, Size, made_alone

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7


def start(kind: str, folder: Path, home: Path) -> dict[str, float]:
    """What one start took."""
    places = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    places["PYTHONDONTWRITEBYTECODE"] = ""  # an installed program is compiled; so is this one after its first start
    command = [sys.executable, "-m", "tests.benchmarks.whole_process", kind, str(folder), str(home)]
    done = subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **places}, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def note(benchmark: object, rounds: list[dict[str, float]], **said: object) -> None:
    """Put the median where the table is made from."""
    benchmark.extra_info.update(figure_ms=median(found["ms"] for found in rounds), **said)
    benchmark.pedantic(lambda: None, rounds=1)


def test_first_window(benchmark: object, tmp_path: Path) -> None:
    (tmp_path / "keys.json").touch()
    kinds = ("bare", "first")
    for kind in kinds:
        start(kind, tmp_path, tmp_path)
    pairs = [[start(kind, tmp_path, tmp_path) for kind in kinds] for _round in range(ROUNDS)]
    note(
        benchmark,
        [ours for _bare, ours in pairs],
        reference_ms=median(bare["ms"] for bare, _ours in pairs),
        job="first window",
        goal="1.3 x a bare window",
    )


def test_lock_to_the_unlock_screen_again(benchmark: object, tmp_path: Path) -> None:
    vault = made_alone(tmp_path / "vault", SMALL)
    (vault / "keys.json").touch()
    kinds = ("first", "relock")
    for kind in kinds:
        start(kind, vault, tmp_path)
    pairs = [[start(kind, vault, tmp_path) for kind in kinds] for _round in range(ROUNDS)]
    note(
        benchmark,
        [again for _cold, again in pairs],
        reference_ms=median(cold["ms"] for cold, _again in pairs),
        job="lock to unlock screen again",
        goal="1.5 x a cold start",
    )


def test_unlocking(benchmark: object, size: Size, tmp_path: Path) -> None:
    vault = made_alone(tmp_path / "vault", size)
    assert all((vault / name).is_file() for name in FILES.values())
    (vault / "keys.json").touch()
    rounds = [start("unlock", vault, tmp_path) for _round in range(ROUNDS)]
    memory = median(found["mb"] for found in rounds)
    note(
        benchmark,
        rounds,
        job=f"unlock to filled first screen ({memory:.0f} MB held then, goal 250)",
        goal="derivation + 150 ms",
        size=size.name,
    )
