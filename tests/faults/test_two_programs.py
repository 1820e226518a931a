"""A vault that is open already: in another program, in this one, and after a kill."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import VaultInUse
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import vault
from tests.faults.counting import report
from tests.faults.marked import ANY_COST, Marked, build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Marked]:
    """A filled vault, open for its coordinator."""
    made = build(tmp_path / "vault", members=4)
    yield made
    made.session.close()


HOLDER = """
import sys
from pathlib import Path
from desktop.operations import vault
from tests.faults.marked import ANY_COST, DAY
from tests.operations.desk import FixedClock

folder, login, passphrase = sys.stdin.readline().rstrip("\\n").split("\\t")
session = vault.open_vault(Path(folder), login=login, passphrase=passphrase, clock=FixedClock(DAY), policy=ANY_COST)
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_vault_that_is_open_elsewhere_is_refused_until_the_other_program_ends(marked: Marked) -> None:
    marked.session.close()
    role = Role.STOCK_KEEPER
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write(f"{marked.folder}\t{marked.logins[role]}\t{marked.passphrases[role]}\n")
        other.stdin.flush()
        assert other.stdout.readline() == "open\n"
        for mine in Role:
            with pytest.raises(VaultInUse) as refused:
                marked.unlock(mine)
            assert "already open with this vault. Nothing was changed." in say(refused.value)
        other.kill()
        other.wait()
    # It was killed, and its lock with it.
    assert marked.unlock().database.has_people
    report(
        group="T11",
        fault="a vault that is open in another program, and its lock after a kill",
        means="child process",
        times=4,
    )


def test_a_second_window_of_the_same_program_is_refused(marked: Marked) -> None:
    again = {"login": marked.logins[Role.VOLUNTEER], "passphrase": marked.passphrases[Role.VOLUNTEER]}
    with pytest.raises(VaultInUse):
        vault.open_vault(marked.folder, **again, clock=marked.clock, policy=ANY_COST)
    assert marked.give(0)
    report(group="T11", fault="a vault that is open in this program", means="opened twice", times=1)
