"""Sending somebody to a clinic, a lawyer or another service, and hearing how it went."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.domain.people import MemberId
from desktop.i18n.catalogue import N_

ProviderId = NewType("ProviderId", int)
ReferralId = NewType("ReferralId", int)


class Service(StrEnum):
    """What a provider does, in words that say little on paper."""

    CLINIC = "clinic"
    TEST = "test"
    COUNSELLING = "counselling"
    LAWYER = "lawyer"
    PAPERS = "papers"
    SHELTER = "shelter"
    MONEY = "money"
    OTHER = "other"


SERVICE_WORDS = {
    Service.CLINIC: N_("Clinic"),
    Service.TEST: N_("Test"),
    Service.COUNSELLING: N_("Counselling"),
    Service.LAWYER: N_("Lawyer"),
    Service.PAPERS: N_("Papers"),
    Service.SHELTER: N_("Shelter"),
    Service.MONEY: N_("Money"),
    Service.OTHER: N_("Other"),
}
"""Each service in a word, still to be translated."""


class Outcome(StrEnum):
    """How a referral ended. Without one it is pending."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    DECLINED = "declined"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class OutcomeSource(StrEnum):
    """How we know."""

    MEMBER = "member"
    SLIP = "slip"
    PROVIDER = "provider"
    ACCOMPANIED = "accompanied"


@dataclass(frozen=True, slots=True)
class Provider:
    """A clinic, lawyer or office in the directory; `details` (address, hours) stands on the slip."""

    id: ProviderId
    name: str
    service: Service
    details: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral and what came of it. A slip can be given without a member's record."""

    id: ReferralId
    number: str
    member_id: MemberId | None
    member_code: str | None
    member_name: str | None
    provider: Provider
    made_on: date
    follow_up_on: date | None
    outcome: Outcome | None = None
    outcome_source: OutcomeSource | None = None
    outcome_on: date | None = None

    @property
    def pending(self) -> bool:
        """Whether nobody has said yet how it went."""
        return self.outcome is None

    def days_late(self, today: date) -> int:
        """How many days the follow-up is overdue; 0 when it is not, or not pending."""
        if self.outcome is not None or self.follow_up_on is None:
            return 0
        return max(0, (today - self.follow_up_on).days)
