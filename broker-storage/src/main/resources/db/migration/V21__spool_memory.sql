-- What was sent is remembered as long as a reading may come late. No index: updates stay in place, and who cleans goes by the key.
ALTER TABLE spool_newest ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
