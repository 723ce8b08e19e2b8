-- Since when a tenant is being removed. From then on nobody writes to it; its row goes last.
ALTER TABLE tenant ADD COLUMN removed_at timestamptz;
CREATE INDEX tenant_in_removal ON tenant (name) WHERE removed_at IS NOT NULL;

-- The tenants that a transaction writes to: who removes one waits for the transaction, which itself never waits. The look at
-- removed_at comes after the lock: who removes a tenant says so first, and then waits for those who hold it. Tenants are created
-- before somebody writes to them: one that is not there was removed, and does not come back by a writer that has not heard of it.
CREATE OR REPLACE FUNCTION use_tenants(names text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted  text;
    removed timestamptz;
BEGIN
    FOR wanted IN SELECT DISTINCT n FROM unnest(names) n WHERE n <> '' ORDER BY n LOOP
        IF NOT pg_try_advisory_xact_lock_shared(hashtext('tenant'), hashtext(wanted)) THEN
            RAISE EXCEPTION 'the tenant % is being removed', wanted USING ERRCODE = 'AU001';
        END IF;
        SELECT t.removed_at INTO removed FROM tenant t WHERE t.name = wanted;
        IF NOT FOUND OR removed IS NOT NULL THEN
            RAISE EXCEPTION 'there is no tenant %', wanted USING ERRCODE = 'AU001';
        END IF;
    END LOOP;
END $$;

-- V11 took @contexts for those of replies that something else names: a subscription by its @context or within an array, an
-- @context that includes them, a device. Those stay, too. Colons may be percent-encoded in a URL.
WITH names AS (
    SELECT tenant, '' AS owner, document::text AS document FROM subscription
    UNION ALL SELECT tenant, id, document::text FROM json_context
    UNION ALL SELECT tenant, '', document::text FROM device_group
    UNION ALL SELECT tenant, '', document::text FROM device),
named AS (
    SELECT DISTINCT n.tenant, n.owner, 'urn:uuid:' || m.groups[1] AS id
    FROM names n, regexp_matches(n.document, 'urn(?::|%3[Aa])uuid(?::|%3[Aa])([0-9a-f-]{36})', 'g') AS m (groups))
UPDATE json_context c SET for_reply = false
FROM named n
WHERE c.for_reply AND c.tenant = n.tenant AND c.id = n.id AND n.owner <> c.id;

-- What the EntityMaps of a tenant take is summed up without reading them, and the oldest give way. Those that there are live
-- for minutes, and one that is gone is made anew.
TRUNCATE entity_map;
ALTER TABLE entity_map ADD COLUMN context text NOT NULL;
ALTER TABLE entity_map ADD COLUMN created_at timestamptz NOT NULL;
ALTER TABLE entity_map ADD COLUMN bytes bigint NOT NULL;
