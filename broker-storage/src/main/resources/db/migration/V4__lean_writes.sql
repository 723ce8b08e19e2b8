-- A document of more than 2 KB would be compressed with each update, and unpacked with each look: that costs more than the
-- space. Only what does not fit on a page is stored apart.
ALTER TABLE entity SET (toast_tuple_target = 8160);

-- Numbers are now given out one after the other, by whoever holds a lock: the newest one tells whether a process knows all.
ALTER TABLE type_set ALTER COLUMN id DROP IDENTITY;

-- One row per change of an Entity, with all instances that it wrote: one row and one index entry instead of one per Attribute.
-- The text is read by the broker alone, so it is not taken apart when it is stored.
CREATE SEQUENCE entity_history_number CACHE 100;

CREATE TABLE entity_history (
    tenant        text        NOT NULL,
    entity_id     text        NOT NULL,
    number        bigint      NOT NULL DEFAULT nextval('entity_history_number'),
    -- after the change; null: the Entity was deleted, or (in rows from before V4) is no longer there
    type_set      int,
    -- of the Entity; of an instance where it does not say
    created_at    timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    observed_from timestamptz,
    observed_to   timestamptz,
    instances     json        NOT NULL
) PARTITION BY RANGE (recorded_at);

CREATE INDEX entity_history_by_entity ON entity_history (tenant, entity_id, recorded_at);

-- Catches what no month's partition takes, so that a write never fails for want of one.
CREATE TABLE entity_history_other PARTITION OF entity_history DEFAULT;

-- The months that there are already, and what they hold.
DO $$
DECLARE
    month  text;
    starts timestamp;
BEGIN
    FOR month IN
        SELECT right(inhrelid::regclass::text, 7) FROM pg_inherits
        WHERE inhparent = 'attribute_history'::regclass AND inhrelid <> 'attribute_history_other'::regclass
    LOOP
        starts := replace(month || '_01', '_', '-')::timestamp;
        EXECUTE format('CREATE TABLE entity_history_%s PARTITION OF entity_history FOR VALUES FROM (%L) TO (%L)',
                       month, starts AT TIME ZONE 'UTC', (starts + interval '1 month') AT TIME ZONE 'UTC');
    END LOOP;
END $$;

INSERT INTO entity_history (tenant, entity_id, type_set, created_at, recorded_at, observed_from, observed_to, instances)
SELECT h.tenant, h.entity_id, e.type_set, h.recorded_at, h.recorded_at, min(h.observed_from), max(h.observed_to),
       json_object_agg(h.attribute, h.instances)
FROM (
    SELECT tenant, entity_id, recorded_at, attribute, min(observed_at) AS observed_from, max(observed_at) AS observed_to,
           json_agg(
               CASE WHEN deleted
                   THEN (instance - ARRAY['value', 'object', 'languageMap', 'vocab', 'json', 'valueList', 'objectList']) || jsonb_build_object('deletedAt',
                       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                   ELSE instance
               END ORDER BY instance_id) AS instances
    FROM attribute_history
    GROUP BY tenant, entity_id, recorded_at, attribute
) h
LEFT JOIN entity e ON e.tenant = h.tenant AND e.id = h.entity_id
GROUP BY h.tenant, h.entity_id, e.type_set, h.recorded_at
ORDER BY h.recorded_at;

DROP TABLE attribute_history;
DROP SEQUENCE attribute_history_instance;

-- For people: one row per instance.
CREATE VIEW attribute_history AS
SELECT h.tenant, h.entity_id, a.key AS attribute, coalesce(i.value ->> 'datasetId', '') AS dataset_id, h.number,
       h.recorded_at, (i.value ->> 'observedAt')::timestamptz AS observed_at, i.value -> 'deletedAt' IS NOT NULL AS deleted,
       i.value AS instance
FROM entity_history h, json_each(h.instances) a, json_array_elements(a.value) i;

-- Ends a transaction that took a row for what it no longer is; the writer then reads the rows and tries again.
CREATE FUNCTION require_rows(written bigint, wanted bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF written <> wanted THEN
        RAISE EXCEPTION '% of % rows have changed meanwhile', wanted - written, wanted USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN written;
END $$;

-- A place is gone with the Attribute that it is of.
ALTER TABLE entity_geo ADD COLUMN expires_at timestamptz;

UPDATE entity_geo g SET expires_at = (
    SELECT (i.value ->> 'expiresAt')::timestamptz
    FROM entity e, jsonb_array_elements(e.document -> g.attribute) i
    WHERE e.tenant = g.tenant AND e.id = g.entity_id AND coalesce(i.value ->> 'datasetId', '') = g.dataset_id)
WHERE EXISTS (
    SELECT FROM entity e WHERE e.tenant = g.tenant AND e.id = g.entity_id AND e.document @? '$.*[*].expiresAt');
