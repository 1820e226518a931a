"""The catalogues follow the words in the program, and the program finds what they say."""

import gettext
from pathlib import Path

import pytest
from catalogues import compile_all, extract, po_files, untranslated, update

SOURCE = """
from desktop.i18n import N_, _, ngettext

LATER = N_("Rice")
# Translators: on the button
now = _("Give out")
many = ngettext("{count} item", "{count} items", 2)
not_marked = "left alone"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of one source file and one language that says nothing yet."""
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "words.py").write_text(SOURCE, encoding="utf-8")
    update(tmp_path, new="fr")
    return tmp_path


def said(checkout: Path, *translations: tuple[str, str]) -> None:
    """Write translations into the French catalogue by hand, as a translator does."""
    po = po_files(checkout)[0]
    text = po.read_text(encoding="utf-8")
    for message, translation in translations:
        text = text.replace(f'{message}"\nmsgstr ""', f'{message}"\nmsgstr "{translation}"')
    po.write_text(text, encoding="utf-8")


def test_only_marked_words_are_found(checkout: Path) -> None:
    found = {message.id for message in extract(checkout) if message.id}
    assert found == {"Rice", "Give out", ("{count} item", "{count} items")}


def test_a_note_for_translators_reaches_the_catalogue(checkout: Path) -> None:
    assert "#. on the button" in po_files(checkout)[0].read_text(encoding="utf-8")


def test_a_new_language_has_its_own_plural_and_nobodys_name(checkout: Path) -> None:
    text = po_files(checkout)[0].read_text(encoding="utf-8")
    assert "nplurals=2; plural=(n > 1)" in text
    assert "EMAIL@ADDRESS" not in text.split("msgid", 2)[0]
    assert "# Larder in French." in text


def test_what_is_not_said_yet_is_named(checkout: Path) -> None:
    said(checkout, ('msgid "Rice', "Riz"))
    assert untranslated(checkout, "fr") == ["Give out", "{count} item"]


def test_a_translation_survives_an_update_and_a_lost_word_does_not(checkout: Path) -> None:
    said(checkout, ('msgid "Rice', "Riz"), ('msgid "Give out', "Donner"))
    (checkout / "desktop" / "words.py").write_text('x = _("Rice")\ny = _("Receive")\n', encoding="utf-8")
    assert update(checkout) == po_files(checkout)
    text = po_files(checkout)[0].read_text(encoding="utf-8")
    assert 'msgstr "Riz"' in text
    assert "Donner" not in text
    assert untranslated(checkout, "fr") == ["Receive"]


def test_an_update_without_new_words_writes_nothing(checkout: Path) -> None:
    assert update(checkout) == []


def test_a_compiled_catalogue_speaks_and_is_compiled_once(checkout: Path) -> None:
    said(checkout, ('msgid "Rice', "Riz"))
    assert [mo.name for mo in compile_all(checkout)] == ["larder.mo"]
    assert gettext.translation("larder", checkout / "resources" / "locale", ["fr"]).gettext("Rice") == "Riz"
    assert compile_all(checkout) == []
