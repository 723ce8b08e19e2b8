-- What the broker is to have unless it has it goes a way of its own, past the readings.
CREATE INDEX spool_absent ON spool (tenant, seq) WHERE kind = 'ABSENT';
