"""The first day: an empty laptop becomes a vault with three people, a shelf and twelve items."""

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.stock import Category, Expiry, Unit
from desktop.domain.users import Role
from desktop.tour.cast import COLLECTIVE, LOGINS
from desktop.tour.stage import Stage
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.unlock.first_start import FirstStart
from desktop.ui.unlock.sheet_steps import SheetCheckStep

OPENING = (("condoms", 6, "03/2029"), ("lubricant", 4, "08/2028"), ("soap", 2, ""), ("hygiene_kits", 2, ""))


@dataclass(frozen=True)
class Keys:
    """What opens the tour's vault, for whoever wants to look at it afterwards."""

    passphrases: dict[str, str]
    recovery: tuple[str, ...]


def make_vault(stage: Stage, folder: Path, language: str) -> Keys:
    """Walk through the first start, from the language to the first screen."""
    hands = stage.hands
    stage.picture("language")
    hands.press(f"start_language_{language}")
    if hands.sees("start_next"):
        # The language was the chosen one already only when the next step came up by itself.
        hands.press("start_next")
    stage.picture("begin")
    hands.press("start_new")
    hands.type("start_folder", str(folder))
    stage.picture("folder")
    hands.press("start_next")
    hands.type("start_collective", stage.person(COLLECTIVE))
    hands.type("start_login", stage.person(LOGINS["coordinator"]))
    hands.press("start_passphrase_offer")
    passphrase = hands.see("start_passphrase", NewPassphrase).value()
    stage.person(passphrase)
    hands.wait_until(lambda: bool(hands.text("start_passphrase_strength")), "the strength of the passphrase")
    stage.picture("person")
    hands.press("start_next")
    words = hands.see("first_start", FirstStart).answers.words
    stage.person(" ".join(words))
    stage.picture("recovery-sheet")
    hands.press("start_sheet_words_print")
    stage.picture("preview")
    stage.keep_paper("recovery-sheet")
    hands.press("start_next")
    check = hands.see("start_check", SheetCheckStep).check
    for turn, index in enumerate(check.fields):
        hands.type(f"start_check_word_{turn + 1}", words[index])
    stage.picture("words-typed-back")
    hands.press("start_next")
    stage.picture("items")
    hands.press("start_next")
    for item, packs, expires in OPENING:
        hands.type(f"start_opening_{item}_packs", str(packs))
        if expires:
            hands.type(f"start_opening_{item}_expires", expires)
    stage.picture("opening-stock")
    hands.press("start_next")
    hands.wait_until(lambda: stage.app.context is not None, "the first screen")
    hands.wait_idle()
    stage.picture("today-empty")
    return Keys({"coordinator": passphrase}, tuple(words))


def add_colleagues(stage: Stage, keys: Keys) -> Keys:
    """The coordinator lets a volunteer and a stock keeper in, and switches on what is kept about members."""
    hands = stage.hands
    passphrases = dict(keys.passphrases)
    hands.press("rail_settings")
    stage.picture("settings")
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        hands.press("settings_colleagues")
        hands.press("colleagues_add")
        hands.type("colleague_login", stage.person(LOGINS[role.value]))
        hands.choose_data("colleague_role", role)
        hands.press("colleague_passphrase_offer")
        passphrases[role.value] = stage.person(hands.see("colleague_passphrase", NewPassphrase).value())
        if role is Role.VOLUNTEER:
            stage.picture("new-colleague")
        hands.press("colleague_save")
    return Keys(passphrases, keys.recovery)


def add_twelfth_item(stage: Stage, name: str) -> None:
    """A card that is given once, added to the catalogue by hand."""
    hands = stage.hands
    stage.go("stock")
    hands.press("stock_new_item")
    hands.type("item_name", name)
    hands.choose_data("item_category", Category.CARDS)
    hands.choose_data("item_unit", Unit.PIECE)
    hands.choose_data("item_expiry", Expiry.NONE)
    hands.choose_data("item_icon", "item-card")
    hands.type("item_reorder", "5")
    stage.picture("new-item")
    hands.press("item_save")
