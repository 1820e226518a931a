"""A process that forks children at real work and kills them at a moment: `python -m tests.faults.killing`.

It reads one order (JSON) a line and answers with one line. Everything is imported once; each child opens the vault itself, so
that a kill costs milliseconds and not the start of a Python.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from desktop.domain.starter import STARTER_ITEMS
from desktop.operations import distribution, people, vault
from desktop.operations.distribution import Given
from desktop.operations.vault import VaultSetup
from desktop.storage import connection, stock
from desktop.storage.rows import Connection
from tests.faults.marked import ANY_COST, CHEAP, DAY, new_form
from tests.operations.desk import FixedClock

FILE_EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.rmdir"}


class Noted(Connection):  # type: ignore[misc]
    """A connection that says what statement comes next."""

    heard: Callable[[str], None] = staticmethod(lambda _sql: None)

    def execute(self, sql: str, *values: Any) -> Any:
        Noted.heard(sql)
        return super().execute(sql, *values)


def give(order: dict[str, Any], say: Callable[[str], None]) -> None:
    """Hand out to members, one after the other, and acknowledge each once it is saved."""
    chance = random.Random(order["seed"])
    session = vault.open_vault(
        Path(order["folder"]),
        login=order["login"],
        passphrase=order["passphrase"],
        clock=FixedClock(date.fromisoformat(order["day"])),
        policy=ANY_COST,
    )
    members = people.find_members(session, "", limit=1000)
    items = stock.items(session.database)
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
        member, item, quantity = chance.choice(members), chance.choice(items), chance.randrange(1, 4)
        posted = distribution.give_out(
            session,
            form_key=new_form(),
            lines=[Given(item.id, quantity)],
            member_id=member.id,
            occurred_on=session.today(),
        )
        say(f"{posted.document_id} {member.id} {item.id} {quantity}")


def create(order: dict[str, Any], say: Callable[[str], None]) -> None:
    """Make a new vault, to be killed by its parent or by itself before the step of that number."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == order.get("step"):
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and order["folder"] in str(args[0]):
            step()

    sys.addaudithook(audit)
    Noted.heard = staticmethod(lambda _sql: step())
    say("now")
    setup = VaultSetup("Sunrise", order["login"], order["passphrase"], items=STARTER_ITEMS, place="Shelf A")
    vault.create_vault(Path(order["folder"]), setup, clock=FixedClock(DAY), kdf=CHEAP, policy=ANY_COST)
    say(f"whole {steps}")
    time.sleep(60)


WORK = {"give": give, "create": create}


def killed(order: dict[str, Any]) -> list[str]:
    """Fork a child at the work of an order, kill it, and give what it had said by then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            WORK[order["do"]](order, lambda text: void(os.write(writing, f"{text}\n".encode())))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        lines = listened(said)
        found = []
        for line in lines:
            found.append(line)
            if line.split()[0] == order.get("until", "now"):
                time.sleep(order.get("after", 0.0))
                break
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        found.extend(lines)
    if not os.WIFSIGNALED(status):
        found.append("failed")
    return found


def listened(said: Any) -> Iterator[str]:
    return (line.rstrip("\n") for line in said)


def void(_value: object) -> None:
    """Nothing."""


def main() -> None:
    """Work off the orders."""
    connection.connect = lambda path, **options: Noted(path, **options)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(killed(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
