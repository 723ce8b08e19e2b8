-- The row of the outbox that a throttled subscription was told of last: after a crash that one may be told again at once.
ALTER TABLE subscription ADD COLUMN claimed bigint;
