-- When the Entity or the first thing in it expires. What is due is at the beginning of a small index; most entities are not in it.
ALTER TABLE entity ADD COLUMN next_expiry timestamptz;

CREATE FUNCTION next_expiry_in(attributes jsonb) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    earliest timestamptz;
BEGIN
    SELECT min(least((i.value ->> 'expiresAt')::timestamptz, next_expiry_in(i.value))) INTO earliest
    FROM jsonb_each(attributes) a,
         jsonb_array_elements(CASE WHEN jsonb_typeof(a.value) = 'array' THEN a.value ELSE '[]' END) i
    WHERE a.key NOT IN ('type', 'value', 'object', 'languageMap', 'vocab', 'json', 'valueList', 'objectList', 'datasetId',
                        'observedAt', 'unitCode', 'valueType', 'objectType', 'createdAt', 'modifiedAt', 'expiresAt');
    RETURN earliest;
END $$;

UPDATE entity SET next_expiry = least(expires_at, next_expiry_in(document))
WHERE expires_at IS NOT NULL OR document @? '$.**.expiresAt';

DROP FUNCTION next_expiry_in(jsonb);
DROP INDEX entity_by_expiry;
CREATE INDEX entity_by_next_expiry ON entity (next_expiry, tenant, id) WHERE next_expiry IS NOT NULL;

-- How many there are: entities (where attribute is '') or instances of an Attribute of a type, per combination of types. What a
-- tenant holds is the sum of both tables: a change of the numbers is a new row of the second, written in the transaction that makes
-- it, so that nobody waits for anybody; now and then they are added to the first.
CREATE TABLE content_count (
    tenant         text   NOT NULL,
    type_set       int    NOT NULL,
    attribute      text   NOT NULL,
    attribute_type text   NOT NULL,
    number         bigint NOT NULL
) WITH (fillfactor = 60);

CREATE INDEX content_count_by_tenant ON content_count (tenant);
-- a hash, for a name may be longer than what fits into another index
CREATE INDEX content_count_by_attribute ON content_count USING hash (attribute);

CREATE TABLE content_change (
    tenant          text   NOT NULL,
    type_set        int    NOT NULL,
    attributes      text[] NOT NULL,
    attribute_types text[] NOT NULL,
    changes         int[]  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- Counts from the beginning what is there; to be called again after rows of "entity" were changed by hand.
CREATE FUNCTION count_content() RETURNS bigint LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('content_count'));
    LOCK TABLE entity IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM content_change;
    DELETE FROM content_count;
    INSERT INTO content_count (tenant, type_set, attribute, attribute_type, number)
    SELECT tenant, type_set, '', '', count(*) FROM entity GROUP BY tenant, type_set
    UNION ALL
    SELECT e.tenant, e.type_set, a.key, i.value ->> 'type', count(*)
    FROM entity e, jsonb_each(e.document) a, jsonb_array_elements(a.value) i
    GROUP BY e.tenant, e.type_set, a.key, i.value ->> 'type';
    SELECT count(*) FROM content_count;
$$;

SELECT count_content();
