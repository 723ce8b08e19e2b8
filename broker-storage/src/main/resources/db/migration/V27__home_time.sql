-- When the device was last heard at its home: what is late, or replayed, does not move it.
ALTER TABLE device_home ADD COLUMN heard_at timestamptz NOT NULL DEFAULT 'epoch';
