-- What a device last measured, as JSON, where somebody wants to see it.
ALTER TABLE device_activity ADD COLUMN measure text;
