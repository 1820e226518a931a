"""A backup or a restore whose process dies: the older backup stays whole, and the rest goes with the next one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.backup import restore
from desktop.domain.users import Role
from tests.backup.house import ANY_COST, MOMENT, House, build
from tests.faults.test_backup_faults import Stick


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build(tmp_path)
    yield made
    if made.session.open:
        made.session.close()


_KILLED = """
import os, signal, sys
from pathlib import Path
from desktop.backup import restore
from tests.backup.house import ANY_COST, LOGINS, PASSPHRASES, Clock, House, MOMENT
from desktop.domain.users import Role
from desktop.operations import vault

what, root, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
opens = {"login": LOGINS[Role.COORDINATOR], "passphrase": PASSPHRASES[Role.COORDINATOR]}
if what == "backup":
    clock = Clock()
    session = vault.open_vault(root / "vault", **opens, clock=clock, policy=ANY_COST)
    house = House(root / "vault", root / "stick", session, (), clock, 1)

    def write(handle, data):
        global limit
        count = os.write(handle, data[: max(1, limit)])
        limit -= count
        if limit <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    house.back_up(write=write)
else:

    def report(done, total):
        if done >= total * limit // 100:
            os.kill(os.getpid(), signal.SIGKILL)

    file = next((root / "stick").glob("*.clb"))
    restore(file, root / "new", at=MOMENT, **opens, policy=ANY_COST, report=report)
"""


def killed(what: str, root: Path, limit: int) -> None:
    """Run `what` in a process that kills itself in the middle."""
    ended = subprocess.run([sys.executable, "-c", _KILLED, what, str(root), str(limit)], check=False)
    assert ended.returncode == -9


def test_a_killed_backup_leaves_the_older_one_whole_and_its_rest_goes_with_the_next(
    house: House, tmp_path: Path
) -> None:
    stick = Stick(house)
    house.session.close()
    for limit in (1, 50_000, len(stick.raw) - 1):
        killed("backup", tmp_path, limit)
        assert stick.older.path.read_bytes() == stick.raw
        assert len(list(house.stick.iterdir())) == 2
        assert len(list(house.folder.glob("snapshot-*"))) == 1
    house.unlock(Role.COORDINATOR)
    stick.still_works()
    assert sorted(path.name[8:] for path in house.stick.iterdir()) == ["-0001.clb", "-0002.clb"]
    assert not list(house.folder.glob("snapshot-*"))


def test_a_killed_restore_leaves_no_vault_and_its_rest_goes_with_the_next(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    for percent in (1, 50, 99):
        killed("restore", tmp_path, percent)
        assert not (tmp_path / "new").exists()
        assert len(list(tmp_path.glob("new.new-*"))) == 1
    other = tmp_path / "new.new-notours"
    other.mkdir()
    restore(made.path, tmp_path / "new", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert list(tmp_path.glob("new.new-*")) == [other]
