"""The bundled letters: which files there are, and when they are loaded.

The Chinese files are 7 MB each. They are read at once only when the language needs them, otherwise after the first
window stands, so that Chinese names in a Latin interface get the right forms without slowing the start.
"""

from pathlib import Path

from PySide6.QtGui import QFontDatabase


class Letters:
    """The font families loaded from one folder.

    Args:
        folder: where the `.ttf` and `.otf` files lie. A missing folder means the system's own letters.
    """

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.glob("*.[ot]tf")) if folder.is_dir() else []
        self._waiting = {
            False: [path for path in files if not _is_chinese(path)],
            True: [path for path in files if _is_chinese(path)],
        }
        self._families: dict[bool, list[str]] = {False: [], True: []}
        self._load(chinese=False)

    def load_chinese(self) -> bool:
        """Load the Chinese files if they are not loaded yet; true when something new was loaded."""
        return self._load(chinese=True)

    def families(self, *, chinese_first: bool) -> list[str]:
        """The families to ask for, best first. Only loaded ones: a missing family makes Qt search and warn."""
        latin, chinese = self._families[False], self._families[True]
        return [*chinese, *latin] if chinese_first else [*latin, *chinese]

    def _load(self, *, chinese: bool) -> bool:
        files, self._waiting[chinese] = self._waiting[chinese], []
        for path in files:
            number = QFontDatabase.addApplicationFont(str(path))
            for family in QFontDatabase.applicationFontFamilies(number):
                if family not in self._families[chinese]:
                    self._families[chinese].append(family)
        return bool(files)


def _is_chinese(path: Path) -> bool:
    name = path.stem.upper()
    return (
        "SC" in name.replace("-", " ").replace("_", " ").split()
        or "SC-" in name
        or name.endswith("SC")
        or "CJK" in name
    )
