-- The place of the entity in the order of creation, so that of many entities near a point only those of one page are read.
ALTER TABLE entity_geo ADD COLUMN seq bigint;
UPDATE entity_geo g SET seq = e.seq FROM entity e WHERE e.tenant = g.tenant AND e.id = g.entity_id;
DELETE FROM entity_geo WHERE seq IS NULL;
ALTER TABLE entity_geo ALTER COLUMN seq SET NOT NULL;
