"""The stock workspace: the list, and the forms that lie over it."""

from collections.abc import Callable
from typing import Any

from desktop.domain.counting import CountSheet, StocktakeId
from desktop.domain.stock import DocumentId, DocumentKind, Item, ItemId, PlaceId, Posted
from desktop.domain.users import Permission
from desktop.operations import book, stock
from desktop.ui.context import Context
from desktop.ui.frame import Workspace
from desktop.ui.screens import Screens
from desktop.ui.stock.attention_page import AttentionPage
from desktop.ui.stock.card_page import CardPage, CardTablePage
from desktop.ui.stock.count_choice_page import CountChoicePage
from desktop.ui.stock.count_found_page import CountFoundPage, CountLinkPage
from desktop.ui.stock.count_page import CountPage
from desktop.ui.stock.count_review_page import CountReviewPage
from desktop.ui.stock.document_page import DocumentPage
from desktop.ui.stock.funds_page import FundPage, FundsPage
from desktop.ui.stock.import_page import ImportPage
from desktop.ui.stock.import_rows_page import ImportRowsPage, ImportSavePage
from desktop.ui.stock.item_page import ItemPage
from desktop.ui.stock.kits_page import KitsPage
from desktop.ui.stock.list_page import ListPage
from desktop.ui.stock.merge_page import MergePage
from desktop.ui.stock.more_page import MorePage
from desktop.ui.stock.move_page import MovePage
from desktop.ui.stock.numbers_page import NumbersPage
from desktop.ui.stock.order_form import OrderForm
from desktop.ui.stock.orders_page import OrdersPage
from desktop.ui.stock.pack_page import PackPage, UnpackPage
from desktop.ui.stock.partner_page import PartnerPage
from desktop.ui.stock.places_page import PlacePage, PlacesPage
from desktop.ui.stock.receive_page import ReceivePage
from desktop.ui.stock.recipe_page import RecipePage
from desktop.ui.stock.sell_page import SellPage
from desktop.ui.stock.use_page import UsePage
from desktop.ui.stock.write_off_page import WriteOffPage

FORMS: dict[str, Callable[..., Workspace]] = {
    "attention": AttentionPage,
    "card_table": CardTablePage,
    "fund": FundPage,
    "funds": FundsPage,
    "import": ImportPage,
    "import_rows": ImportRowsPage,
    "import_save": ImportSavePage,
    "kits": KitsPage,
    "merge": MergePage,
    "move": MovePage,
    "numbers": NumbersPage,
    "order_form": OrderForm,
    "orders": OrdersPage,
    "pack": PackPage,
    "partner": PartnerPage,
    "place": PlacePage,
    "places": PlacesPage,
    "receive": ReceivePage,
    "recipe": RecipePage,
    "sell": SellPage,
    "unpack": UnpackPage,
    "use": UsePage,
    "write_off": WriteOffPage,
}
"""What can be laid over the list, by name.

Each takes the context, `on_back` and `on_saved`, and by keyword, where it has use for them: `item`, `corrects` (a document it
stands in place of), `show` (lays another of these over it: `show("receive", item=...)`).
"""

_CORRECTED_ON = {
    DocumentKind.INTAKE: "receive",
    DocumentKind.WRITE_OFF: "write_off",
    DocumentKind.TRANSFER: "move",
    DocumentKind.USE: "use",
    DocumentKind.PACK: "pack",
}
"""The form on which a document of a kind is put right."""

_NEEDS = {"attention": Permission.SEE_STOCK, "numbers": Permission.SEE_STOCK, "sell": Permission.GIVE_OUT}
"""What a form needs where it is not the right to change stock."""


class StockPage(Screens):
    """Stock: what is there, and what the stock keeper does with it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "stock_place")
        self._list = ListPage(
            context, show=self.show_form, on_card=self.card, on_item=self.edit_item, on_more=self.more
        )
        self.set_first(self._list)

    def lay_over(self, screen: Workspace) -> None:
        """Put a screen over the one in view; what the list offered after an earlier entry is over."""
        self._list.clear_message()
        super().lay_over(screen)

    def open(self, *, do: str | None = None, item_id: ItemId | None = None, **_where: Any) -> None:
        """Show the list, or the form that was asked for; a form being filled in stays."""
        self._list.refresh(item_id)
        if do is None or not self._may(do):
            return
        self.back_to_first()
        if item_id is None:
            self.show_form(do)
        else:
            self.context.tasks.query(
                stock.item_detail,
                item_id,
                then=lambda found: self.show_form(do, item=found.stock.item),
                otherwise=self.gone,
            )

    def _may(self, form: str) -> bool:
        return self.context.allows(_NEEDS.get(form, Permission.CHANGE_STOCK))

    def show_form(self, form: str, **what: Any) -> None:
        """Lay a form or page over the one in view."""
        if form == "count":
            self.lay_over(
                CountChoicePage(
                    self.context,
                    on_back=self.back,
                    on_begun=self._count,
                    on_review=self._review_waiting,
                    item=what.get("item"),
                )
            )
        elif form == "card":
            self.card(what.get("item"), place_id=what.get("place_id"))
        elif form == "document":
            self.document(what["document_id"])
        elif form == "item":
            self.edit_item(what.get("item"))
        else:
            self.lay_over(
                FORMS[form](
                    self.context, on_back=self.back, on_saved=self._list.saved, **{"show": self.show_form, **what}
                )
            )

    def more(self) -> None:
        """Everything else that can be done with stock."""
        self.lay_over(MorePage(self.context, on_back=self.back, show=self._instead))

    def _instead(self, form: str) -> None:
        self.back()
        self.show_form(form)

    def card(self, item: Item | None, *, place_id: PlaceId | None = None) -> None:
        """Every movement of an item, or of a place."""
        self.lay_over(CardPage(self.context, item, place_id=place_id, on_back=self.back, show=self.show_form))

    def document(self, document_id: DocumentId) -> None:
        """One document of the stock book."""
        self.lay_over(
            DocumentPage(
                self.context,
                document_id,
                on_back=self.back,
                on_saved=self._list.saved,
                on_correct=self._correct,
                show=self.show_form,
            )
        )

    def _correct(self, found: book.BookDocument) -> None:
        """Open the form that enters such a document, filled with what stands in the book."""
        form = _CORRECTED_ON.get(found.kind)
        if found.of_partner:
            form = "partner"
        if form is not None:
            self.back()
            self.show_form(form, item=found.lines[0].item if found.lines else None, corrects=found)

    def edit_item(self, item: Item | None) -> None:
        """An item's facts, or a new item's."""
        self.lay_over(ItemPage(self.context, item, on_back=self.back, on_saved=self._list.saved_item))

    def reopen(self, typed: dict[str, Any]) -> None:
        """The form a draft is of; `of` is the item it was opened for."""

        def open_form(item: Item | None) -> None:
            form = typed["form"]
            if form == "item":
                self.edit_item(item)
            elif item is not None:
                self.show_form(form, item=item)
            elif form != "write_off":
                self.show_form(form)
            else:
                return
            self.shown.put_back(typed)

        if not self._may(typed["form"]):
            return
        if typed["of"] is None:
            open_form(None)
        else:
            self.context.tasks.query(
                stock.item_detail, typed["of"], then=lambda found: open_form(found.stock.item), otherwise=self.gone
            )

    # Counting

    def _count(self, sheet: CountSheet) -> None:
        """The sheet takes the place of the choice."""
        self.back()

        def found(then: Callable[[], None]) -> None:
            self.lay_over(CountFoundPage(self.context, sheet, on_back=self.back, on_counted=then))

        def link(code: str, then: Callable[[], None]) -> None:
            self.lay_over(CountLinkPage(self.context, code, on_back=self.back, on_linked=then))

        def review() -> None:
            self._review(sheet.id, on_back=back_to_sheet)

        def back_to_sheet() -> None:
            self.back()
            page.read_again()

        page = CountPage(
            self.context,
            sheet,
            on_back=self.back,
            on_finished=self._list.saved,
            show_review=review,
            show_found=found,
            show_link=link,
        )
        self.lay_over(page)

    def _review(self, stocktake_id: StocktakeId, *, on_back: Callable[[], object]) -> None:
        self.lay_over(CountReviewPage(self.context, stocktake_id, on_back=on_back, on_finished=self._finished_count))

    def _review_waiting(self, stocktake_id: StocktakeId) -> None:
        """A count that is handed in; its lines change no more, so it has no sheet below it."""
        self.back()
        self._review(stocktake_id, on_back=self.back)

    def _finished_count(self, posted: Posted | None, sentence: str) -> None:
        self.back_to_first()
        self._list.saved(posted, sentence)
