"""Sticks and other drives that can be carried away."""

import contextlib
import ctypes
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_CARRIED = tuple(PurePosixPath(root) for root in ("/media", "/run/media", "/mnt"))
_DISKS_ELSEWHERE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs", "fuse.rclone"})
_NO_DISKS = frozenset({"proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "overlay", "squashfs", "autofs"})
_DRIVE_REMOVABLE = 2
_FILE_READ_ONLY_VOLUME = 0x00080000


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that is plugged in and mounted. Sizes in bytes.

    Attributes:
        identity: The same whenever and wherever this stick is plugged in, until it is formatted; empty when unknown.
    """

    name: str
    path: Path
    free_bytes: int
    total_bytes: int
    read_only: bool
    identity: str = ""


@dataclass(frozen=True, slots=True)
class LinuxTree:
    """Where Linux says what is plugged in; a test hands in a tree of its own.

    Attributes:
        mounts: The list of mounts.
        blocks: The folder of block devices.
        by_uuid: Links named by the UUID of a file system, to its device.
        udev: What the device manager noted of each device.
    """

    mounts: Path = Path("/proc/mounts")
    blocks: Path = Path("/sys/class/block")
    by_uuid: Path = Path("/dev/disk/by-uuid")
    udev: Path = Path("/run/udev/data")


LINUX = LinuxTree()


def removable_drives(tree: LinuxTree = LINUX) -> tuple[Drive, ...]:
    """The drives a backup can go to, by name; one that vanishes meanwhile is left out."""
    found = _windows_drives() if sys.platform == "win32" else _linux_drives(tree)
    return tuple(sorted(found, key=lambda drive: (drive.name.casefold(), str(drive.path))))


def _linux_drives(tree: LinuxTree) -> Iterator[Drive]:
    try:
        lines = tree.mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    seen: set[Path] = set()
    for line in lines:
        fields = [_unescaped(field) for field in line.split(" ")]
        if len(fields) < 4:
            continue
        device, place, kind, options = fields[:4]
        path = Path(place)
        if kind in _DISKS_ELSEWHERE or kind in _NO_DISKS or path in seen:
            continue
        carried = any(PurePosixPath(place).is_relative_to(root) and PurePosixPath(place) != root for root in _CARRIED)
        if not carried and not (device.startswith("/dev/") and _is_removable(device, tree.blocks)):
            continue
        read_only = "ro" in options.split(",")
        drive = _measured(path.name or place, path, read_only=read_only, identity=_identity(device, tree))
        if drive is not None:
            seen.add(path)
            yield drive


def _is_removable(device: str, blocks: Path) -> bool:
    """Whether a device sits on a removable disk or on the USB bus (large sticks call themselves fixed disks)."""
    name = Path(device).resolve().name
    entry = blocks / name
    if not entry.exists():
        return False
    below = entry / "slaves"  # an encrypted stick is a mapped device above the real one
    if below.is_dir() and any(below.iterdir()):
        return any(_is_removable(f"/dev/{slave.name}", blocks) for slave in below.iterdir())
    real = entry.resolve()
    if any(part.startswith("usb") for part in real.parts):
        return True
    disk = real.parent if (real / "partition").exists() else real
    try:
        return (disk / "removable").read_text().strip() == "1"
    except OSError:
        return False


def _identity(device: str, tree: LinuxTree) -> str:
    """The UUID of the device's file system, from the links udev makes or, without those, from its notes."""
    if not device.startswith("/dev/"):
        return ""
    name = Path(device).resolve().name
    with contextlib.suppress(OSError):
        for link in tree.by_uuid.iterdir():
            if link.resolve().name == name:
                return _plain(link.name)
    with contextlib.suppress(OSError):
        numbers = (tree.blocks / name / "dev").read_text().strip()
        noted = (tree.udev / f"b{numbers}").read_text(encoding="utf-8", errors="replace")
        found = re.search(r"^E:ID_FS_UUID=(\S+)$", noted, re.MULTILINE)
        return _plain(found[1]) if found else ""
    return ""


def _plain(uuid: str) -> str:
    """One spelling of it. That of a FAT file system (1A2B-3C4D) is the serial number that Windows gives."""
    return uuid.replace("-", "").casefold()


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def _measured(name: str, path: Path, *, read_only: bool, identity: str) -> Drive | None:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None
    return Drive(name, path, usage.free, usage.total, read_only, identity)


def _windows_drives() -> Iterator[Drive]:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the name exists on Windows alone
    present = kernel.GetLogicalDrives()
    for index in range(26):
        if not present >> index & 1:
            continue
        letter = chr(ord("A") + index)
        root = f"{letter}:\\"
        if kernel.GetDriveTypeW(ctypes.c_wchar_p(root)) != _DRIVE_REMOVABLE:
            continue
        label = ctypes.create_unicode_buffer(261)
        serial, flags = ctypes.c_uint32(0), ctypes.c_uint32(0)
        answered = kernel.GetVolumeInformationW(
            *(ctypes.c_wchar_p(root), label, len(label), ctypes.byref(serial), None, ctypes.byref(flags), None, 0)
        )
        if not answered:
            continue  # a card reader without a card
        name = f"{label.value} ({letter}:)" if label.value else f"{letter}:"
        identity = f"{serial.value:08x}" if serial.value else ""
        read_only = bool(flags.value & _FILE_READ_ONLY_VOLUME)
        drive = _measured(name, Path(root), read_only=read_only, identity=identity)
        if drive is not None:
            yield drive
