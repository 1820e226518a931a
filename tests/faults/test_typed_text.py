"""25 hostile strings typed into every text field there is: kept as typed, found again, and only text on screen paper and table.

What cannot be kept is refused with a sentence. Nothing that was typed becomes a command, a pattern, a formula or a mark-up.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop.domain.errors import LarderError
from desktop.domain.people import MemberFacts, MemberField, checked_line, checked_text
from desktop.domain.periods import Month
from desktop.domain.referrals import Service
from desktop.domain.stock import Category, Expiry, Pack, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import (
    cards,
    catalogue,
    distribution,
    months,
    orders,
    outgoing,
    people,
    pieces,
    receipts,
    receiving,
    referrals,
    stock,
    users,
)
from desktop.operations.distribution import Given
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import wholeness
from tests.faults.counting import counted, report
from tests.faults.marked import new_form, rows_of
from tests.operations.keys import CHEAP_POLICY, PASSPHRASE, made_vault, opened

HOSTILE = (
    "Robert'); DROP TABLE member;--",
    "' OR '1'='1",
    '"; SELECT load_extension("x"); --',
    "%",
    "_",
    "100%_\\",
    "[a-z]* ?",
    '"unclosed (NEAR/2 AND NOT',
    "<b>bold</b> & <i>not</i>",
    "<script>alert(1)</script>",
    '<a href="file:///etc/passwd">here</a>',
    '<para><img src="/etc/passwd"/></para>',
    "&lt;already&gt; &amp; &#0;",
    "{member} {0} {count:>99999}",
    "%s %d %n %99999d",
    "\\u0041 \\x41 \\n \\",
    "../../../etc/passwd",
    "C:\\CON\\nul",
    "=1+1",
    '=HYPERLINK("http:x";"y")',
    "+41 79 000 00 00",
    "-2+3",
    "@SUM(A1:A9)",
    "＝1+1",
    "\u202egnp.exe \u2066x\u2069 \u200bz",
    "槟榔 \u202e🪁 𝔘𝔫𝔦 é e\u0301 \ufeff",
)
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a cell a formula for one spreadsheet or another."""


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = opened(made_vault(tmp_path / "vault"), Role.COORDINATOR)
    people.set_member_fields(made, fields=frozenset(MemberField))
    return made


def attempt(save: Callable[[], object]) -> object:
    """What was saved, or the sentence's error."""
    try:
        return save()
    except LarderError as error:
        return error


class Typed:
    """Types one string everywhere, and remembers what should stand where."""

    def __init__(self, session: Session, text: str) -> None:
        self.session, self.text = session, text
        self.day = session.today()
        self.kept: dict[str, str] = {}
        self.count = 0

    def into(self, field: str, save: Callable[[], object], *, free: bool = False) -> object:
        """Save it in a field; the result, or None when it was refused with a sentence."""
        self.count += 1
        made = attempt(save)
        if isinstance(made, LarderError):
            assert "Nothing was" in say(made), field
            return None
        self.kept[field] = checked_text(field, self.text) if free else checked_line(field, self.text)
        return made

    def everywhere(self) -> None:
        """Into every field that takes text."""
        session, text = self.session, self.text
        item = self.into(
            "main.item.name",
            lambda: catalogue.save_item(
                session, name=text, category=Category.PROTECTION, unit=Unit.PIECE, expiry=Expiry.NONE
            ),
        ) or catalogue.save_item(
            session, name=f"Plain {new_form()[:6]}", category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.NONE
        )
        self.into(
            "main.item_pack.name",
            lambda: catalogue.save_item(
                session,
                name=f"Packed {new_form()[:6]}",
                category=Category.PROTECTION,
                unit=Unit.PIECE,
                expiry=Expiry.NONE,
                packs=[Pack(text, 12)],
            ),
        )
        assert not isinstance(attempt(lambda: catalogue.find_barcode(session, text)), int)
        place = (
            self.into("main.place.name", lambda: catalogue.save_place(session, name=text))
            or catalogue.places(session)[0].id
        )
        self.into(
            "main.batch.lot",
            lambda: receiving.receive_stock(
                session,
                form_key=new_form(),
                source=Source.DONATION,
                origin=text,
                place_id=place,  # type: ignore[arg-type]
                lines=[Arrival(item, 50, lot=text)],  # type: ignore[arg-type]
                occurred_on=self.day,
            ),
        )
        self.desk(place)
        facts = MemberFacts(text, area=text, language=text, note=text)
        member = self.into(
            "people.member.name", lambda: people.register_member(session, form_key=new_form(), facts=facts)
        )
        plain = people.register_member(session, form_key=new_form(), facts=MemberFacts(f"Plain {new_form()}"))
        who = plain if member is None else member
        self.into(
            "people.request.words",
            lambda: people.note_request(
                session, form_key=new_form(), member_id=plain.id, words=text, asked_on=self.day
            ),
            free=True,
        )
        partner = self.into(
            "people.provider.name",
            lambda: referrals.save_provider(session, name=text, service=Service.CLINIC, details=text),
        ) or referrals.save_provider(session, name=f"Plain {new_form()}", service=Service.CLINIC, details="")
        self.into(
            "main.setting.value",
            lambda: users.change_settings(session, collective=text, small_count=10, idle_minutes=10),
        )
        self.into(
            "main.user.name",
            lambda: users.add_user(
                session,
                login=f"login {new_form()[:8]}",
                passphrase=PASSPHRASE,
                name=text,
                role=Role.VOLUNTEER,
                policy=CHEAP_POLICY,
            ),
        )
        # Searching for it finds what bears it, and is never a pattern.
        found = people.find_members(session, text, limit=1000)
        everybody = people.find_members(session, "", limit=1000)
        assert member is None or member.id in {each.id for each in found}  # type: ignore[attr-defined]
        if any(sign in text for sign in "%_[") and member is not None:
            assert len(found) < len(everybody)
        referrals.referrals(session, text=text)
        stock.stock_list(session, text=text)
        self.papers(item, who.id, partner.id)  # type: ignore[attr-defined]

    def desk(self, place: object) -> None:
        """Into every field of the stock keeper's desk, and onto its papers and tables."""
        session, text = self.session, self.text
        plain = {"category": Category.CARDS, "unit": Unit.PIECE, "expiry": Expiry.NONE}
        soap = catalogue.save_item(session, name=f"Plain {new_form()[:6]}", **plain)  # type: ignore[arg-type]
        card = catalogue.save_item(session, name=f"Card {new_form()[:6]}", serials=True, **plain)  # type: ignore[arg-type]
        self.into(
            "main.item_name.name",
            lambda: catalogue.save_item(
                session,
                item_id=soap,
                name=f"Plain {new_form()[:6]}",
                names=[("zh_CN", text)],
                **plain,  # type: ignore[arg-type]
            ),
        )
        fund = self.into("main.fund.name", lambda: catalogue.save_fund(session, name=text))
        receive: dict[str, object] = {"source": Source.DONATION, "place_id": place, "occurred_on": self.day}
        self.into(
            "people.giver.name",
            lambda: receiving.receive_stock(
                session,
                form_key=new_form(),
                origin="",
                lines=[Arrival(soap, 30)],
                fund_id=fund,  # type: ignore[arg-type]
                giver=text,
                **receive,  # type: ignore[arg-type]
            ),
        )
        numbered = lambda: receiving.receive_stock(  # noqa: E731
            session,
            form_key=new_form(),
            origin="",
            lines=[Arrival(card, 1, numbers=(text,))],
            **receive,  # type: ignore[arg-type]
        )
        if not isinstance(attempt(numbered), LarderError):
            found = pieces.find_number(session, text)
            assert card in {piece.item.id for piece in found}
            assert all(piece.serial.number.strip() for piece in found)
        self.count += 1
        order = self.into(
            "main.supply_order.asked_of",
            lambda: orders.make_order(
                session, form_key=new_form(), asked_of=text, asked_on=self.day, lines=[(soap, 5)], note=text
            ),
        )
        self.into(
            "main.document.purpose",
            lambda: outgoing.use_materials(
                session,
                form_key=new_form(),
                place_id=place,  # type: ignore[arg-type]
                lines=[Leaving(soap, 1)],
                purpose=text,
                occurred_on=self.day,
            ),
        )
        if order is not None:
            paper = orders.order_paper(session, order_id=order.id, language="en")  # type: ignore[attr-defined]
            assert len(PdfReader(io.BytesIO(paper)).pages) == 1
        assert cards.card_paper(session, item_id=soap, language="zh_CN").startswith(b"%PDF")
        table = cards.card_csv(session, item_id=soap).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULAS) and not cell.lstrip("-").isdigit()]
        self.count += 3

    def papers(self, item: object, member: object, partner: object) -> None:
        """On every paper it stands as it is."""
        session = self.session
        given = distribution.give_out(
            session,
            form_key=new_form(),
            lines=[Given(item, 1)],  # type: ignore[arg-type]
            member_id=member,  # type: ignore[arg-type]
            occurred_on=self.day,
        )
        receipt = receipts.receipt_paper(session, document_id=given.document_id, language="en")
        referral = referrals.make_referral(
            session,
            form_key=new_form(),
            member_id=member,  # type: ignore[arg-type]
            provider_id=partner,  # type: ignore[arg-type]
            made_on=self.day,
            follow_up_on=self.day,
        )
        slip = referrals.slip_paper(session, referral_id=referral.id, language="zh_CN")
        for paper in (receipt, slip):
            said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
            name = checked_line("name", self.text)
            if name.isascii() and "main.item.name" in self.kept and paper is receipt:
                assert name.replace(" ", "") in "".join(said.split())
        self.count += 2


def test_hostile_text_stays_text_in_every_field(session: Session) -> None:
    fields = 0
    for text in HOSTILE[:: counted(1, 5)]:
        typed = Typed(session, text)
        typed.everywhere()
        fields += typed.count
        rows = {name: rows_of(session.database, name) for name in ("main", "people")}
        for field, kept in typed.kept.items():
            schema, table, _column = field.split(".")
            assert any(kept in row for row in rows[schema][table]), (field, kept)
    held = stock.item_detail(session, catalogue.items(session)[0].id).held
    assert held
    outgoing.write_off(
        session,
        form_key=new_form(),
        item_id=catalogue.items(session)[0].id,
        batch_id=held[0].batch.id,
        place_id=held[0].place.id,
        quantity=1,
        reason=Reason.DAMAGED,
        occurred_on=session.today(),
    )
    month = Month.of(session.today())
    for share in (True, False):
        assert months.summary_paper(session, month=month, share=share, language="en").startswith(b"%PDF")
    assert wholeness.is_whole(session.database)
    assert session.database.value("SELECT count(*) FROM people.member")
    table = months.summary_csv(session, month=month, share=False)
    session.close()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULAS) and not cell.lstrip("-").isdigit()]
    report(group="T17", fault="hostile text in every text field", means="typed by operations, 25 strings", times=fields)


def test_no_cell_of_a_table_begins_a_formula(session: Session) -> None:
    before = [f"{sign}1+{number}" for number, sign in enumerate("=+-@＝＋－＠")]
    before += [f"{sign}=2+{number}" for number, sign in enumerate(("\t", "\r", "\n", " ", "\u200b", "\ufeff"))]
    for name in before:
        catalogue.save_item(session, name=name, category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.NONE)
    table = months.summary_csv(session, month=Month.of(session.today()), share=False).decode("utf-8-sig")
    session.close()
    names = {row[0] for row in csv.reader(io.StringIO(table)) if row}
    assert {f"'{checked_line('name', name)}" for name in before} <= names
    assert not [name for name in names if name.startswith(FORMULAS)]
    report(group="T14", fault="an item's name that begins a formula", means="the month's table", times=len(before))
