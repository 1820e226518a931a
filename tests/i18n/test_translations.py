"""Every catalogue in the checkout says everything the program says, as the program says it."""

import gettext
import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from catalogues import compile_all, extract, po_files
from environment import ROOT

from desktop.documents.text import clean

CODES = [po.parent.parent.name for po in po_files(ROOT)]
# The refusals' second part, which must not get lost on the way, and how each language says it.
KEPT_SENTENCES = {
    "zh_CN": {
        "Nothing was saved": "未保存",
        "Nothing was changed": "未作改动",
        " No backup was made": "未做备份",
        "Nothing was posted": "未入账",
        "Nothing was printed": "未打印",
    }
}
UNWANTED = {"zh_CN": re.compile("[!！]|请|成功|客户|顾客|性工作|艾滋")}
ASCII_MARK = re.compile(r"[\u4e00-\u9fff][,;:?!.]|[,;:?!.][\u4e00-\u9fff]")


def catalogue(code: str) -> Catalog:
    """The catalogue as a translator wrote it, obsolete entries included."""
    with (ROOT / "resources" / "locale" / code / "LC_MESSAGES" / "larder.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> list[Message]:
    """Its messages, without the head."""
    return [message for message in catalogue(code) if message.id]


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    """The forms of a message or of its translation."""
    return [words] if isinstance(words, str) else list(words)


def key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    """What tells one message from another."""
    return message.context, tuple(forms(message.id))


def placeholders(words: str) -> set[str]:
    """The names in braces."""
    return set(re.findall(r"\{[^{}]*\}", words))


def test_there_is_a_chinese_catalogue() -> None:
    assert "zh_CN" in CODES


@pytest.mark.parametrize("code", CODES)
def test_the_catalogue_holds_the_words_of_the_program_and_no_others(code: str) -> None:
    marked = {key(message) for message in extract(ROOT) if message.id}
    held = {key(message) for message in messages(code)}
    assert {"not in the catalogue": marked - held, "not in the program": held - marked} == {
        "not in the catalogue": set(),
        "not in the program": set(),
    }, "run `python3 installer/develop.py catalogue` and translate"


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated_and_sure(code: str) -> None:
    assert [message.id for message in messages(code) if message.fuzzy or not all(forms(message.string))] == []
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", CODES)
def test_every_message_has_as_many_forms_as_the_language(code: str) -> None:
    assert catalogue(code).num_plurals == Catalog(locale=code).num_plurals
    wrong = [
        message.id
        for message in messages(code)
        if len(forms(message.string)) != (1 if isinstance(message.id, str) else catalogue(code).num_plurals)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_every_translation_has_the_placeholders_of_its_message(code: str) -> None:
    wrong = []
    for message in messages(code):
        wanted = set().union(*(placeholders(form) for form in forms(message.id)))
        wrong += [form for form in forms(message.string) if placeholders(form) != wanted]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_every_translation_can_be_filled_in(code: str) -> None:
    for message in messages(code):
        for form in forms(message.string):
            form.format(**{name.strip("{}"): 1 for name in placeholders(form)})


@pytest.mark.parametrize("code", CODES)
def test_a_translation_begins_and_ends_as_its_message_does(code: str) -> None:
    for message in messages(code):
        words, said = forms(message.id)[0], forms(message.string)[0]
        assert (words != words.strip()) == (said != said.strip()), words
        assert words.count("\n") == said.count("\n"), words


@pytest.mark.parametrize("code", KEPT_SENTENCES)
def test_a_refusal_still_says_that_nothing_was_saved(code: str) -> None:
    lost = [
        words
        for message in messages(code)
        for english, own in KEPT_SENTENCES[code].items()
        if english in (words := forms(message.id)[0]) and own not in forms(message.string)[0]
    ]
    assert lost == []


@pytest.mark.parametrize("code", UNWANTED)
def test_the_translation_is_as_calm_and_neutral_as_the_program(code: str) -> None:
    said = [form for message in messages(code) for form in forms(message.string)]
    assert [form for form in said if UNWANTED[code].search(form)] == []


def test_chinese_has_chinese_punctuation() -> None:
    said = [form for message in messages("zh_CN") for form in forms(message.string)]
    assert [form for form in said if ASCII_MARK.search(form) or "..." in form] == []


@pytest.mark.parametrize("code", CODES)
def test_the_bundled_letters_hold_every_sign_of_the_translation(code: str) -> None:
    said = [form for message in messages(code) for form in forms(message.string)]
    assert [form for form in said if clean(form).split() != form.split()] == []


@pytest.mark.parametrize("code", CODES)
def test_the_head_names_no_person_and_no_moment(code: str) -> None:
    text = (ROOT / "resources" / "locale" / code / "LC_MESSAGES" / "larder.po").read_text(encoding="utf-8")
    head = text.split("\n\n", 1)[0]
    assert "Plural-Forms:" in head
    assert "charset=utf-8" in head
    assert not re.search(r"@|20\d\d|Translator|Team", head)
    assert not re.search(r"^#: .*(:\d|/home|/tmp|\\)", text, re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_the_compiled_catalogue_says_what_the_catalogue_says(code: str) -> None:
    compile_all(ROOT)
    spoken = gettext.translation("larder", ROOT / "resources" / "locale", [code])
    for message in messages(code):
        if isinstance(message.id, tuple | list):
            assert spoken.ngettext(message.id[0], message.id[1], 5) in forms(message.string)
        elif message.context:
            assert spoken.pgettext(message.context, message.id) == message.string
        else:
            assert spoken.gettext(message.id) == message.string


@pytest.mark.parametrize("code", CODES)
def test_dates_and_numbers_know_the_language(code: str) -> None:
    assert Locale.parse(code).language == code.partition("_")[0]


def test_a_forgotten_word_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "words.py").write_text('x = _("Never said before")\n', encoding="utf-8")
    marked = {key(message) for message in extract(tmp_path) if message.id}
    assert marked - {key(message) for message in messages("zh_CN")} == {(None, ("Never said before",))}


def test_words_marked_inside_an_f_string_are_found(tmp_path: Path) -> None:
    (tmp_path / "desktop").mkdir()
    source = "x = f\"{a} {_('One')} {ngettext('a day', 'days', n)} {pgettext('card', 'Change'):>8} {other('no')}\"\n"
    (tmp_path / "desktop" / "words.py").write_text(source, encoding="utf-8")
    assert {key(message) for message in extract(tmp_path) if message.id} == {
        (None, ("One",)),
        (None, ("a day", "days")),
        ("card", ("Change",)),
    }
