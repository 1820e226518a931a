# ruff: noqa: E501 - sample words in long lines are easier to see than to read
"""Renders all parts and sample screens into pictures, to be looked at: `python -m tests.ui.gallery FOLDER [name ...]`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desktop.ui.frame import FormPage, Workspace
from desktop.ui.rail import Rail
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import Mode, Theme, icon_names, install_theme
from desktop.ui.widgets.button import BigStart, Button
from desktop.ui.widgets.charts import BarChart, MonthBars
from desktop.ui.widgets.date_field import CalendarPopup, DateField
from desktop.ui.widgets.dialog import ConfirmDialog, ProgressPanel
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, NoteField, TextField
from desktop.ui.widgets.foot import UndoBar
from desktop.ui.widgets.ground import Ground, Hairline, ScrollArea, boxed, column, row
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.lists import EmptyState, FactsList, SectionHead
from desktop.ui.widgets.marks import Badge, Figure, IconMark, Level, LevelBar, Mark, Who
from desktop.ui.widgets.message import InlineMessage
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.passphrase_field import PassphraseField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.tile import Tile, TileGrid

TODAY = date(2026, 11, 24)
_ZH = {
    "Stock": "库存",
    "Counter": "前台",
    "Condoms 53 mm": "安全套 53 毫米",
    "Receive stock": "入库",
    "Count": "盘点",
    "Move": "移动",
    "Write off": "报损",
    "Item": "物品",
    "In stock": "现有",
    "Today": "今天",
    "Members": "成员",
}
_speaks_chinese = False


def w(words: str) -> str:
    """A sample word, in Chinese where the gallery has one."""
    return _ZH.get(words, words) if _speaks_chinese else words


def nothing() -> None:
    """Pressed in the gallery."""


def parts() -> QWidget:
    """All parts on one sheet, in the states they have."""
    sheet = Ground("surface")
    kinds = ("primary", "tonal", "plain", "quiet")
    buttons: list[QWidget | int] = [SectionHead("Buttons: primary, tonal, plain, quiet. Rest, focus, off"), 8]
    for kind in kinds:
        three = [Button("Receive", name=f"b_{kind}_{n}", kind=kind, icon="receive", height=44) for n in range(3)]  # type: ignore[arg-type]
        three[1].hasFocus = lambda: True  # type: ignore[method-assign]
        three[2].setEnabled(False)
        buttons += [boxed(row(*three, -1)), 8]
    batch = TextField("Batch", name="f1", value="B-2417")
    expires = DateField("Expires", name="f2", today=TODAY, value=date(2027, 3, 31), months=True)
    pieces = NumberField("Pieces", name="f3", minimum=0)
    pieces.edit.setText("-4")
    pieces.check()
    number = TextField("Number", name="f4", value="26-A-00144-9", hint="Given by Larder")
    number.edit.setReadOnly(True)
    secret = PassphraseField("Passphrase", name="f5")
    secret.set_value("correct horse")
    secret.message.show_words("Caps Lock is on", "warn")
    reason = ChoiceField("Reason", name="f6")
    reason.set_options([("Lost", 1), ("Damaged", 2)])
    fields: list[QWidget | int] = [SectionHead("Fields: label above, message below"), 8]
    for field in (batch, expires, pieces, number, secret, reason):
        fields += [field, 12]
    left = boxed(column(*buttons, 8, *fields, -1))
    left.setFixedWidth(420)
    messages = [
        InlineMessage("info", "20 were given while you counted. The book number allows for that."),
        InlineMessage(
            "warning",
            "One food bag a week. The last was 5 days ago.",
            [("Give anyway", "m1", nothing), ("Take out", "m2", nothing)],
        ),
        InlineMessage("refusal", "Only 6 are left. Nothing was saved. Lower the number, or receive stock first."),
        InlineMessage(
            "warning",
            "Words of other languages are longer.",
            [("Give it in spite of that", "m3", nothing), ("Take it out of the basket", "m4", nothing)],
        ),
    ]
    bar = UndoBar(name="undo")
    bar.set_sentence("Gave 3 items to K7M-4Q", undoable=True)
    grid = TileGrid()
    tiles = [
        Tile("Masks", "640 left", "item-mask", name="t1"),
        Tile("Pads", "75 left", "item-pad", name="t2"),
        Tile("Food bag", "14 left", "item-bag", name="t3", count=1),
        Tile("Lubricant", "6 left", "item-drop", name="t4", low=True, count=6),
        Tile("A very long name of an item", "6 left", "item-drop", name="t5", low=True, count=1240),
        Tile("Gone", "none left", "item-box", name="t6"),
    ]
    tiles[1].hasFocus = lambda: True  # type: ignore[method-assign]
    tiles[5].setEnabled(False)
    grid.set_tiles(tiles)
    middle = boxed(
        column(
            SectionHead("Inline messages"), 8, *(part for m in messages for part in (m, 8)), SectionHead("Undo bar"), 8, row(bar, -1), 12,
            SectionHead("Tiles: rest, focus, in the basket, low"), 8, grid, -1,
        )
    )  # fmt: skip
    middle.setFixedWidth(340)
    levels = [
        (Level(0.78, "enough", 0.3), "11 weeks"),
        (Level(0.2, "low", 0.3), "low"),
        (Level(0, "none", 0.3), "none"),
    ]
    level_rows = [
        row(LevelBar(level, words, width=96, ground="surface"), Text(words, "small", tone="text2"), -1, spacing=12)
        for level, words in levels
    ]
    badges = row(
        Badge("3 days late", "warn", "clock"), Badge("low", "warn"), Badge("none", "bad"), Badge("today", "soft"), Badge("match", "ok"), -1
    )  # fmt: skip
    icons = sorted(icon_names())
    icon_rows = [
        row(*(IconMark(name, 20, "text") for name in icons[at : at + 16]), -1, spacing=14)
        for at in range(0, len(icons), 16)
    ]
    right = column(
        SectionHead("Level bars"), 4, *level_rows, 8, SectionHead("Badges"), 4, badges, 8, SectionHead("Steppers"), 4,
        row(Stepper("Masks", name="s1", value=24), 16, Stepper("Masks", name="s2", value=1), -1), 8, SectionHead("Names"), 4,
        Who("K7M-4Q"), Who("K7M-4Q", "Otter"), 8, SectionHead("Type"), Text("412", "figure"), Text("Title 24", "title"), Text("Head 18", "head"),
        Text("Body 15, half bold for names", bold=True), Text("Body 15, plain for reading 0123456789"), Text("Small 13, the smallest there is", "small", tone="text2"),
        8, Check("Print a receipt", name="c1"), checked(), SectionHead("Icons"), 4, *(part for line in icon_rows for part in (line, 10)), -1,
    )  # fmt: skip
    sheet.setLayout(row(left, 24, middle, 24, right, spacing=0, margins=(32, 24, 24, 16)))
    return sheet


def checked() -> Check:
    check = Check("Names may be printed", name="c2")
    check.setChecked(True)
    return check


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the sample table."""

    name: str
    icon: str
    stock: int
    level: Level
    lasts: str
    expires: str
    soon: bool
    place: str


ITEMS = [
    Item("Condoms 49 mm", "item-condom", 180, Level(0.5, "enough", 0.3), "7 weeks", "Aug 2027", False, "Shelf A"),
    Item(
        "Condoms 53 mm", "item-condom", 412, Level(0.78, "enough", 0.3), "11 weeks", "Mar 2027", False, "Shelf A, bag 2"
    ),
    Item("Food bag", "item-bag", 14, Level(0.28, "enough", 0.25), "2 weeks", "2 Dec", True, "Cold room"),
    Item("Hand spray", "item-spray", 32, Level(0.6, "enough", 0.3), "9 weeks", "May 2028", False, "Shelf B"),
    Item("Lubricant", "item-drop", 6, Level(0.08, "low", 0.3), "low", "Jan 2027", False, "Shelf A"),
    Item("Masks", "item-mask", 640, Level(0.9, "enough", 0.2), "20 weeks", "", False, "Shelf C"),
    Item("Rice, 1 kg", "item-bowl", 41, Level(0.45, "enough", 0.3), "4 weeks", "Sep 2027", False, "Cold room"),
    Item("Self-test", "item-test", 0, Level(0, "none", 0.3), "none", "", False, "Shelf A"),
    Item("Transit card", "item-card", 23, Level(0.2, "low", 0.3), "low", "31 Dec", True, "Safe"),
]
STOCK_COLUMNS: list[Column[Item]] = [
    Column("Item", lambda r: w(r.name), icon=lambda r: r.icon, look="bold"),
    Column("In stock", lambda r: str(r.stock), width=88, align="end"),
    Column("Lasts", lambda r: r.lasts, width=204, level=lambda r: r.level, drop=2),
    Column(
        "First to expire", lambda r: r.expires, width=152, badge=lambda r: Mark("warn", "clock") if r.soon else None
    ),
    Column("Where", lambda r: r.place, width=140, look="second", drop=1),
]


def framed(page: QWidget, current: str) -> QWidget:
    """A page beside the rail, as in the window."""
    window = QWidget()
    rail = Rail()
    for key, words, icon in (
        ("today", "Today", "today"), ("counter", "Counter", "counter"), ("members", "Members", "members"), ("stock", "Stock", "stock"),
        ("referrals", "Referrals", "referrals"), ("money", "Money", "money"), ("activities", "Activities", "activities"), ("summaries", "Summaries", "summaries"),
    ):  # fmt: skip
        rail.add_place(key, w(words), icon)
    rail.set_current(current)
    rail.set_badge("today", 6)
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(rail)
    layout.addWidget(page, 1)
    return window


def stock() -> QWidget:
    page = Workspace(w("Stock"), name="stock")
    page.add_search("Item or scan", name="stock_search")
    page.add_head_button("Print list", nothing, name="stock_print", icon="print", shortcut=Shortcut.PRINT)
    page.add_filters(
        [("all", "All", 38), ("low", "Low", 5), ("soon", "Expires soon", 2), ("kits", "Kits", 4)], lambda _key: None
    )
    table = Table(STOCK_COLUMNS, name="stock_table", label="Stock", key=lambda r: r.name)
    table.set_rows(ITEMS)
    table.choose(1)
    page.set_body(table, margin=12)
    page.foot.saved("14:32")
    page.foot.set_undo("received Masks", nothing)
    assert page.pane is not None
    page.pane.set_head(w("Condoms 53 mm"), icon="item-condom")
    page.pane.show_parts([
        Figure("412", "pieces", "2 boxes of 144, and 124 loose", beside=True), 12, LevelBar(Level(0.78, "enough", 0.3), "11 weeks"), 8,
        Text("Enough for 11 weeks. Order at 160", "small", tone="text2"), 16, SectionHead("Last moves"), 4,
        FactsList([("Today, given out", "−24"), ("Mon, to bag 2", "40"), ("18 Nov, received", "+288")], look="small"),
    ])  # fmt: skip
    page.add_second(w("Count"), nothing, name="stock_count", icon="count")
    page.add_second(w("Move"), nothing, name="stock_move", icon="move")
    page.add_second(w("Write off"), nothing, name="stock_write_off")
    page.set_primary(w("Receive stock"), nothing, name="stock_receive", shortcut=Shortcut.RECEIVE)
    return framed(page, "stock")


def counter() -> QWidget:
    page = Workspace(name="counter")
    page.add_search("Person, item, or scan a label", name="counter_search", wide=True)
    page.add_head_button("Head-count", nothing, name="counter_head_count", icon="members")
    tiles = [
        Tile(w(i.name), f"{i.stock} left", i.icon, name=f"tile_{i.name}", low=i.level.state == "low") for i in ITEMS[:8]
    ]
    tiles[1].set_count(24)
    tiles[4].set_count(6)
    grid = TileGrid()
    grid.set_tiles(tiles)
    kits = TileGrid()
    kits.set_tiles(
        [
            Tile(f"{name} kit", "22 left", "item-kit", name=f"kit_{name}")
            for name in ("Night", "New here", "Hygiene", "Winter")
        ]
    )
    strip = Ground("pane", radius=10)
    strip.setLayout(
        row(
            column(Text("Otter", "title"), Text("Khmer, English", "small", tone="text2")),
            -1,
            Button("Change", name="change", kind="quiet"),
            margins=(16, 12, 8, 12),
        )
    )
    body = QWidget()
    body.setLayout(
        column(
            strip,
            12,
            SectionHead("Often given", action=Button("All items", name="all", kind="quiet", flush=True, height=36)),
            4,
            grid,
            8,
            SectionHead("Kits"),
            8,
            kits,
            -1,
        )
    )
    page.set_body(ScrollArea(body))
    page.foot.saved("14:32")
    page.foot.set_undo("received Masks", nothing)
    assert page.pane is not None
    page.pane.set_head("Giving to Otter", beside="3 items")
    lines: list[QWidget | int] = []
    for item, count in ((ITEMS[1], 24), (ITEMS[4], 6), (ITEMS[2], 1)):
        lines += [
            boxed(
                row(
                    column(Text(w(item.name), bold=True), Text(f"Expires {item.expires}", "small", tone="text2")),
                    -1,
                    Stepper(item.name, name=f"step_{item.name}", value=count),
                    margins=(0, 12, 0, 12),
                )
            ),
            Hairline(),
        ]
    warning = InlineMessage(
        "warning",
        "One food bag a week. The last was 5 days ago.",
        [("Give anyway", "a1", nothing), ("Take out", "a2", nothing)],
    )
    page.pane.show_parts([*lines, 8, warning])
    page.set_primary("Give 3 items", nothing, name="counter_give", shortcut=Shortcut.PRIMARY)
    return framed(page, "counter")


def today() -> QWidget:
    page = Workspace("Tuesday 24 November", name="today")
    page.set_small("6 things are due")
    body = QWidget()
    lines: list[QWidget | int] = [
        SectionHead("Ask how it went", rule=True),
        LineRow(
            "seen 10 Nov",
            icon="referrals",
            who="K7M-4Q",
            second=True,
            badge=Badge("3 days late", "warn", "clock"),
            button=Button("Open", name="o1", height=36),
        ),
        LineRow(
            "first meeting",
            icon="referrals",
            who="P2D-9X",
            second=True,
            badge=Badge("today"),
            button=Button("Open", name="o2", height=36),
        ),
        24,
        SectionHead("Low stock", rule=True),
        LineRow(
            "Lubricant, 6 left. About 4 days at the usual pace",
            icon="item-drop",
            badge=Badge("low", "warn"),
            button=Button("Receive", name="o3", height=36),
        ),
        LineRow(
            "Self-test, none left",
            icon="item-test",
            badge=Badge("none", "bad"),
            button=Button("Receive", name="o4", height=36),
        ),
        -1,
    ]
    body.setLayout(column(*lines))
    page.set_body(ScrollArea(body))
    page.foot.done("Gave 3 items to K7M-4Q", nothing, "gave 3 items")
    assert page.pane is not None
    page.pane.show_parts(
        [
            24,
            SectionHead("So far today"),
            8,
            boxed(row(Figure("9", "people"), Figure("41", "pieces given"), Figure("2", "referrals"))),
            16,
            Hairline(),
            12,
            SectionHead("Last given"),
            4,
            FactsList([("14:05  K7M-4Q", "3 items"), ("13:40  W5R-8C", "1 kit")], look="small"),
        ]
    )
    for words, small, icon, filled in (
        ("Count", "Compare shelf and book", "count", False),
        ("Receive", "Put new stock on the shelf", "receive", False),
        ("Give out", "To a person, or to a group", "give", True),
    ):
        page.pane.foot.addWidget(BigStart(words, small, icon, name=f"today_{icon}", filled=filled))
    page.pane.show_actions(True)
    return framed(page, "today")


def empty() -> QWidget:
    page = Workspace("Referrals", name="referrals", pane=False)
    page.set_body(
        EmptyState(
            "No referrals yet",
            "When you send someone to a clinic, a lawyer or another service, write it here. Larder then reminds you when to ask how it went.",
            help_words="What is a referral?",
            on_help=nothing,
            name="referrals_empty",
        )
    )
    page.foot.saved("14:32")
    page.set_primary("Make a referral", nothing, name="referrals_make", icon="plus", shortcut=Shortcut.GIVE_OUT)
    return framed(page, "referrals")


def form() -> QWidget:
    page = FormPage("Receive stock", name="receive", on_back=nothing, small="From a donor or a shop", pane=True)
    number = NumberField("Boxes", name="boxes", unit="of 144", value=2)
    loose = NumberField("Loose", name="loose", unit="pieces", required=False)
    loose.edit.setText("12a")
    loose.check()
    choice = ChoiceField("Item", name="item")
    choice.set_options([(w(i.name), i.name) for i in ITEMS])
    choice.set_value("Masks")
    page.form.add(choice)
    page.form.add(number, loose)
    page.form.add(
        DateField(
            "Expires",
            name="expires",
            today=TODAY,
            months=True,
            required=False,
            hint="As printed on the box, such as 03/2027",
        ),
        TextField("Batch", name="batch"),
    )
    page.form.add(NoteField("Note", name="note", hint="No names of people here"))
    page.form.add(Check("Print labels", name="labels"))
    page.show_message("refusal", "The number of loose pieces is no number. Nothing was saved. Type it in digits.")
    page.foot.saved("14:32")
    page.set_primary("Receive 288 pieces", nothing, name="receive_do")
    page.allow_primary(False, "Type how many there are first")
    return framed(page, "stock")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sample count."""

    name: str
    boxes: str
    loose: str
    result: str
    reason: str


def stocktake() -> QWidget:
    page = Workspace("Count: shelf A", name="count", pane_width=304)
    page.set_small("Begun 13:05  ·  6 of 10 lines counted")
    columns: list[Column[Line]] = [
        Column("Item", lambda r: r.name, look="bold", icon=lambda r: "item-box"),
        Column("Boxes", lambda r: r.boxes, width=72, align="end", edit=lambda r, words: None),
        Column("Loose", lambda r: r.loose, width=72, align="end", edit=lambda r, words: None),
        Column(
            "Difference",
            lambda r: r.result,
            width=120,
            look="second",
            badge=lambda r: Mark("ok") if r.result == "match" else Mark("warn") if "missing" in r.result else None,
        ),
        Column(
            "Reason",
            lambda r: r.reason,
            width=150,
            edit=lambda r, words: None,
            editable=lambda r: "missing" in r.result,
            options=lambda r: ["Miscounted", "Not noted"],
        ),
    ]
    table = Table(columns, name="count_table", label="Lines", row_height=46)
    table.set_rows(
        [
            Line("Condoms 49 mm", "1", "36", "match", ""),
            Line("Masks", "12", "38", "2 missing", ""),
            Line("Lubricant", "0", "9", "3 missing", "Miscounted"),
            Line("Pads", "", "", "not counted", ""),
        ]
    )
    page.set_body(table, margin=12)
    assert page.pane is not None
    page.pane.set_head("Differences")
    page.set_note("3 match, 3 differ, 4 not counted")
    page.set_primary("Review differences", nothing, name="count_review")
    table.choose(1)
    table.setCurrentIndex(table.rows_model.index(1, 2))
    return framed(page, "stock")


def summary() -> QWidget:
    page = Workspace("October 2026", name="summaries", pane_width=304)
    page.set_small("Open  ·  counted from 236 receipts")
    page.add_head_button("September", nothing, name="before", icon="back", quiet=True)
    page.add_head_button("Share copy", nothing, name="share")
    page.add_head_button("Print", nothing, name="print", icon="print")
    bars = BarChart(
        "Given, pieces",
        [("Condoms", 1884), ("Masks", 260), ("Lubricant", 188), ("Food", 151), ("Hygiene", 96), ("Kits", 0)],
    )
    months = MonthBars(
        "Visits each month", [("May", 171), ("Jun", 180), ("Jul", 165), ("Aug", 204), ("Sep", 198), ("Oct", 214)]
    )
    body = QWidget()
    figures = row(
        Figure("86", "people, each once", "September 79"),
        Figure("214", "visits", "September 198"),
        Figure("17 of 22", "referrals completed", "September 12 of 19"),
    )
    panel = ProgressPanel("Copying to the stick", name="progress")
    panel.set_progress(43, 100)
    body.setLayout(
        column(
            figures,
            16,
            row(
                column(SectionHead("Given, pieces", look="head"), 8, bars, -1),
                32,
                column(SectionHead("Visits each month", look="head"), 8, months),
            ),
            16,
            panel,
            -1,
        )
    )
    page.set_body(ScrollArea(body))
    page.foot.saved("14:32")
    assert page.pane is not None
    page.pane.set_head("Before you close")
    page.set_primary("Close October...", nothing, name="close")
    return framed(page, "summaries")


def dialog() -> QWidget:
    return summary()


def calendar_popup() -> QWidget:
    holder = Ground("surface")
    popup = CalendarPopup(holder, date(2026, 11, 12), TODAY, name="cal")
    popup.setWindowFlags(Qt.WindowType.Widget)
    holder.setLayout(row(popup, -1, margins=(24, 24, 24, 24)))
    return holder


SCREENS: dict[str, Callable[[], QWidget]] = {
    "parts": parts, "stock": stock, "counter": counter, "today": today, "empty": empty, "form": form, "stocktake": stocktake,
    "summary": summary, "dialog": dialog, "calendar": calendar_popup,
}  # fmt: skip
SHOTS: list[tuple[str, str, Mode, int, str]] = [
    *((name, name, "light", 100, "en") for name in SCREENS),
    *((f"{name}-dark", name, "dark", 100, "en") for name in ("parts", "stock", "counter", "form")),
    ("stock-contrast", "stock", "contrast", 100, "en"),
    ("parts-contrast", "parts", "contrast", 100, "en"),
    *(
        (f"{name}-150", name, "light", 150, "en")
        for name in ("counter", "stock", "form", "today", "stocktake", "summary", "empty")
    ),
    *((f"{name}-200", name, "light", 200, "en") for name in ("stock", "form")),
    *(
        (f"{name}-rtl", name, "light", 100, "ar")
        for name in ("counter", "stock", "parts", "form", "stocktake", "summary")
    ),
    *((f"{name}-zh", name, "light", 100, "zh_CN") for name in ("counter", "stock", "parts", "form")),
]


def shoot(app: QApplication, theme: Theme, folder: Path, wanted: list[str]) -> None:
    global _speaks_chinese  # noqa: PLW0603 - the gallery speaks one language at a time
    for file, screen, mode, size, language in SHOTS:
        if wanted and file not in wanted and screen not in wanted:
            continue
        theme.set_language(language)
        theme.set_mode(mode)
        theme.set_text_size(size)
        _speaks_chinese = language.startswith("zh")
        widget = SCREENS[screen]()
        widget.setWindowTitle("Larder")
        widget.resize(1366, 768)
        if screen == "parts":
            widget.resize(1366, 960)
        if screen == "calendar":
            widget.resize(400, 420)
        ground = widget.palette()
        widget.setPalette(ground)
        widget.setAutoFillBackground(True)
        widget.show()
        for _ in range(5):
            app.processEvents()
        picture = widget.grab()
        if screen == "dialog":
            question = ConfirmDialog(
                widget,
                "Close October 2026?",
                "After this, nothing can be written in October. This cannot be undone.",
                [("Receipts counted", "236"), ("Late entries included", "2"), ("Days without entries", "1")],
                safe="Keep it open",
                act="Close October",
            )
            question.open()
            app.processEvents()
            picture = widget.grab()
            corner = widget.mapFromGlobal(question.pos())
            question.render(picture, corner)
            question.reject()
        picture.save(str(folder / f"{file}.png"))
        widget.close()
        widget.deleteLater()
        app.processEvents()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = install_theme(Theme(app, mode="light"))
    shoot(app, theme, folder, sys.argv[2:])


if __name__ == "__main__":
    main()
