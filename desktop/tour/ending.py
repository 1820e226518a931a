"""The month's end, the stick, and another laptop."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from desktop.domain.periods import Month
from desktop.domain.place_figures import PlaceItemFigures
from desktop.domain.summary import MonthFigures
from desktop.i18n import month_text
from desktop.operations import months
from desktop.tour.first_day import Keys
from desktop.tour.hands import NotThere
from desktop.tour.stage import Stage


def close_month(stage: Stage, month: Month, *, pictures: bool) -> None:
    """Look at a month, print both copies, save the table, close it."""
    hands = stage.hands
    stage.go("summaries")
    show_month(stage, month)
    if pictures:
        stage.picture("summary-open")
        hands.press("summary_print")
        stage.picture("summary-preview")
        stage.keep_paper(f"summary-{month}-internal")
        hands.press("summary_share")
        stage.keep_paper(f"summary-{month}-share-copy")
    if pictures:
        hands.press("summary_table")
        stage.picture("save-table")
        hands.press("table_save")
    hands.press("summary_close")
    if pictures:
        stage.picture("close-month")
    hands.press("confirm_act")
    if pictures:
        stage.picture("summary-closed")


def show_month(stage: Stage, month: Month) -> None:
    """Turn to a month with the arrows, as far back as need be."""
    wanted = month_text(month.first)
    for arrow in ["summary_before"] * 12 + ["summary_after"] * 12:
        if stage.hands.text("summary_title") == wanted:
            return
        if stage.hands.sees(arrow):
            stage.hands.press(arrow)
    raise NotThere(f"no month called {wanted}")


def figures_of(stage: Stage, played: list[Month]) -> dict[str, MonthFigures]:
    """The program's figures of each month."""
    return {str(month): stage.do(months.month_figures, month) for month in played}


def places_of(stage: Stage, played: list[Month]) -> dict[str, dict[str, tuple[PlaceItemFigures, ...]]]:
    """The program's figures of each month and place, by the place's name."""
    return {
        str(month): {
            name: stage.do(months.place_figures, month, place) for place, name in stage.do(months.places_of, month)
        }
        for month in played
    }


def back_up(stage: Stage) -> Path:
    """Copy everything to the stick, from the settings."""
    hands = stage.hands
    hands.press("rail_settings")
    hands.press("settings_backup")
    stage.picture("backup")
    hands.press("backup_copy")
    stage.picture("backup-done")
    return next((stage.folder / "stick").glob("*.clb"))


def restore(stage: Stage, keys: Keys, login: str, folder: Path, language: str) -> None:
    """On another laptop: from an empty program to the open vault."""
    hands = stage.hands
    hands.press(f"start_language_{language}")
    if hands.sees("start_next"):
        hands.press("start_next")
    hands.press("start_restore")
    hands.wait_until(lambda: bool(hands.sees("start_backups") and hands.rows("start_backups")), "the list of backups")
    stage.picture("restore-backups")
    hands.press("start_next")
    hands.type("start_backup_login", login)
    hands.type("start_backup_passphrase", keys.passphrases["coordinator"])
    hands.press("start_next")
    hands.wait_until(lambda: hands.sees("start_contents"), "what the backup holds")
    hands.type("start_restore_folder", str(folder))
    stage.picture("restore-contents")
    hands.press("start_next")
    hands.wait_until(lambda: hands.sees("start_restored"), "what was restored")
    stage.picture("restored")
    hands.press("start_next")
    hands.wait_until(lambda: hands.sees("unlock_login"), "the restored vault")
    stage.unlock(login, keys.passphrases["coordinator"])
    stage.picture("restored-today")
    hands.press("today_copy")
    stage.picture("restored-backup")
    hands.press("backup_confirm_restored")


def as_json(figures: dict[str, MonthFigures]) -> dict[str, Any]:
    """Figures as they stand in figures.json."""
    return json.loads(json.dumps({month: asdict(found) for month, found in figures.items()}, default=_text))


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
