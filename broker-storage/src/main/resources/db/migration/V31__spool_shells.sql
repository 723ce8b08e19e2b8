-- The same may have waited several times before; one of them is enough.
DELETE FROM spool a USING spool b
WHERE a.kind = 'ABSENT' AND b.kind = 'ABSENT' AND a.tenant = b.tenant AND a.entity_id = b.entity_id
  AND md5(a.document::text) = md5(b.document::text) AND a.seq > b.seq;

-- What the broker is to have unless it has it goes a way of its own, past the readings; and however long it does not take it, the same
-- waits once. Readings do not walk over what waits there.
CREATE INDEX spool_absent ON spool (tenant, seq) WHERE kind = 'ABSENT';
CREATE UNIQUE INDEX spool_absent_once ON spool (tenant, entity_id, md5(document::text)) WHERE kind = 'ABSENT';
CREATE INDEX spool_writes ON spool (tenant, seq) WHERE kind <> 'ABSENT';
