"""An item's photo on its form: chosen from a stick, shown small, taken out again."""

from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import LarderError
from desktop.i18n import _, say
from desktop.ui.context import Context
from desktop.ui.file_dialog import choose_file
from desktop.ui.photo import PHOTO_ENDINGS, Photo, read_photo
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import boxed, column
from desktop.ui.widgets.wrap_row import WrapRow


class PhotoField(Field):
    """The photo, and the buttons that change it. Nothing is saved here.

    Args:
        on_reading: told when a file begins to be read, and when that has ended.
    """

    def __init__(self, context: Context, *, on_reading: Callable[[bool], None]) -> None:
        self._context = context
        self._on_reading = on_reading
        self._before: bytes | None = None
        self._image: bytes | None = None
        self._photo = Photo(_("Photo"), name="item_photo", side=96)
        self._choose = Button(_("Choose a photo..."), name="item_photo_choose", icon="folder", height=40)
        self._choose.clicked.connect(lambda _checked=False: self._look())
        self._out = Button(_("Take the photo out"), name="item_photo_out", kind="quiet", height=40)
        self._out.clicked.connect(lambda _checked=False: self.set_image(None))
        buttons = WrapRow(fill=False)
        buttons.add(self._choose)
        buttons.add(self._out)
        self._photo.hide()
        super().__init__(
            _("Photo"),
            boxed(column(self._photo, buttons, spacing=8)),
            hint=_("PNG or JPEG. Only a small copy is kept, without the place and time in the file."),
            focus=self._choose,
        )
        self._choose.setAccessibleName(self._choose.words())
        self._show()

    def start(self, image: bytes | None) -> None:
        """What the item has now."""
        self._before = image
        self.set_image(image)

    def image(self) -> bytes | None:
        """The photo as it is to be kept; None for none."""
        return self._image

    def is_changed(self) -> bool:
        """Whether it is another than the item has."""
        return self._image != self._before

    def set_image(self, image: bytes | None) -> None:
        """Show a photo, or none."""
        self.set_error(None)
        self._image = image
        self._show()

    def _show(self) -> None:
        self._photo.set_image(self._image)
        self._photo.setVisible(self._image is not None)
        self._out.setVisible(self._image is not None)

    # Choosing

    def _look(self) -> None:
        choose_file(
            self._context,
            self.window(),
            title=_("Choose a photo"),
            endings=PHOTO_ENDINGS,
            icon="document",
            on_chosen=self.read,
        )

    def read(self, path: Path) -> None:
        """Take a file's photo."""
        self._on_reading(True)
        self._context.tasks.slow(
            lambda _report, _stop: read_photo(path),
            then=self._take,
            otherwise=self._refused,
            progress=lambda _done, _whole: None,
        )

    def _take(self, image: bytes) -> None:
        self._on_reading(False)
        self.set_image(image)

    def _refused(self, error: LarderError) -> None:
        self._on_reading(False)
        self.set_error(say(error))
