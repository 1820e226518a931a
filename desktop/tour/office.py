"""The volunteer's part of the tour: members, hand-outs, referrals."""

from dataclasses import dataclass, field

from desktop.domain.periods import Month
from desktop.domain.referrals import Outcome, OutcomeSource, Service
from desktop.tour.cast import CODE_NAMES, PARTNERS, REQUESTS, Day, HandOut, Sending
from desktop.tour.stage import Stage, item_name
from desktop.tour.storeroom import choose_row
from desktop.tour.tally import Tally


@dataclass
class Office:
    """What the volunteer remembers from day to day: which referral is to be asked about when."""

    stage: Stage
    tally: Tally
    waiting: list[tuple[int, str, Sending]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def first_time(self, what: str) -> bool:
        """Whether something is done for the first time, which is when a picture of it is taken."""
        if what in self.seen:
            return False
        self.seen.add(what)
        return True

    @property
    def month(self) -> Month:
        """The month being played."""
        return Month.of(self.stage.clock.day)

    def register(self, member: int, *, picture: bool = False) -> None:
        """A code name is all that is asked."""
        stage, hands = self.stage, self.stage.hands
        stage.go("members")
        hands.press("members_register")
        hands.type("register_name", stage.person(CODE_NAMES[member]))
        if picture:
            stage.picture("register")
        hands.press("register_save")

    def give(self, hand_out: HandOut, *, paper: str = "", pictures: tuple[str, ...] = ()) -> None:
        """One visit at the counter."""
        stage, hands = self.stage, self.stage.hands
        stage.go("counter")
        if hand_out.member is not None:
            hands.type("counter_search", CODE_NAMES[hand_out.member].lower(), enter=True)
        else:
            hands.press("counter_heads")
            hands.type("counter_head_number", str(hand_out.heads), enter=True)
            if self.first_time("heads"):
                stage.picture("counter-head-count")
        if pictures:
            stage.picture(pictures[0])
        for item, quantity in hand_out.items:
            hands.type("counter_search", item_name(item), enter=True)
            if hand_out.member is None:
                hands.type("counter_search", str(quantity), enter=True)
        if paper:
            hands.press("counter_print")
        if len(pictures) > 1:
            stage.picture(pictures[1])
        hands.press("counter_give")
        if paper:
            stage.picture(f"{paper}-preview")
            stage.keep_paper(paper)
            # The choice stays as it was made; most people take no paper.
            hands.press("counter_print")
        self._note(hand_out)

    def _note(self, hand_out: HandOut) -> None:
        played = self.tally.months[self.month]
        played.hand_outs += 1
        if hand_out.member is None:
            played.heads += hand_out.heads
            played.unnamed += 1
        else:
            played.members.add(hand_out.member)
            played.contacts += 1
        for item, quantity in hand_out.items:
            self.tally.give(self.month, item_name(item), quantity)

    def add_partners(self) -> None:
        """The directory."""
        stage, hands = self.stage, self.stage.hands
        stage.go("referrals")
        stage.picture("referrals-empty")
        hands.press("referrals_partners")
        for number, partner in enumerate(PARTNERS):
            hands.press("partners_new")
            hands.type("partner_name", stage.person(partner.name))
            hands.choose_data("partner_service", Service(partner.service))
            hands.type("partner_details", stage.person(partner.details))
            if not number:
                stage.picture("partner")
            hands.press("partner_save")
        stage.picture("partners")
        hands.press("partners_back")

    def refer(self, sending: Sending) -> None:
        """Send somebody to a partner, and remember when to ask."""
        stage, hands = self.stage, self.stage.hands
        picture = self.first_time("refer")
        stage.go("referrals")
        hands.press("referrals_make")
        hands.type("refer_member", CODE_NAMES[sending.member].lower(), enter=True)
        partner = PARTNERS[sending.partner].name
        hands.choose("refer_provider", next(words for words in hands.options("refer_provider") if partner in words))
        if picture:
            stage.picture("refer")
        hands.press("refer_save")
        number = hands.rows("referrals_table")[0][0]
        if picture:
            stage.picture("referred")
            hands.press("referrals_slip")
            stage.picture("slip-preview")
            stage.keep_paper("referral-slip")
        self.waiting.append((stage.clock.day.toordinal() + sending.after, number, sending))
        played = self.tally.months[self.month]
        played.made += 1
        played.members.add(sending.member)
        played.contacts += 1

    def ask_back(self) -> None:
        """Write down how it went for those whose day has come."""
        stage, hands = self.stage, self.stage.hands
        today = stage.clock.day.toordinal()
        due = [entry for entry in self.waiting if entry[0] <= today]
        self.waiting = [entry for entry in self.waiting if entry[0] > today]
        for _day, number, sending in due:
            if sending.outcome is None:
                continue
            stage.go("referrals")
            hands.press("referrals_filter_all")
            hands.type("referrals_search", number)
            choose_row(stage, "referrals_table", number)
            hands.press("referrals_outcome")
            hands.choose_data("outcome_choice", Outcome(sending.outcome))
            hands.choose_data("outcome_source", OutcomeSource.SLIP)
            if self.first_time("outcome"):
                stage.picture("outcome")
            hands.press("outcome_save")
            hands.type("referrals_search", "")
            if sending.outcome == "completed":
                self.tally.months[self.month].completed += 1

    def correct_last(self) -> None:
        """Somebody got two pieces of soap, not one: undone and entered again in one step."""
        stage, hands = self.stage, self.stage.hands
        self.give(HandOut(0, 0, (("Soap", 1),)))
        hands.press(hands.first("counter_correct_"))
        hands.type("counter_search", "2", enter=True)
        stage.picture("correct")
        hands.press("counter_give")
        stage.picture("corrected")
        self.tally.give(self.month, item_name("Soap"), 1)

    def pictures_of_the_middle(self) -> None:
        """Members, one member's page, a request and its answer, names shown, a correction."""
        stage, hands = self.stage, self.stage.hands
        stage.go("members")
        stage.picture("members")
        hands.press("rail_names")
        stage.picture("members-names-shown")
        hands.type("members_search", CODE_NAMES[0].lower())
        stage.picture("members-found")
        hands.click_row("members_table", 0, twice=True)
        stage.picture("member")
        hands.press("member_ask")
        hands.type("ask_words", stage.person(REQUESTS[0]))
        stage.picture("ask")
        hands.press("ask_save")
        stage.picture("member-asked")
        hands.press("member_edit")
        stage.picture("member-edit")
        hands.press("edit_back")
        hands.press("member_back")
        hands.type("members_search", "")
        hands.press("rail_names")
        self.correct_last()
        stage.go("today")
        stage.picture("today")

    def day(self, day: Day, *, first: bool) -> None:
        """One day's visits, in the order they come."""
        for member in day.registers:
            self.register(member, picture=first and member == day.registers[0])
        for number, hand_out in enumerate(day.hand_outs):
            show = first and not number
            self.give(
                hand_out,
                paper="receipt" if show else "",
                pictures=("counter-person", "counter-basket") if show else (),
            )
            self.stage.clock.pass_minutes(7)
        self.ask_back()
        for sending in day.sendings:
            self.refer(sending)
