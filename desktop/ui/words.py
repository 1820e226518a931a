"""The words on the screen for the domain's own words, in the language being spoken."""

from desktop.domain.journal import JournalLine, Kind
from desktop.domain.people import AgeBand, Gender, ReceivedLine
from desktop.domain.referrals import SERVICE_WORDS, Outcome, OutcomeSource, Service
from desktop.domain.stock import (
    CATEGORY_WORDS,
    DOCUMENT_WORDS,
    REASON_WORDS,
    SOURCE_WORDS,
    UNIT_WORDS,
    Category,
    DocumentKind,
    Expiry,
    PlaceKind,
    Reason,
    Source,
    Unit,
)
from desktop.domain.users import Role
from desktop.i18n import N_, _, moment_text, ngettext, number_text, quantity_text
from desktop.system.clock import from_stamp
from desktop.system.watch import Heard


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
    return _(DOCUMENT_WORDS[value])


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


def heard(value: Heard) -> str:
    """What happens to the computer that locks the window."""
    return {
        Heard.SLEEP: _("the computer goes to sleep"),
        Heard.SCREEN: _("its screen is locked"),
        Heard.USER: _("somebody else takes it over"),
        Heard.LID: _("its lid is closed"),
    }[value]


def journal_kind(value: Kind) -> str:
    """What entries of the journal are about."""
    return {
        Kind.HAND_OUTS: _("Hand-outs"),
        Kind.STOCK: _("Stock"),
        Kind.PEOPLE: _("Members"),
        Kind.REFERRALS: _("Referrals"),
        Kind.PAPERS: _("Papers and tables"),
        Kind.BACKUPS: _("Backups"),
        Kind.KEYS: _("Keys and colleagues"),
        Kind.UNLOCKING: _("Unlocking"),
        Kind.SETTINGS: _("Settings"),
    }[value]


def journal_line(line: JournalLine) -> str:
    """What was done, as one line of the journal. It names nobody and no service."""
    subject = line.subject
    if line.action == "unlock.failed":
        return _failed_unlocks(subject)
    if line.action == "user.role":
        return _("Changed a role, to: {role}").format(role=_role_or_empty(subject.get("role")))
    if line.action == "user.mend":
        return _("Brought the list of colleagues in line with the keys")
    sentence = JOURNAL_WORDS.get(line.action)
    return _(sentence) if sentence else _("Something a newer Larder wrote: {action}").format(action=line.action)


def _failed_unlocks(subject: dict[str, object]) -> str:
    count = subject.get("count")
    if subject.get("damaged") or not isinstance(count, int):
        return _("The list of wrong passphrases was damaged or altered")
    try:
        first, last = from_stamp(str(subject.get("first"))), from_stamp(str(subject.get("last")))
    except ValueError:
        return ngettext("{count} wrong passphrase", "{count} wrong passphrases", count).format(count=number_text(count))
    if count == 1:
        return _("A wrong passphrase, {moment}").format(moment=moment_text(first))
    sentence = ngettext(
        "{count} wrong passphrase, {first} to {last}", "{count} wrong passphrases, {first} to {last}", count
    )
    return sentence.format(count=number_text(count), first=moment_text(first), last=moment_text(last))


def _role_or_empty(value: object) -> str:
    return role(Role(value)) if isinstance(value, str) and value in list(Role) else ""


JOURNAL_WORDS = {
    "backup.confirm_restored": N_("Confirmed the restored records"),
    "backup.make": N_("Made a backup"),
    "backup.restore": N_("Restored a backup"),
    "card.print": N_("Printed a stock card"),
    "card.table": N_("Wrote a stock card as a table"),
    "copy.remove": N_("Removed a copy kept on this computer"),
    "count.abandon": N_("Gave up a count"),
    "count.approve": N_("Approved a count"),
    "count.begin": N_("Began a count"),
    "count.finish": N_("Finished a count"),
    "count.send_back": N_("Sent a count back"),
    "count.sheet": N_("Printed a count sheet"),
    "count.submit": N_("Handed in a count"),
    "distribution.correct": N_("Corrected a hand-out"),
    "distribution.give": N_("Gave out"),
    "distribution.recipient": N_("Wrote a hand-out into a member's entry"),
    "distribution.undo": N_("Undid a hand-out"),
    "fund.save": N_("Saved a fund"),
    "giver.forget": N_("Forgot who gave something"),
    "giver.note": N_("Noted who gave something"),
    "item.merge": N_("Made two items one"),
    "item.photo": N_("Changed an item's picture"),
    "item.save": N_("Changed an item"),
    "keys.renew": N_("Made all keys anew"),
    "kit.recipe": N_("Changed what a kit is made of"),
    "member.active": N_("Changed whether a member is active"),
    "member.counted": N_("Changed whether a member is counted"),
    "member.edit": N_("Changed a member's entry"),
    "member.erase": N_("Erased a member's entry"),
    "member.fields": N_("Changed which facts about members are kept"),
    "member.register": N_("Registered a member"),
    "month.close": N_("Closed a month"),
    "month.paper": N_("Made a summary as paper"),
    "month.table": N_("Made a summary as table"),
    "order.close": N_("Closed an order"),
    "order.make": N_("Made an order"),
    "order.paper": N_("Printed an order"),
    "partner.report": N_("Entered what a partner group gave out"),
    "place.save": N_("Changed a place"),
    "provider.save": N_("Changed a partner"),
    "receipt.print": N_("Printed a receipt"),
    "recovery.new": N_("Made a new recovery sheet"),
    "recovery.try": N_("Tried the recovery sheet"),
    "referral.cancel": N_("Cancelled a referral"),
    "referral.make": N_("Made a referral"),
    "referral.outcome": N_("Wrote down how a referral went"),
    "referral.postpone": N_("Put off a follow-up"),
    "referral.slip": N_("Printed a referral slip"),
    "request.answer": N_("Answered a request"),
    "request.note": N_("Wrote down a request"),
    "settings.change": N_("Changed the settings"),
    "stock.check": N_("Checked the stock book"),
    "stock.found": N_("Booked something found, not recorded"),
    "stock.import": N_("Imported goods received"),
    "stock.move": N_("Moved stock"),
    "stock.note": N_("Printed a transfer note"),
    "stock.pack": N_("Packed kits"),
    "stock.receive": N_("Received stock"),
    "stock.sell": N_("Sold stock"),
    "stock.sell_undo": N_("Undid a sale"),
    "stock.slip": N_("Printed a hand-over slip"),
    "stock.undo": N_("Undid a stock entry"),
    "stock.unpack": N_("Unpacked kits"),
    "stock.use": N_("Took materials for an activity"),
    "stock.write_off": N_("Wrote off stock"),
    "unlock": N_("Unlocked"),
    "unlock.recovery": N_("Unlocked with the recovery sheet"),
    "user.add": N_("Added a colleague"),
    "user.let_in": N_("Let a colleague in again"),
    "user.passphrase": N_("Changed their own passphrase"),
    "user.pause": N_("Paused a colleague"),
    "user.remove": N_("Removed a colleague"),
    "user.rename": N_("Gave a colleague another name"),
    "user.reset": N_("Gave a colleague a new passphrase"),
    "vault.create": N_("Made the vault"),
}


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


def place_kind(value: PlaceKind) -> str:
    """What a place is."""
    return {
        PlaceKind.STORE: _("Store"),
        PlaceKind.SHELF: _("Shelf"),
        PlaceKind.BAG: _("Bag for the way"),
        PlaceKind.PARTNER: _("Partner group"),
    }[value]


def quantity(value: int, unit: Unit) -> str:
    """So many of a unit: 24 pieces, 250 g, 25 kg, 500 ml. Kilograms only where nothing is rounded away."""
    return quantity_text(value, unit)


def reason(value: Reason) -> str:
    """Why something was written off or counted differently."""
    return _(REASON_WORDS[value])


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
    return _(SOURCE_WORDS[value])


def unit(value: Unit) -> str:
    """The unit an item is counted in."""
    return _(UNIT_WORDS[value])
