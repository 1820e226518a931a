-- Who gave goods, and what goods were sold for: of both a stock keeper learns nothing.

-- document_id names a row of the other database. A giver can be forgotten; the goods and their number stay.
CREATE TABLE people.giver (
    document_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;

-- Money that came into a fund or left it, in minor units of its currency (ISO 4217). fund_id and document_id name rows of
-- the other database. A reversal has the opposite amount.
CREATE TABLE people.fund_entry (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    fund_id INTEGER NOT NULL,
    document_id INTEGER UNIQUE,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0),
    currency TEXT NOT NULL,
    occurred_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    reverses_id INTEGER UNIQUE REFERENCES fund_entry (id)
) STRICT;
CREATE INDEX people.fund_entry_fund ON fund_entry (fund_id, currency);
CREATE TRIGGER people.fund_entry_kept_as_written BEFORE UPDATE ON fund_entry BEGIN
    SELECT RAISE(ABORT, 'fund entry is append-only');
END;
CREATE TRIGGER people.fund_entry_never_deleted BEFORE DELETE ON fund_entry BEGIN
    SELECT RAISE(ABORT, 'fund entry is append-only');
END;
