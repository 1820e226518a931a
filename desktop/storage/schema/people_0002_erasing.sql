-- Erasing a person. What only said who they were is deleted; their hand-outs and referrals go over to a member without any
-- facts, under a new random number that stands nowhere else, so that every count stays what it was.

-- Whom to erase again when an older copy comes back. Only the old number stands here; who that was, only older copies say.
-- Without a rowid, which would tell the order.
CREATE TABLE people.erased (
    member_id INTEGER PRIMARY KEY,
    erased_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 1 for a member who stands for an erased person.
ALTER TABLE people.member ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));

DROP INDEX people.member_search;
CREATE INDEX people.member_search ON member (active, folded_name, folded, code) WHERE erased = 0;

CREATE TRIGGER people.erased_kept_as_written BEFORE UPDATE ON erased BEGIN
    SELECT RAISE(ABORT, 'who was erased stays erased');
END;
CREATE TRIGGER people.erased_never_deleted BEFORE DELETE ON erased BEGIN
    SELECT RAISE(ABORT, 'who was erased stays erased');
END;

CREATE TRIGGER people.member_deleted_by_erasing BEFORE DELETE ON member
WHEN old.id NOT IN (SELECT member_id FROM erased) BEGIN
    SELECT RAISE(ABORT, 'a member is erased, not deleted');
END;
CREATE TRIGGER people.member_erased_for_good BEFORE INSERT ON member
WHEN new.id IN (SELECT member_id FROM erased) BEGIN
    SELECT RAISE(ABORT, 'who was erased stays erased');
END;
CREATE TRIGGER people.member_erased_without_facts BEFORE INSERT ON member
WHEN new.erased = 1 AND (
    new.name <> '' OR new.folded <> '' OR new.area <> '' OR new.language <> '' OR new.note <> '' OR new.registered_on <> ''
    OR new.age_band IS NOT NULL OR new.gender IS NOT NULL OR new.household IS NOT NULL
) BEGIN
    SELECT RAISE(ABORT, 'an erased person has no facts');
END;
CREATE TRIGGER people.member_erased_kept_as_written BEFORE UPDATE ON member
WHEN old.erased = 1 OR new.erased = 1 OR new.id <> old.id BEGIN
    SELECT RAISE(ABORT, 'an erased person has no facts');
END;

-- What is written once may go over from a person who is being erased to a member without facts, and change in nothing else.
-- IS NOT 1: nobody's number would make the whole condition NULL, which lets everything pass.
DROP TRIGGER people.recipient_kept_as_written;
CREATE TRIGGER people.recipient_kept_as_written BEFORE UPDATE ON recipient
WHEN (
    old.member_id IN (SELECT member_id FROM erased)
    AND new.member_id IN (SELECT id FROM member WHERE erased = 1)
    AND (new.document_id, new.occurred_on) IS (old.document_id, old.occurred_on)
) IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'recipient is append-only');
END;

DROP TRIGGER people.referral_kept_as_written;
CREATE TRIGGER people.referral_kept_as_written BEFORE UPDATE ON referral
WHEN (
    old.member_id IN (SELECT member_id FROM erased)
    AND new.member_id IN (SELECT id FROM member WHERE erased = 1)
    AND (
        new.id, new.uuid, new.form_key, new.number, new.provider_id, new.service, new.made_on, new.follow_up_on,
        new.recorded_at, new.recorded_by
    ) IS (
        old.id, old.uuid, old.form_key, old.number, old.provider_id, old.service, old.made_on, old.follow_up_on,
        old.recorded_at, old.recorded_by
    )
) IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'referral is append-only');
END;

-- An entry may lose the number of a person who was erased, and nothing else.
DROP TRIGGER people.journal_kept_as_written;
CREATE TRIGGER people.journal_kept_as_written BEFORE UPDATE ON journal
WHEN (
    json_extract(old.subject, '$.member') IN (SELECT member_id FROM erased)
    AND new.subject IS json_replace(old.subject, '$.member', NULL)
    AND (new.id, new.at, new.user_id, new.action, new.hash) IS (old.id, old.at, old.user_id, old.action, old.hash)
) IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
