"""gettext catalogues: resources/locale/<code>/LC_MESSAGES/larder.mo, compiled from the .po beside them.

English stands in the source, so a missing catalogue or message falls back to readable English.
"""

import gettext
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from desktop.paths import RESOURCES

_LOCALES = RESOURCES / "locale"
_OWN_NAMES = {"en": "English", "zh_CN": "简体中文"}


class _Program:
    """The language of the window; one per process, since there is one person at the screen."""

    language = "en"


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def languages() -> dict[str, str]:
    """The codes that can be chosen, each with the language's own name for itself."""
    found = {code: name for code, name in _OWN_NAMES.items() if code == "en" or (_LOCALES / code).is_dir()}
    for folder in sorted(_LOCALES.iterdir()) if _LOCALES.is_dir() else ():
        if folder.is_dir():
            found.setdefault(folder.name, folder.name)
    return found


def use(code: str) -> None:
    """Make `code` the program's language; an unknown code means English."""
    _Program.language = code if code in languages() else "en"


def closest(code: str) -> str:
    """The spoken language nearest to a system's, such as `zh_CN` for `zh_SG.UTF-8`; English when there is none."""
    wanted = code.split(".", maxsplit=1)[0].replace("-", "_")
    spoken = languages()
    if wanted in spoken:
        return wanted
    first = wanted.split("_")[0].lower()
    return next((known for known in spoken if known.split("_")[0] == first), "en")


def current() -> str:
    """The language being spoken here and now."""
    return _spoken.get() or _Program.language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language for a while: a paper for a member, whatever the window speaks.

    It holds in this thread and this context only. An unknown code means English.
    """
    token = _spoken.set(code if code in languages() else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    try:
        return gettext.translation("larder", _LOCALES, [code], fallback=True)
    except (OSError, ValueError, struct.error):
        # A damaged catalogue must not keep anyone from their records.
        return gettext.NullTranslations()


def _(text: str) -> str:
    """`text` in the language being spoken."""
    return _catalogue(current()).gettext(text) if text else ""


def pgettext(context: str, text: str) -> str:
    """As `_`, for a word that says different things in different places: `context` tells translators which is meant."""
    return _catalogue(current()).pgettext(context, text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a sentence that fits `count`; the count itself is put in by the caller's `format`."""
    return _catalogue(current()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark `text` for the catalogues without translating it yet."""
    return text
