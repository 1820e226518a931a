"""Which language is spoken where."""

import struct
import threading
from contextvars import copy_context
from pathlib import Path

import pytest

from desktop.i18n import _, catalogue, closest, current, languages, ngettext, number_text, pgettext, speaking, use


def test_english_is_spoken_until_another_language_is_chosen() -> None:
    assert current() == "en"
    assert _("Stock") == "Stock"
    use("zh_CN")
    assert current() == "zh_CN"
    assert _("Stock") == "库存"


def test_each_language_is_offered_under_its_own_name() -> None:
    assert languages()["en"] == "English"
    assert languages()["zh_CN"] == "简体中文"


@pytest.mark.parametrize("code", ["", "xx", "../..", "zh_CN.UTF-8", "tlh_QO"])
def test_an_unknown_language_is_english(code: str) -> None:
    use(code)
    assert current() == "en"
    with speaking(code):
        assert current() == "en"
        assert _("Stock") == "Stock"
        assert number_text(-1200) == "−1,200"


@pytest.mark.parametrize(
    ("system", "spoken"),
    [("zh_SG.UTF-8", "zh_CN"), ("zh-Hans", "zh_CN"), ("en_GB.UTF-8", "en"), ("C", "en"), ("", "en"), ("fr_FR", "en")],
)
def test_the_language_nearest_to_the_systems_is_found(system: str, spoken: str) -> None:
    assert closest(system) == spoken


def test_another_language_is_spoken_for_a_while_and_given_back_after_a_failure() -> None:
    def paper_that_fails() -> None:
        with speaking("zh_CN"):
            assert _("Stock") == "库存"
            with speaking("en"):
                assert _("Stock") == "Stock"
            assert current() == "zh_CN"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        paper_that_fails()
    assert current() == "en"


def test_a_paper_in_one_thread_does_not_change_what_another_speaks() -> None:
    speaks, goes_on = threading.Event(), threading.Event()
    heard: list[str] = []

    def paper() -> None:
        with speaking("zh_CN"):
            speaks.set()
            assert goes_on.wait(10)
            heard.append(_("Stock"))

    worker = threading.Thread(target=paper)
    worker.start()
    assert speaks.wait(10)
    heard.append(_("Stock"))
    goes_on.set()
    worker.join(10)
    assert heard == ["Stock", "库存"]


def test_the_windows_language_reaches_other_threads() -> None:
    use("zh_CN")
    heard: list[str] = []
    worker = threading.Thread(target=lambda: heard.append(_("Stock")))
    worker.start()
    worker.join(10)
    assert heard == ["库存"]


def test_a_copied_context_speaks_on_by_itself() -> None:
    with speaking("zh_CN"):
        inside = copy_context()
    assert _("Stock") == "Stock"
    assert inside.run(_, "Stock") == "库存"


def test_plurals_follow_the_language() -> None:
    def items(count: int) -> str:
        return ngettext("{count} item", "{count} items", count).format(count=number_text(count))

    assert [items(0), items(1), items(2)] == ["0 items", "1 item", "2 items"]
    with speaking("zh_CN"):
        assert [items(0), items(1), items(2)] == ["0 种物品", "1 种物品", "2 种物品"]


def test_a_word_of_two_meanings_is_told_apart_by_its_context() -> None:
    assert (_("Change"), pgettext("stock card", "Change")) == ("Change", "Change")
    with speaking("zh_CN"):
        assert (_("Change"), pgettext("stock card", "Change")) == ("更改", "变动")


def test_no_words_stay_no_words() -> None:
    with speaking("zh_CN"):
        assert _("") == ""


@pytest.mark.parametrize("damage", [b"", b"not a catalogue", struct.pack("<IIIIII", 0x950412DE, 0, 900, 28, 28, 0)])
def test_a_damaged_catalogue_leaves_readable_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "larder.mo").write_bytes(damage)
    monkeypatch.setattr(catalogue, "_LOCALES", tmp_path)
    catalogue._catalogue.cache_clear()
    try:
        with speaking("zh_CN"):
            assert _("Stock") == "Stock"
            assert ngettext("{count} item", "{count} items", 2) == "{count} items"
            assert pgettext("stock card", "Change") == "Change"
    finally:
        catalogue._catalogue.cache_clear()
