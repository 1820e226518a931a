"""A month: its figures, its paper, its table, the checks before closing."""

from desktop.domain.periods import Month
from desktop.operations import months
from desktop.operations.session import Session
from tests.benchmarks.conftest import Bench
from tests.benchmarks.filled_vault import TODAY

THIS = Month.of(TODAY)


def test_monthly_summary(session: Session, measure: Bench) -> None:
    bounds: dict[str, object] = {"first": THIS.first.isoformat(), "last": THIS.last.isoformat()}

    def bare() -> None:
        for sql in (
            "SELECT count(DISTINCT member_id) FROM people.recipient WHERE occurred_on BETWEEN :first AND :last",
            "SELECT item_id, class, sum(quantity) FROM movement WHERE occurred_on BETWEEN :first AND :last GROUP BY 1, 2",
            "SELECT service, count(*) FROM people.referral WHERE made_on BETWEEN :first AND :last GROUP BY 1",
        ):
            session.database.rows(sql, bounds)

    measure(
        "monthly summary, every figure",
        lambda: months.month_figures(session, THIS),
        bare=bare,
        goal="3 x bare, 100 ms",
    )


def test_closed_month(session: Session, measure: Bench) -> None:
    measure("monthly summary, closed", lambda: months.month_figures(session, THIS.plus(-3)), goal="100 ms")


def test_checks_before_closing(session: Session, measure: Bench) -> None:
    measure("checks before closing", lambda: months.closing_checks(session, THIS.plus(-1)), goal="300 ms", rounds=5)


def test_summary_paper(session: Session, measure: Bench) -> None:
    def paper() -> None:
        months.summary_paper(session, month=THIS, share=False, language="en")

    measure("summary PDF", paper, goal="500 ms", rounds=5)


def test_share_copy(session: Session, measure: Bench) -> None:
    measure(
        "share copy as table",
        lambda: months.summary_csv(session, month=THIS, share=True),
        goal="500 ms",
        rounds=5,
    )
