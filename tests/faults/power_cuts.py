"""The disks that a power cut at any moment of a record could leave behind.

What was flushed is there. Of the rest each write, each part of a write (at a sector's edge), and each change of a name is kept
or lost, as a rule or the dice say. A kill keeps everything: the system goes on writing.
"""

import random
import shutil
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

from tests.faults.recording import Data, Disk, Flush, Names, Node, Recorder, Said, Size, apply

SECTOR = 512
Pending = list[Data | Size | Names]


class PowerCut:
    """What the disk surely holds, and what was still under way, when the power fails before an event of the record."""

    def __init__(self, record: Recorder, at: int) -> None:
        self._root = record.root
        self._durable = {
            number: Node(entries=None if node.entries is None else {}) for number, node in record.disk.items()
        }
        self._durable |= {number: copy(node) for number, node in record.before.items()}
        self.said: list[Any] = []
        self.pending: Pending = []
        for event in record.log[:at]:
            if isinstance(event, Said):
                self.said.append(event.what)
            elif isinstance(event, Flush):
                self._flush(event.node)
            else:
                self.pending.append(event)

    def _flush(self, node: int) -> None:
        left: Pending = []
        for event in self.pending:
            if node in _nodes(event):
                apply(self._durable, event)
            else:
                left.append(event)
        self.pending = left

    def leave(self, target: Path, kept: Iterable[Data | Size | Names]) -> None:
        """Make `target` a folder as it would be found, with those of the pending changes that reached the disk."""
        disk = {number: copy(node) for number, node in self._durable.items()}
        for event in kept:
            apply(disk, event)
        shutil.rmtree(target, ignore_errors=True)
        _write(disk, self._root, target)


def _nodes(event: Data | Size | Names) -> set[int]:
    return {folder for folder, _name, _now in event.changes} if isinstance(event, Names) else {event.node}


def _write(disk: Disk, number: int, target: Path) -> None:
    node = disk[number]
    if node.entries is None:
        target.write_bytes(node.content)
        return
    target.mkdir(mode=0o700)
    for name, inside in node.entries.items():
        _write(disk, inside, target / name)


def nothing(_pending: Pending, _chance: random.Random) -> Pending:
    """All that was not flushed is gone."""
    return []


def everything(pending: Pending, _chance: random.Random) -> Pending:
    """All is there: the process was killed, the system went on."""
    return pending


def names_only(pending: Pending, _chance: random.Random) -> Pending:
    """Names changed, content did not: a file that was renamed without being flushed is empty."""
    return [event for event in pending if isinstance(event, Names)]


def content_only(pending: Pending, _chance: random.Random) -> Pending:
    """Content changed, names did not."""
    return [event for event in pending if not isinstance(event, Names)]


def torn(pending: Pending, chance: random.Random) -> Pending:
    """All but the last write is there, and of that the sectors before a place."""
    kept = list(pending)
    for index in range(len(kept) - 1, -1, -1):
        event = kept[index]
        if isinstance(event, Data):
            sectors = -(-len(event.content) // SECTOR)
            kept[index] = Data(event.node, event.offset, event.content[: chance.randrange(sectors) * SECTOR])
            return kept
    return kept


def some(pending: Pending, chance: random.Random) -> Pending:
    """Any of it, in sectors."""
    kept: Pending = []
    for event in pending:
        if not isinstance(event, Data):
            if chance.random() < 0.5:
                kept.append(event)
            continue
        for start in range(0, len(event.content), SECTOR):
            if chance.random() < 0.5:
                kept.append(Data(event.node, event.offset + start, event.content[start : start + SECTOR]))
    return kept


LOSSES = (nothing, everything, names_only, content_only, torn, some)
