-- A process of the version before may still be at work.
LOCK TABLE spool IN SHARE ROW EXCLUSIVE MODE;

-- The same may have waited several times before; one of them is enough.
DELETE FROM spool WHERE seq IN (
    SELECT seq FROM (
        SELECT seq, row_number() OVER (PARTITION BY tenant, entity_id, md5(document::text) ORDER BY seq) AS nth
        FROM spool WHERE kind = 'ABSENT') same
    WHERE nth > 1);

-- What the broker is to have unless it has it goes a way of its own, past the readings; and however long it does not take it, the same
-- waits once. Readings do not walk over what waits there.
CREATE INDEX spool_absent ON spool (tenant, seq) WHERE kind = 'ABSENT';
CREATE UNIQUE INDEX spool_absent_once ON spool (tenant, entity_id, md5(document::text)) WHERE kind = 'ABSENT';
CREATE INDEX spool_writes ON spool (tenant, seq) WHERE kind <> 'ABSENT';
