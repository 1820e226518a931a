"""At every moment one whole copy of the key file stands on the disk."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import VaultFull, VaultUnwritable
from desktop.domain.users import Role
from desktop.vault import (
    add_user,
    change_role,
    create_vault_keys,
    drop_user,
    install_keys,
    keystore,
    new_recovery_sheet,
    renew,
    reset_user,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import WrongPassphrase

_NEW = "four kettles under snow"
_STEPS = ["stage", "stage previous", "replace", "flush", "replace previous", "done"]
_KILLED_WRITER = """
import os, sys
from pathlib import Path
from desktop.vault import keystore
folder, new, at = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), sys.argv[3]
keystore.write(folder, new, lambda name: os._exit(9) if name == at else None)
"""


def _opens(house, passphrase: str) -> bool:
    try:
        unlock(house.folder, login="Heron", passphrase=passphrase, policy=house.policy)
    except WrongPassphrase:
        return False
    return True


def test_the_steps_are_those_the_kill_test_knows(house) -> None:
    seen: list[str] = []
    keystore.write(house.folder, house.keys.read_bytes(), seen.append)
    assert seen == _STEPS


@pytest.mark.parametrize("at", _STEPS)
def test_killed_at_any_step_the_old_or_the_new_opens_and_work_goes_on(house, tmp_path: Path, at: str) -> None:
    old = house.keys.read_bytes()
    house.change_passphrase(house.unlock(Role.VOLUNTEER), _NEW)
    new = tmp_path / "new"
    new.write_bytes(house.keys.read_bytes())
    house.put(old)
    done = subprocess.run([sys.executable, "-c", _KILLED_WRITER, str(house.folder), str(new), at], check=False)
    assert done.returncode == 9
    replaced = _STEPS.index(at) > _STEPS.index("replace")
    assert _opens(house, _NEW) is replaced
    assert _opens(house, house.passphrases[Role.VOLUNTEER]) is not replaced
    # Unlocking cleared up: both copies alike, nothing beside them, the other passphrase gone from the disk.
    assert sorted(path.name for path in house.folder.iterdir()) == ["keys.json", "keys.json.prev"]
    assert house.keys.read_bytes() == house.previous.read_bytes() == (new.read_bytes() if replaced else old)
    add_user(
        house.folder,
        house.unlock(Role.COORDINATOR),
        login="x",
        passphrase=_NEW,
        role=Role.VOLUNTEER,
        policy=house.policy,
    )


def _dropped(house) -> None:
    drop_user(house.folder, house.unlock(Role.COORDINATOR), house.users[Role.VOLUNTEER], policy=house.policy)


def _reset(house) -> None:
    reset_user(
        house.folder,
        house.unlock(Role.COORDINATOR),
        house.users[Role.VOLUNTEER],
        login="Heron",
        passphrase=_NEW,
        role=Role.VOLUNTEER,
        policy=house.policy,
    )


def _other_role(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    change_role(house.folder, coordinator, house.users[Role.VOLUNTEER], Role.COORDINATOR, policy=house.policy)


def _new_sheet(house) -> None:
    new_recovery_sheet(house.folder, house.unlock(Role.COORDINATOR), policy=house.policy)


def _wrapped_again(house) -> None:
    house.unlock(Role.VOLUNTEER)


def _opens_for(house) -> list[object]:
    """What everybody who was there gets, the recovery sheet too; looking is done in a copy, which it may mend."""
    seen: list[object] = []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for path in house.folder.iterdir():
            shutil.copy(path, copy)
        for role in Role:
            try:
                unlocked = replace(house, folder=copy).unlock(role)
                seen.append((unlocked.role, unlocked.user_id, unlocked.stock_database_key(), unlocked.generation))
            except WrongPassphrase:
                seen.append(None)
        try:
            seen.append(unlock_with_recovery(copy, house.recovery_words, policy=house.policy).user_id)
        except WrongPassphrase:
            seen.append(None)
    return seen


@pytest.mark.parametrize("at", _STEPS)
@pytest.mark.parametrize("change", [_dropped, _reset, _other_role, _new_sheet, _wrapped_again])
def test_every_change_killed_at_any_step_opens_as_before_or_after(house, tmp_path: Path, change, at: str) -> None:
    if change is _wrapped_again:
        install_keys(house.folder, renew(house.folder, house.unlock(Role.COORDINATOR), policy=house.policy).raw)
    old = house.keys.read_bytes()
    before = _opens_for(house)
    change(house)
    after = _opens_for(house)
    new = tmp_path / "new"
    new.write_bytes(house.keys.read_bytes())
    assert new.read_bytes() != old
    house.put(old)
    done = subprocess.run([sys.executable, "-c", _KILLED_WRITER, str(house.folder), str(new), at], check=False)
    assert done.returncode == 9
    replaced = _STEPS.index(at) > _STEPS.index("replace")
    assert _opens_for(house) == (after if replaced else before)
    house.unlock(Role.COORDINATOR)
    assert sorted(path.name for path in house.folder.iterdir()) == ["keys.json", "keys.json.prev"]
    assert house.keys.read_bytes() == house.previous.read_bytes()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_at_any_call_leaves_the_old_or_the_new_whole(
    house, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """The n-th call to the disk fails, and all after it, for every n until none does."""
    good = house.keys.read_bytes()
    expected = VaultFull if code == errno.ENOSPC else VaultUnwritable
    outcomes: list[str] = []
    for failing in range(200):
        house.put(good)
        calls = 0
        with monkeypatch.context() as patch:

            def counted(real, failing: int = failing):
                def call(*arguments: object, **more: object) -> object:
                    nonlocal calls
                    calls += 1
                    if calls > failing:
                        raise OSError(code, os.strerror(code))
                    return real(*arguments, **more)

                return call

            unlocked = house.unlock(Role.VOLUNTEER)
            for name in ("open", "write", "fsync"):
                patch.setattr(f"desktop.system.files.os.{name}", counted(getattr(os, name)))
            patch.setattr(Path, "replace", counted(Path.replace))
            outcome = "changed"
            try:
                house.change_passphrase(unlocked, _NEW)
            except expected:
                outcome = "refused"
        assert _opens(house, _NEW) is (outcome == "changed")
        assert _opens(house, house.passphrases[Role.VOLUNTEER]) is (outcome == "refused")
        outcomes.append(outcome)
        if calls <= failing:
            break
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count("refused") > 5
    assert calls <= failing


def test_a_full_disk_at_the_first_start_leaves_no_vault(tmp_path: Path, cheap, any_cost, monkeypatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.system.files.os.write", full)
        with pytest.raises(VaultFull):
            create_vault_keys(tmp_path / "v", login="a", passphrase=_NEW, kdf=cheap, policy=any_cost)
    assert not list((tmp_path / "v").iterdir())
    assert create_vault_keys(tmp_path / "v", login="a", passphrase=_NEW, kdf=cheap, policy=any_cost)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path, cheap, any_cost) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultUnwritable):
        create_vault_keys(tmp_path / "file" / "v", login="a", passphrase=_NEW, kdf=cheap, policy=any_cost)
