from tests.operations.desk import Desk


def test_a_stock_keepers_vault_has_no_people(desk: Desk) -> None:
    assert desk.database.has_people
    assert not desk.keeper_alone().database.has_people
    desk.reopen()
    assert desk.coordinator.database.has_people
