"""What is remembered outside the vault: its path, the language, the text size, the look. One small neutral file, nothing else."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from desktop.system import files


@dataclass(frozen=True, slots=True)
class Start:
    """What the unlock screen needs to know before anybody unlocked anything."""

    vault: str = ""
    language: str = ""
    text_size: int = 100
    look: str = "auto"


def read_start(path: Path) -> Start:
    """What was remembered; the defaults when the file is missing or unreadable."""
    try:
        content = json.loads(path.read_text("utf-8"))
        kept = {
            field.name: content[field.name]
            for field in fields(Start)
            if isinstance(content, dict) and type(content.get(field.name)) is type(getattr(Start(), field.name))
        }
    except (OSError, ValueError):
        return Start()
    return Start(**kept)


def write_start(path: Path, start: Start) -> None:
    """Remember; a disk that refuses is no reason to stop anybody's work. What stands there already is not written again."""
    content = json.dumps(asdict(start)).encode()
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.atomic_write(path, content)
    except OSError:
        return
