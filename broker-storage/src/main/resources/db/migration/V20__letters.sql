-- A topic may be longer than what a row of an index holds: letters are the same by a hash of where they came from.
ALTER TABLE dead_letter DROP CONSTRAINT dead_letter_tenant_reason_source_payload_hash_key;
CREATE UNIQUE INDEX dead_letter_same ON dead_letter (tenant, reason, md5(source), payload_hash);
-- The newest of each tenant and reason are kept.
CREATE INDEX dead_letter_by_reason ON dead_letter (tenant, reason, last_seen);
