"""A process that forks children at real work and kills them at a moment: `python -m tests.faults.killing`.

It reads one order (JSON) a line and answers with one line: what the child had said by then. Everything is imported once; each
child opens the vault itself, so that a kill costs milliseconds and not the start of a Python.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.backup import making
from desktop.domain.users import Role
from desktop.storage import connection, snapshot
from desktop.storage.rows import Connection
from tests.faults.mixed import Mixed
from tests.faults.works import WORKS
from tests.operations.keys import opened

FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.rmdir", "os.truncate", "os.utime"}
Say = Callable[[Any], None]


class Noted(Connection):  # type: ignore[misc]
    """A connection that says what statement comes next."""

    heard: Callable[[str], None] = staticmethod(lambda _sql: None)

    def execute(self, sql: str, *values: Any) -> Any:
        Noted.heard(sql)
        return super().execute(sql, *values)


def work_on(order: dict[str, Any], say: Say) -> None:
    """Make one entry after the other, and confirm each once it is saved."""
    chance = random.Random(order["seed"])
    mixed = Mixed(opened(Path(order["root"]) / "vault", Role.COORDINATOR), chance)
    if order["from"] == "commit":
        left = chance.randrange(1, 6)

        def heard(sql: str) -> None:
            nonlocal left
            left -= sql == "COMMIT"
            if left == 0:
                left = -1
                say("now")

        Noted.heard = staticmethod(heard)
    else:
        say("now")
    while True:
        say(mixed.one())


def one_work(order: dict[str, Any], say: Say) -> None:
    """Do one of the works, killed by itself before the step of that number; before a write, after half of it."""
    steps = 0
    real_write, real_flush = os.write, os.fsync

    def step(die: Callable[[], object] = lambda: None) -> None:
        nonlocal steps
        steps += 1
        if steps == order.get("step"):
            die()
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and order["root"] in str(args[0]):
            step()

    def write(handle: int, data: Any) -> int:
        step(lambda: real_write(handle, memoryview(data)[: len(data) // 2]))
        return real_write(handle, data)

    def flush(handle: int) -> None:
        step()
        real_flush(handle)

    def confirmed(what: Any) -> None:
        # Not a step of the work, and not written by what counts its steps.
        real_write(order["pipe"], f"{json.dumps(what)}\n".encode())

    sys.addaudithook(audit)
    os.write, os.fsync = write, flush
    making.write_backup.__kwdefaults__["write"] = write
    Noted.heard = staticmethod(lambda _sql: step())
    WORKS[order["work"]].do(Path(order["root"]), confirmed)
    confirmed({"steps": steps})


DOES = {"mixed": work_on, "work": one_work}


def killed(order: dict[str, Any]) -> list[Any]:
    """Fork a child at the work of an order, kill it, and give what it had said by then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            order["pipe"] = writing
            DOES[order["do"]](order, lambda what: void(os.write(writing, f"{json.dumps(what)}\n".encode())))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        found = []
        for line in said:
            found.append(json.loads(line))
            if order["do"] == "mixed" and found[-1] == "now":
                time.sleep(order["after"])
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        found.append("ended" if status == 0 else "failed")
    return found


def void(_value: object) -> None:
    """Nothing."""


class Killer:
    """The other end: starts that process, and gives it orders."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )

    def kill(self, **order: Any) -> list[Any]:
        """Start the work, kill it, and give what it had said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: list[Any] = json.loads(self._process.stdout.readline())
        assert "failed" not in answer
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def main() -> None:
    """Work off the orders."""
    noted = lambda path, **options: Noted(path, **options)  # noqa: E731
    connection.connect = snapshot.connect = noted
    for line in sys.stdin:
        sys.stdout.write(json.dumps(killed(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
