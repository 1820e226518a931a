"""Bringing a count to its end whoever else works there: handed in, and approved by somebody else where that is needed."""

import uuid
from dataclasses import replace

from desktop.domain.counting import StocktakeId
from desktop.domain.stock import Posted
from desktop.domain.users import PERMISSIONS, Permission
from desktop.operations import count_review
from desktop.operations.session import Session
from desktop.storage import users


def somebody_else(session: Session) -> Session:
    """A session of another person who may change stock, at the same vault."""
    other = next(
        user
        for user in users.users(session.database)
        if user.active and user.id != session.user.id and Permission.CHANGE_STOCK in PERMISSIONS[user.role]
    )
    return replace(session, user=other)


def finish_count(session: Session, stocktake_id: StocktakeId) -> Posted | None:
    """Hand a count in and have it approved; None when everything matched."""
    outcome = count_review.submit_count(session, form_key=uuid.uuid4().hex, stocktake_id=stocktake_id)
    if not outcome.waiting:
        return outcome.posted
    return count_review.approve_count(somebody_else(session), form_key=uuid.uuid4().hex, stocktake_id=stocktake_id)
