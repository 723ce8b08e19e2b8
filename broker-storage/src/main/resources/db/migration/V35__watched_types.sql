-- The type of the Entity, expanded: another broker is subscribed to by it.
ALTER TABLE configuration_subscription ADD COLUMN type text NOT NULL DEFAULT '';
