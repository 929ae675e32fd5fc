from db import tickets, traces
from db.engine import Database
from tests.db.values import new_letter, new_ticket


def test_ids_are_found_whatever_their_length(database: Database) -> None:
    long_id = "я" * 900 + "@client.example"
    with database.begin() as connection:
        ticket_id = new_ticket(connection)
        row = tickets.add_letter(connection, ticket_id, new_letter())
        traces.add_ids(connection, ticket_id, row, [("m@x", "mentioned"), (long_id, "letter")])
        found = traces.find_ids(connection, ["m@x", long_id, "other@x"])
        assert [(one.value, one.role) for one in found] == [
            (long_id, "letter"),
            ("m@x", "mentioned"),
        ]
        assert traces.find_ids(connection, []) == []
