"""The words on the screen for the domain's own words, in the language being spoken."""

from desktop.domain.people import AgeBand, Gender, ReceivedLine
from desktop.domain.referrals import SERVICE_WORDS, Outcome, OutcomeSource, Service
from desktop.domain.stock import CATEGORY_WORDS, UNIT_WORDS, Category, DocumentKind, Expiry, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.i18n import _, ngettext, number_text


def age_band(value: AgeBand) -> str:
    """A band of ages, as members say it."""
    return {
        AgeBand.FROM_18: _("18 to 29"),
        AgeBand.FROM_30: _("30 to 39"),
        AgeBand.FROM_40: _("40 to 49"),
        AgeBand.FROM_50: _("50 or over"),
    }[value]


def category(value: Category) -> str:
    """The group an item belongs to."""
    return _(CATEGORY_WORDS[value])


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


def gender(value: Gender) -> str:
    """As the member says."""
    return {
        Gender.WOMAN: _("Woman"),
        Gender.MAN: _("Man"),
        Gender.TRANS_WOMAN: _("Trans woman"),
        Gender.TRANS_MAN: _("Trans man"),
        Gender.NON_BINARY: _("Non-binary"),
        Gender.OTHER: _("Another"),
    }[value]


def left(value: int, unit: Unit) -> str:
    """How many of an item can still be given: 412 left, 25 kg left, none left."""
    if value <= 0:
        return _("none left")
    return _("{count} left").format(count=number_text(value) if unit is Unit.PIECE else quantity(value, unit))


def item_and_quantity(line: ReceivedLine) -> str:
    """What somebody was given: Soap 12, Rice 2 kg."""
    amount = number_text(line.quantity) if line.unit is Unit.PIECE else quantity(line.quantity, line.unit)
    return _("{item} {amount}").format(item=line.name, amount=amount)


def outcome(value: Outcome) -> str:
    """How a referral ended."""
    return {
        Outcome.COMPLETED: _("Was helped"),
        Outcome.NOT_COMPLETED: _("Did not go"),
        Outcome.DECLINED: _("Did not want it any more"),
        Outcome.REFUSED: _("Was turned away"),
        Outcome.CANCELLED: _("Cancelled, made by mistake"),
    }[value]


def outcome_source(value: OutcomeSource) -> str:
    """How we know how a referral ended."""
    return {
        OutcomeSource.MEMBER: _("The member said so"),
        OutcomeSource.SLIP: _("The slip came back"),
        OutcomeSource.PROVIDER: _("The partner said so"),
        OutcomeSource.ACCOMPANIED: _("Somebody went along"),
    }[value]


def quantity(value: int, unit: Unit) -> str:
    """So many of a unit: 24 pieces, 250 g, 25 kg, 500 ml. Kilograms only where nothing is rounded away."""
    if unit is Unit.GRAM and value and value % 1000 == 0:
        return _("{count} kg").format(count=number_text(value // 1000))
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


def service(value: Service) -> str:
    """What a partner does."""
    return _(SERVICE_WORDS[value])


def source(value: Source) -> str:
    """Where goods came from."""
    return {Source.OPENING: _("Opening stock"), Source.DONATION: _("Donation"), Source.PURCHASE: _("Purchase")}[value]


def unit(value: Unit) -> str:
    """The unit an item is counted in."""
    return _(UNIT_WORDS[value])
