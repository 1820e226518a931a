-- Members, and everything that says who, why or what service. Opened with the people key only.

CREATE TABLE people.meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- `id` is random. `folded` is what searches read: code name and code, without accents and case.
CREATE TABLE people.member (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL,
    area TEXT NOT NULL DEFAULT '',
    age_band TEXT,
    gender TEXT,
    language TEXT NOT NULL DEFAULT '',
    household INTEGER CHECK (household > 0),
    note TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    registered_on TEXT NOT NULL,
    form_key TEXT NOT NULL UNIQUE
) STRICT;
-- Holds all that a search reads, so that it never touches the long rows.
CREATE INDEX people.member_search ON member (active, folded_name, folded, code);

-- Consent to be counted is yes until withdrawn; the last row counts.
CREATE TABLE people.consent (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES member (id),
    purpose TEXT NOT NULL,
    given INTEGER NOT NULL CHECK (given IN (0, 1)),
    recorded_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX people.consent_member ON consent (member_id, purpose, id);
CREATE INDEX people.consent_withdrawn ON consent (purpose, member_id) WHERE given = 0;

CREATE TABLE people.member_change (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES member (id),
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX people.member_change_member ON member_change (member_id);

-- Which hand-out went to whom. document_id names a row of the other database, occurred_on is copied from it.
CREATE TABLE people.recipient (
    document_id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES member (id),
    occurred_on TEXT NOT NULL
) STRICT;
CREATE INDEX people.recipient_member ON recipient (member_id, occurred_on);
CREATE INDEX people.recipient_day ON recipient (occurred_on, member_id);

CREATE TABLE people.provider (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE people.document_sequence (
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (desk, kind, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE people.referral (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    form_key TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    member_id INTEGER REFERENCES member (id),
    provider_id INTEGER NOT NULL REFERENCES provider (id),
    service TEXT NOT NULL,
    made_on TEXT NOT NULL,
    follow_up_on TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX people.referral_member ON referral (member_id, made_on);
CREATE INDEX people.referral_day ON referral (made_on);

-- What came of a referral. Rows are added, never changed: the last one counts.
CREATE TABLE people.referral_outcome (
    id INTEGER PRIMARY KEY,
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    outcome TEXT,
    source TEXT,
    occurred_on TEXT NOT NULL,
    follow_up_on TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX people.referral_outcome_referral ON referral_outcome (referral_id, id);
CREATE INDEX people.referral_outcome_day ON referral_outcome (occurred_on);

-- The referrals still open, with the follow-up date that counts now: kept by the triggers below, so that what is due is
-- found without looking through all that ever was.
CREATE TABLE people.pending_referral (
    referral_id INTEGER PRIMARY KEY REFERENCES referral (id),
    follow_up_on TEXT
) STRICT;

CREATE TABLE people.request (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    form_key TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL REFERENCES member (id),
    words TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX people.request_member ON request (member_id, asked_on);

CREATE TABLE people.request_answer (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL UNIQUE REFERENCES request (id),
    met INTEGER NOT NULL CHECK (met IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '',
    answered_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;

-- The figures of a closed month as they stood, so that it reprints identically.
CREATE TABLE people.month_figures (
    month TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE people.journal (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    user_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TRIGGER people.referral_pending AFTER INSERT ON referral BEGIN
    INSERT INTO pending_referral VALUES (new.id, new.follow_up_on);
END;
CREATE TRIGGER people.referral_outcome_pending AFTER INSERT ON referral_outcome BEGIN
    DELETE FROM pending_referral WHERE referral_id = new.referral_id;
    INSERT INTO pending_referral SELECT new.referral_id, new.follow_up_on WHERE new.outcome IS NULL;
END;
CREATE TRIGGER people.recipient_kept_as_written BEFORE UPDATE ON recipient BEGIN
    SELECT RAISE(ABORT, 'recipient is append-only');
END;
CREATE TRIGGER people.recipient_never_deleted BEFORE DELETE ON recipient BEGIN
    SELECT RAISE(ABORT, 'recipient is append-only');
END;
CREATE TRIGGER people.referral_kept_as_written BEFORE UPDATE ON referral BEGIN
    SELECT RAISE(ABORT, 'referral is append-only');
END;
CREATE TRIGGER people.referral_never_deleted BEFORE DELETE ON referral BEGIN
    SELECT RAISE(ABORT, 'referral is append-only');
END;
CREATE TRIGGER people.referral_outcome_kept_as_written BEFORE UPDATE ON referral_outcome BEGIN
    SELECT RAISE(ABORT, 'referral outcome is append-only');
END;
CREATE TRIGGER people.referral_outcome_never_deleted BEFORE DELETE ON referral_outcome BEGIN
    SELECT RAISE(ABORT, 'referral outcome is append-only');
END;
CREATE TRIGGER people.month_figures_kept_as_written BEFORE UPDATE ON month_figures BEGIN
    SELECT RAISE(ABORT, 'the figures of a closed month stay');
END;
CREATE TRIGGER people.month_figures_never_deleted BEFORE DELETE ON month_figures BEGIN
    SELECT RAISE(ABORT, 'the figures of a closed month stay');
END;
CREATE TRIGGER people.journal_kept_as_written BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
CREATE TRIGGER people.journal_never_deleted BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
