"""A disk that can be filled: a small one in memory where the test may mount it, a limit on file sizes elsewhere."""

import os
import resource
import subprocess
from pathlib import Path

from desktop.domain.errors import LarderError, VaultFull, VaultUnwritable
from tests.faults.marked import files_below

BLOCK = 4096


class SmallDisk:
    """A disk of a few MiB at `folder`.

    Attributes:
        errors: What a full disk may be called: SQLite takes the limit for a broken disk.
    """

    def __init__(self, folder: Path, *, mebibytes: int = 4) -> None:
        folder.mkdir()
        self.folder = folder
        self._ballast = folder / "ballast"
        self._unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
        try:
            self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            self.mounted = False
        self.errors: tuple[type[LarderError], ...] = (VaultFull,) if self.mounted else (VaultFull, VaultUnwritable)

    def fill(self, leave: int = 0) -> None:
        """Take all room but `leave` bytes."""
        self.make_room()
        if not self.mounted:
            largest = max((path.stat().st_size for path in files_below(self.folder)), default=0)
            # With much room left the files may grow by it; with little, not even what is there can be written again.
            limit = leave + (largest if leave > 4 * BLOCK else BLOCK)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, self._unlimited[1]))
            return
        room = os.statvfs(self.folder)
        with self._ballast.open("wb") as file:
            file.write(bytes(max(0, room.f_bavail * room.f_frsize - leave)))

    def make_room(self) -> None:
        """Give back what `fill` took."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._unlimited)
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Take the disk away."""
        self.make_room()
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)
