"""Sticks and other drives that can be carried away."""

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
    """A drive that is plugged in and mounted. Sizes in bytes."""

    name: str
    path: Path
    free_bytes: int
    total_bytes: int
    read_only: bool


def removable_drives(mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> tuple[Drive, ...]:
    """The drives a backup can go to, by name; one that vanishes meanwhile is left out.

    Args:
        mounts: Linux's list of mounts; a test hands in its own.
        blocks: Linux's folder of block devices; likewise.
    """
    found = _windows_drives() if sys.platform == "win32" else _linux_drives(mounts, blocks)
    return tuple(sorted(found, key=lambda drive: (drive.name.casefold(), str(drive.path))))


def _linux_drives(mounts: Path, blocks: Path) -> Iterator[Drive]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
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
        if not carried and not (device.startswith("/dev/") and _is_removable(device, blocks)):
            continue
        drive = _measured(path.name or place, path, read_only="ro" in options.split(","))
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


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def _measured(name: str, path: Path, *, read_only: bool) -> Drive | None:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None
    return Drive(name, path, usage.free, usage.total, read_only)


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
        flags = ctypes.c_uint32(0)
        answered = kernel.GetVolumeInformationW(
            ctypes.c_wchar_p(root), label, len(label), None, None, ctypes.byref(flags), None, 0
        )
        if not answered:
            continue  # a card reader without a card
        name = f"{label.value} ({letter}:)" if label.value else f"{letter}:"
        drive = _measured(name, Path(root), read_only=bool(flags.value & _FILE_READ_ONLY_VOLUME))
        if drive is not None:
            yield drive
