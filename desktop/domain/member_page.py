"""A member's page: what stands in several subjects about one person, brought together."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.people import Asked, Member, Received
from desktop.domain.referrals import Referral


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything recorded about a member, as their page shows it; each part newest first.

    Attributes:
        received: Hand-outs. One that was undone stays, marked; what undid it is no entry of its own.
        counted_since: When the member agreed to be counted; None while they do not.
    """

    member: Member
    received: tuple[Received, ...]
    referrals: tuple[Referral, ...]
    asked: tuple[Asked, ...]
    counted_since: date | None = None
