"""The wait after wrong tries: 1, 2, 4 ... 30 seconds. It slows fingers here; what guessing costs is in the keys."""

from PySide6.QtCore import QObject, QTimer, Signal

LONGEST_SECONDS = 30


class Patience(QObject):
    """Counts wrong tries and the seconds until the next one.

    Signals:
        left(int): seconds until the next try is taken; once a second, 0 when it is.
    """

    left = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wrong = 0
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    @property
    def seconds(self) -> int:
        """Seconds until the next try."""
        return self._seconds

    def wrong(self) -> None:
        """A try was wrong: begin to wait."""
        self._seconds = min(LONGEST_SECONDS, 1 << min(self._wrong, 8))
        self._wrong += 1
        self._timer.start()
        self.left.emit(self._seconds)

    def tick(self) -> None:
        """A second has passed."""
        self._seconds = max(0, self._seconds - 1)
        if not self._seconds:
            self._timer.stop()
        self.left.emit(self._seconds)
