-- By when a device is to be heard again; then it is looked at, by one process at a time. Only devices of which that was declared are
-- in the index, so the activity of all others is still updated in place.
ALTER TABLE device_activity
    ADD COLUMN expected_by timestamptz,
    ADD COLUMN silent      boolean NOT NULL DEFAULT false;
CREATE INDEX device_activity_expected ON device_activity (expected_by) WHERE expected_by IS NOT NULL;
