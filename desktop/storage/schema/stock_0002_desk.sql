-- The stock keeper's desk: kits, serial numbers, funds, transfers, counts of chosen items, orders.
-- Whatever tells who gave or what was earned stands in people_0003.

CREATE TABLE main.fund (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

-- worth: in minor units of money, for worth_of base units; 0 is not known. recount_since: to be counted, and since when.
-- merged_by: the document that made it one with merged_into.
ALTER TABLE main.item ADD COLUMN wished_level INTEGER NOT NULL DEFAULT 0 CHECK (wished_level >= 0);
ALTER TABLE main.item ADD COLUMN lots INTEGER NOT NULL DEFAULT 1 CHECK (lots IN (0, 1));
ALTER TABLE main.item ADD COLUMN serials INTEGER NOT NULL DEFAULT 0 CHECK (serials IN (0, 1));
ALTER TABLE main.item ADD COLUMN worth INTEGER NOT NULL DEFAULT 0 CHECK (worth >= 0);
ALTER TABLE main.item ADD COLUMN worth_of INTEGER NOT NULL DEFAULT 1 CHECK (worth_of > 0);
ALTER TABLE main.item ADD COLUMN recount_since TEXT;
ALTER TABLE main.item ADD COLUMN merged_into INTEGER REFERENCES item (id);
ALTER TABLE main.item ADD COLUMN merged_by INTEGER REFERENCES document (id);

-- An item's name in further languages; item.name stands for those that are missing.
CREATE TABLE main.item_name (
    item_id INTEGER NOT NULL REFERENCES item (id),
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (item_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE main.item_photo (
    item_id INTEGER PRIMARY KEY REFERENCES item (id),
    image BLOB NOT NULL CHECK (length(image) <= 300000)
) STRICT;

-- How many base units one thing that bears the code holds: 144 for the code on a carton.
ALTER TABLE main.item_barcode ADD COLUMN quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0);

ALTER TABLE main.place ADD COLUMN kind TEXT NOT NULL DEFAULT 'shelf';

-- What a kit is made of. A change makes the next version; what was packed keeps its own.
CREATE TABLE main.recipe (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES item (id),
    version INTEGER NOT NULL CHECK (version > 0),
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES user (id),
    UNIQUE (item_id, version)
) STRICT;
CREATE TABLE main.recipe_part (
    recipe_id INTEGER NOT NULL REFERENCES recipe (id),
    item_id INTEGER NOT NULL REFERENCES item (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (recipe_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER main.recipe_kept_as_written BEFORE UPDATE ON recipe BEGIN
    SELECT RAISE(ABORT, 'recipe is append-only');
END;
CREATE TRIGGER main.recipe_never_deleted BEFORE DELETE ON recipe BEGIN
    SELECT RAISE(ABORT, 'recipe is append-only');
END;
CREATE TRIGGER main.recipe_part_kept_as_written BEFORE UPDATE ON recipe_part BEGIN
    SELECT RAISE(ABORT, 'recipe is append-only');
END;
CREATE TRIGGER main.recipe_part_never_deleted BEFORE DELETE ON recipe_part BEGIN
    SELECT RAISE(ABORT, 'recipe is append-only');
END;

-- The same goods paid by two funds are two batches. A batch of kits knows the recipe it was packed by.
ALTER TABLE main.batch ADD COLUMN fund_id INTEGER REFERENCES fund (id);
ALTER TABLE main.batch ADD COLUMN recipe_id INTEGER REFERENCES recipe (id);
DROP INDEX main.batch_same;
CREATE UNIQUE INDEX main.batch_same ON batch (item_id, lot, coalesce(expires_on, ''), coalesce(fund_id, 0));

-- to_place_id: where a transfer went. purpose: what materials were taken for, in the collective's own neutral words.
ALTER TABLE main.document ADD COLUMN fund_id INTEGER REFERENCES fund (id);
ALTER TABLE main.document ADD COLUMN to_place_id INTEGER REFERENCES place (id);
ALTER TABLE main.document ADD COLUMN purpose TEXT NOT NULL DEFAULT '';

-- The ledger again, with more classes: a CHECK can only be changed by building the table anew.
-- moved: between places, and when two items become one. packed: into kits and out of them. used: materials. sold.
CREATE TABLE main.movement_next (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    item_id INTEGER NOT NULL REFERENCES item (id),
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    place_id INTEGER NOT NULL REFERENCES place (id),
    class TEXT NOT NULL CHECK (
        class = 'received' OR class = 'issued' OR class = 'written_off' OR class = 'counted' OR class = 'correction'
        OR class = 'moved' OR class = 'packed' OR class = 'used' OR class = 'sold'
    ),
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    occurred_on TEXT NOT NULL,
    reason TEXT,
    reverses_id INTEGER UNIQUE REFERENCES movement_next (id)
) STRICT;
INSERT INTO main.movement_next (id, document_id, item_id, batch_id, place_id, class, quantity, occurred_on, reason, reverses_id)
SELECT id, document_id, item_id, batch_id, place_id, class, quantity, occurred_on, reason, reverses_id FROM main.movement
ORDER BY id;
DROP TABLE main.movement;
ALTER TABLE main.movement_next RENAME TO movement;
CREATE INDEX main.movement_document ON movement (document_id);
CREATE INDEX main.movement_card ON movement (item_id, occurred_on, id);
CREATE INDEX main.movement_day ON movement (occurred_on);
CREATE INDEX main.movement_place ON movement (place_id, occurred_on, id);

CREATE TRIGGER main.movement_sums AFTER INSERT ON movement BEGIN
    INSERT INTO balance (item_id, batch_id, place_id, quantity)
    SELECT new.item_id, new.batch_id, new.place_id, 0
    WHERE NOT EXISTS (
        SELECT 1 FROM balance WHERE item_id = new.item_id AND batch_id = new.batch_id AND place_id = new.place_id
    );
    UPDATE balance SET quantity = quantity + new.quantity
    WHERE item_id = new.item_id AND batch_id = new.batch_id AND place_id = new.place_id;
    INSERT INTO month_total (month, item_id, batch_id, place_id, class, quantity)
    VALUES (substr(new.occurred_on, 1, 7), new.item_id, new.batch_id, new.place_id, new.class, new.quantity)
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
END;
CREATE TRIGGER main.movement_kept_as_written BEFORE UPDATE ON movement BEGIN
    SELECT RAISE(ABORT, 'movement is append-only');
END;
CREATE TRIGGER main.movement_never_deleted BEFORE DELETE ON movement BEGIN
    SELECT RAISE(ABORT, 'movement is append-only');
END;
CREATE TRIGGER main.movement_in_open_month BEFORE INSERT ON movement
WHEN substr(new.occurred_on, 1, 7) <= (SELECT max(month) FROM closed_month) BEGIN
    SELECT RAISE(ABORT, 'month is closed');
END;

-- Things that bear a number each. place_id is where one is; NULL when it left the house or never came in for good.
CREATE TABLE main.serial (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    item_id INTEGER NOT NULL REFERENCES item (id),
    number TEXT NOT NULL,
    folded TEXT NOT NULL,
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    place_id INTEGER REFERENCES place (id),
    UNIQUE (item_id, folded)
) STRICT;
CREATE INDEX main.serial_number ON serial (folded);
CREATE INDEX main.serial_there ON serial (item_id, place_id, batch_id) WHERE place_id IS NOT NULL;
CREATE TRIGGER main.serial_never_deleted BEFORE DELETE ON serial BEGIN
    SELECT RAISE(ABORT, 'a number stays');
END;

-- Which numbers a movement carried. Taking one that is not there, or bringing one that is there already, is refused.
CREATE TABLE main.movement_serial (
    movement_id INTEGER NOT NULL REFERENCES movement (id),
    serial_id INTEGER NOT NULL REFERENCES serial (id),
    PRIMARY KEY (movement_id, serial_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX main.movement_serial_serial ON movement_serial (serial_id, movement_id);
CREATE TRIGGER main.movement_serial_fits BEFORE INSERT ON movement_serial
WHEN (
    SELECT m.item_id = s.item_id AND CASE
        WHEN m.quantity > 0 THEN s.place_id IS NULL
        ELSE s.place_id = m.place_id AND s.batch_id = m.batch_id
    END
    FROM movement m, serial s WHERE m.id = new.movement_id AND s.id = new.serial_id
) IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'this number is not there');
END;
CREATE TRIGGER main.movement_serial_place AFTER INSERT ON movement_serial BEGIN
    UPDATE serial SET (batch_id, place_id) = (
        SELECT m.batch_id, CASE WHEN m.quantity > 0 THEN m.place_id END FROM movement m WHERE m.id = new.movement_id
    )
    WHERE id = new.serial_id;
END;
CREATE TRIGGER main.movement_serial_kept_as_written BEFORE UPDATE ON movement_serial BEGIN
    SELECT RAISE(ABORT, 'movement is append-only');
END;
CREATE TRIGGER main.movement_serial_never_deleted BEFORE DELETE ON movement_serial BEGIN
    SELECT RAISE(ABORT, 'movement is append-only');
END;

-- Counts again: of a place, or of chosen items wherever they are (place_id is NULL then). A line names its place.
-- Submitted: counted and waiting for a second person. moved: what the counter said when stock moved after the line was
-- counted, `before` or `after` that move; NULL while nobody was asked. seen: the book's number when that was said.
CREATE TABLE main.stocktake_next (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    place_id INTEGER REFERENCES place (id),
    blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1)),
    begun_at TEXT NOT NULL,
    begun_by TEXT NOT NULL REFERENCES user (id),
    submitted_at TEXT,
    submitted_by TEXT REFERENCES user (id),
    approved_by TEXT REFERENCES user (id),
    document_id INTEGER REFERENCES document (id),
    ended_at TEXT
) STRICT;
CREATE TABLE main.stocktake_line_next (
    stocktake_id INTEGER NOT NULL REFERENCES stocktake_next (id),
    item_id INTEGER NOT NULL REFERENCES item (id),
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    place_id INTEGER NOT NULL REFERENCES place (id),
    counted INTEGER NOT NULL CHECK (counted >= 0),
    book INTEGER NOT NULL CHECK (book >= 0),
    reason TEXT,
    moved TEXT CHECK (moved = 'before' OR moved = 'after'),
    seen INTEGER CHECK (seen >= 0),
    counted_at TEXT NOT NULL,
    counted_by TEXT NOT NULL REFERENCES user (id),
    PRIMARY KEY (stocktake_id, batch_id, place_id)
) STRICT, WITHOUT ROWID;
INSERT INTO main.stocktake_next (id, uuid, place_id, begun_at, begun_by, document_id, ended_at)
SELECT id, uuid, place_id, begun_at, begun_by, document_id, ended_at FROM main.stocktake;
INSERT INTO main.stocktake_line_next (
    stocktake_id, item_id, batch_id, place_id, counted, book, reason, counted_at, counted_by
)
SELECT l.stocktake_id, l.item_id, l.batch_id, s.place_id, l.counted, l.book, l.reason, l.counted_at, s.begun_by
FROM main.stocktake_line l JOIN main.stocktake s ON s.id = l.stocktake_id;
DROP TABLE main.stocktake_line;
DROP TABLE main.stocktake;
ALTER TABLE main.stocktake_next RENAME TO stocktake;
ALTER TABLE main.stocktake_line_next RENAME TO stocktake_line;
CREATE INDEX main.stocktake_line_item ON stocktake_line (item_id, counted_at);

-- The items a count was begun for; none means all.
CREATE TABLE main.stocktake_item (
    stocktake_id INTEGER NOT NULL REFERENCES stocktake (id),
    item_id INTEGER NOT NULL REFERENCES item (id),
    PRIMARY KEY (stocktake_id, item_id)
) STRICT, WITHOUT ROWID;

-- The numbers that should have been on a counted line, and whether each was found.
CREATE TABLE main.stocktake_serial (
    stocktake_id INTEGER NOT NULL REFERENCES stocktake (id),
    serial_id INTEGER NOT NULL REFERENCES serial (id),
    batch_id INTEGER NOT NULL REFERENCES batch (id),
    place_id INTEGER NOT NULL REFERENCES place (id),
    found INTEGER NOT NULL CHECK (found IN (0, 1)),
    PRIMARY KEY (stocktake_id, serial_id)
) STRICT, WITHOUT ROWID;

-- What was asked of somebody who supplies. What was delivered is counted from the deliveries.
CREATE TABLE main.supply_order (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    form_key TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    asked_of TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES user (id),
    closed_on TEXT,
    closed_by TEXT REFERENCES user (id)
) STRICT;
CREATE TABLE main.supply_order_line (
    order_id INTEGER NOT NULL REFERENCES supply_order (id),
    item_id INTEGER NOT NULL REFERENCES item (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE main.supply_order_delivery (
    document_id INTEGER PRIMARY KEY REFERENCES document (id),
    order_id INTEGER NOT NULL REFERENCES supply_order (id)
) STRICT;
CREATE INDEX main.supply_order_delivery_order ON supply_order_delivery (order_id);
CREATE TRIGGER main.supply_order_line_kept_as_written BEFORE UPDATE ON supply_order_line BEGIN
    SELECT RAISE(ABORT, 'an order stays as it was asked');
END;
CREATE TRIGGER main.supply_order_line_never_deleted BEFORE DELETE ON supply_order_line BEGIN
    SELECT RAISE(ABORT, 'an order stays as it was asked');
END;
CREATE TRIGGER main.supply_order_kept_as_written BEFORE UPDATE ON supply_order
WHEN (old.closed_on IS NULL
    AND (new.id, new.uuid, new.form_key, new.number, new.asked_of, new.asked_on, new.note, new.recorded_at, new.recorded_by)
    IS (old.id, old.uuid, old.form_key, old.number, old.asked_of, old.asked_on, old.note, old.recorded_at, old.recorded_by)
) IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'an order stays as it was asked');
END;
CREATE TRIGGER main.supply_order_never_deleted BEFORE DELETE ON supply_order BEGIN
    SELECT RAISE(ABORT, 'an order stays as it was asked');
END;
