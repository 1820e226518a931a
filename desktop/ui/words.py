"""The words on the screen for the domain's own words, in the language being spoken."""

from desktop.domain.stock import Category, DocumentKind, Expiry, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.i18n import _, ngettext, number_text


def category(value: Category) -> str:
    """The group an item belongs to."""
    return {
        Category.PREVENTION: _("Prevention"),
        Category.PROTECTION: _("Protection"),
        Category.FOOD: _("Food"),
        Category.HYGIENE: _("Hygiene"),
        Category.MEDICINE: _("Medicine"),
        Category.MATERIALS: _("Materials"),
        Category.CARDS: _("Cards"),
    }[value]


def document_kind(value: DocumentKind) -> str:
    """What a document did, as a word in a stock card."""
    return {
        DocumentKind.INTAKE: _("received"),
        DocumentKind.DISTRIBUTION: _("given out"),
        DocumentKind.WRITE_OFF: _("written off"),
        DocumentKind.STOCKTAKE: _("counted"),
    }[value]


def expiry(value: Expiry) -> str:
    """What the date on an item means."""
    return {Expiry.NONE: _("No date"), Expiry.USE_BY: _("Use by"), Expiry.BEST_BEFORE: _("Best before")}[value]


def quantity(value: int, unit: Unit) -> str:
    """So many of a unit: 24 pieces, 2,000 g, 500 ml."""
    if unit is Unit.GRAM:
        return _("{count} g").format(count=number_text(value))
    if unit is Unit.MILLILITRE:
        return _("{count} ml").format(count=number_text(value))
    return ngettext("{count} piece", "{count} pieces", value).format(count=number_text(value))


def reason(value: Reason) -> str:
    """Why something was written off or counted differently."""
    return {
        Reason.EXPIRED: _("Expired"),
        Reason.SPOILED: _("Spoiled"),
        Reason.DAMAGED: _("Damaged"),
        Reason.STOLEN: _("Stolen"),
        Reason.LOST: _("Lost"),
        Reason.MISCOUNTED: _("Miscounted"),
        Reason.NOT_WRITTEN_DOWN: _("Not written down"),
        Reason.FOUND: _("Found"),
        Reason.UNKNOWN: _("Not known"),
    }[value]


def role(value: Role) -> str:
    """A person's role."""
    return {
        Role.VOLUNTEER: _("Volunteer"),
        Role.STOCK_KEEPER: _("Stock keeper"),
        Role.COORDINATOR: _("Coordinator"),
    }[value]


def source(value: Source) -> str:
    """Where goods came from."""
    return {Source.OPENING: _("Opening stock"), Source.DONATION: _("Donation"), Source.PURCHASE: _("Purchase")}[value]


def unit(value: Unit) -> str:
    """The unit an item is counted in."""
    return {Unit.PIECE: _("pieces"), Unit.GRAM: _("grams"), Unit.MILLILITRE: _("millilitres")}[value]
