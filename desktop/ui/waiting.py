"""Says what takes long: nothing for a moment's work, a sentence once the moment has passed."""

from PySide6.QtCore import QTimer

from desktop.ui.frame import Workspace

PATIENCE_MS = 300


class Waiting(QTimer):
    """Belongs to a workspace; between `begin` and `end` its message area says what Larder is doing.

    Args:
        workspace: Whose message area is used.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setSingleShot(True)
        self.setInterval(PATIENCE_MS)
        self.timeout.connect(self._say)
        self._workspace = workspace
        self._sentence = ""
        self._said = False

    def begin(self, sentence: str) -> None:
        """Something began; `sentence` says what, and that it takes a moment."""
        self._sentence = sentence
        self.start()

    def end(self) -> None:
        """It has ended, well or not."""
        self.stop()
        if self._said:
            self._said = False
            self._workspace.clear_message()

    def _say(self) -> None:
        self._said = True
        self._workspace.show_message("info", self._sentence)
