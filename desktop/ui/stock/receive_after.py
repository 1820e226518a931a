"""What is asked before goods received are saved, and what is offered afterwards."""

from collections.abc import Callable, Sequence

from desktop.domain.stock import DocumentId, Posted
from desktop.i18n import _, current, number_text, say
from desktop.operations import hand_over
from desktop.operations.receiving import Unusual
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.stock.receive_lines import pack_words


def ask_about_unusual(
    context: Context, unusual: Sequence[Unusual], *, on_act: Callable[[], None], on_safe: Callable[[], None]
) -> None:
    """Ask about lines that may be slips of the hand: 144 × box of 144 are 20,736 pieces?"""
    first = unusual[0]
    amount = words.quantity(first.quantity, first.item.unit)
    if first.pack is not None and first.packs > 1:
        question = _("{count} × {pack} are {amount}?").format(
            count=number_text(first.packs), pack=pack_words(first.pack, first.item.unit), amount=amount
        )
    else:
        question = _("{amount} of {item}?").format(amount=amount, item=first.item.name)
    facts = [(each.item.name, words.quantity(each.quantity, each.item.unit)) for each in unusual]
    if first.usual:
        facts.append((_("One delivery mostly was"), words.quantity(first.usual, first.item.unit)))
    context.messages.confirm(
        question,
        _("That is far more than usual. Nothing is saved yet."),
        facts,
        safe=_("Look again"),
        act=_("Receive it"),
        on_act=on_act,
        on_safe=on_safe,
    )


def show_hand_over_slip(context: Context, document_id: DocumentId, number: str) -> None:
    """Make the slip for whoever gave the goods and show it, to be printed from there."""
    context.tasks.action(
        hand_over.hand_over_paper,
        document_id=document_id,
        language=current(),
        changed=Changed(0),
        then=lambda pdf: context.show_paper(pdf, _("Hand-over slip {number}").format(number=number)),
        otherwise=lambda error: context.messages.refuse(say(error)),
    )


def offer_hand_over_slip(context: Context, posted: Posted) -> None:
    """After goods were received: a slip can be printed."""

    def show() -> None:
        context.messages.clear()
        show_hand_over_slip(context, posted.document_id, posted.number)

    context.messages.inform(
        _("Whoever gave it can take a slip along: what came, and room to sign."),
        [(_("Hand-over slip"), "receive_slip", show)],
    )
