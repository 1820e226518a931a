"""Sticks are found, the laptop's own disks are not."""

from pathlib import Path

import pytest

from desktop.system import drives
from desktop.system.drives import LinuxTree, removable_drives


class Machine:
    """A pretended /proc/mounts and /sys/class/block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounts = folder / "mounts"
        self.mounts.write_text("")
        self.blocks = folder / "class"
        self.by_uuid = folder / "by-uuid"
        self.udev = folder / "udev"
        for each in (self.blocks, self.by_uuid, self.udev):
            each.mkdir()
        self.tree = LinuxTree(self.mounts, self.blocks, self.by_uuid, self.udev)

    def disk(self, name: str, where: str, *, removable: bool, partitions: tuple[str, ...] = ()) -> None:
        real = self.folder / "devices" / where / name
        real.mkdir(parents=True)
        (real / "removable").write_text(f"{int(removable)}\n")
        (self.blocks / name).symlink_to(real)
        for partition in partitions:
            (real / partition).mkdir()
            (real / partition / "partition").write_text("1\n")
            (self.blocks / partition).symlink_to(real / partition)

    def mapped(self, name: str, above: str) -> None:
        (self.blocks / name / "slaves" / above).mkdir(parents=True)

    def mount(self, device: str, place: Path, kind: str = "vfat", options: str = "rw,nosuid") -> None:
        place.mkdir(parents=True, exist_ok=True)
        text = str(place).replace(" ", "\\040")
        with self.mounts.open("a") as out:
            out.write(f"{device} {text} {kind} {options} 0 0\n")

    def drives(self) -> list[tuple[str, bool]]:
        return [(drive.name, drive.read_only) for drive in removable_drives(self.tree)]

    def identities(self) -> dict[str, str]:
        return {drive.name: drive.identity for drive in removable_drives(self.tree)}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_removable_stick_is_found_and_the_inner_disk_is_not(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sda", "pci/ata1", removable=False, partitions=("sda1",))
    machine.disk("sdb", "pci/card", removable=True, partitions=("sdb1",))
    machine.mount("/dev/sda1", tmp_path / "home", "ext4")
    machine.mount("/dev/sdb1", tmp_path / "MY STICK")
    assert machine.drives() == [("MY STICK", False)]


def test_a_usb_disk_that_calls_itself_fixed_is_found(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdc", "pci/usb2/2-1", removable=False, partitions=("sdc1",))
    machine.mount("/dev/sdc1", tmp_path / "BIG", "exfat", "ro,relatime")
    assert machine.drives() == [("BIG", True)]


def test_a_stick_without_partitions_and_an_encrypted_one_are_found(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdd", "pci/usb1/1-1", removable=True)
    machine.disk("sde", "pci/usb1/1-2", removable=True, partitions=("sde1",))
    machine.mapped("dm-7", "sde1")
    machine.mount("/dev/sdd", tmp_path / "B")
    machine.mount("/dev/dm-7", tmp_path / "A", "ext4")
    assert machine.drives() == [("A", False), ("B", False)]


def test_a_drive_mounted_where_sticks_go_is_found_and_a_share_of_another_machine_is_not(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "_CARRIED", (drives.PurePosixPath(str(tmp_path / "media")),))
    machine.mount("/dev/nothing", tmp_path / "media" / "me" / "STICK")
    machine.mount("server:/all", tmp_path / "media" / "me" / "share", "nfs4")
    machine.mount("tmpfs", tmp_path / "media", "tmpfs")
    machine.mount("proc", tmp_path / "proc", "proc")
    assert machine.drives() == [("STICK", False)]


def test_a_stick_that_vanished_meanwhile_is_left_out(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdb", "pci/usb1", removable=True)
    machine.mount("/dev/sdb", tmp_path / "GONE")
    (tmp_path / "GONE").rmdir()
    assert machine.drives() == []


def test_a_broken_list_of_mounts_finds_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.mounts.write_bytes(b"\xff\xfe nonsense\n\n/dev/sdb\n")
    assert machine.drives() == []
    assert removable_drives(LinuxTree(tmp_path / "none", machine.blocks)) == ()


def test_sizes_are_the_file_systems_own(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdb", "pci/usb1", removable=True)
    machine.mount("/dev/sdb", tmp_path / "S")
    (drive,) = removable_drives(machine.tree)
    assert 0 < drive.free_bytes <= drive.total_bytes
    assert drive.path == tmp_path / "S"


def test_a_stick_is_known_again_by_the_uuid_of_its_file_system(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdb", "pci/usb1/1-1", removable=True, partitions=("sdb1",))
    machine.disk("sdc", "pci/usb1/1-2", removable=True, partitions=("sdc1",))
    machine.mount("/dev/sdb1", tmp_path / "A")
    machine.mount("/dev/sdc1", tmp_path / "B", "ext4")
    (machine.by_uuid / "1A2B-3C4D").symlink_to("../../sdb1")
    (machine.by_uuid / "0C9d-other").symlink_to("../../sdz9")
    assert machine.identities() == {"A": "1a2b3c4d", "B": ""}
    # The other one comes into the port of the first: it is another stick.
    (machine.by_uuid / "1A2B-3C4D").unlink()
    (machine.by_uuid / "77aa-beef-01").symlink_to("../../sdb1")
    assert machine.identities()["A"] == "77aabeef01"


def test_without_links_the_device_managers_notes_say_which_stick_it_is(machine: Machine, tmp_path: Path) -> None:
    machine.disk("sdb", "pci/usb1/1-1", removable=True, partitions=("sdb1",))
    machine.mount("/dev/sdb1", tmp_path / "A")
    (machine.blocks / "sdb1" / "dev").write_text("8:17\n")
    (machine.udev / "b8:17").write_text("S:disk/by-label/A\nE:ID_FS_UUID_ENC=no\nE:ID_FS_UUID=9F-00\n")
    machine.by_uuid.rmdir()
    assert machine.identities() == {"A": "9f00"}
    (machine.udev / "b8:17").write_bytes(b"\xff\xfe nothing")
    assert machine.identities() == {"A": ""}


def test_this_machine_answers() -> None:
    for drive in removable_drives():
        assert drive.path.is_absolute()
        assert drive.name
