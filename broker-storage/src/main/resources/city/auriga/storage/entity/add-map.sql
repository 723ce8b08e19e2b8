-- Nobody waits for a row that another process takes out as well.
WITH expired AS (
    DELETE FROM entity_map WHERE (tenant, id) IN (
        SELECT tenant, id FROM entity_map WHERE expires_at <= :now FOR UPDATE SKIP LOCKED)),
newest AS (
    SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS total
    FROM entity_map WHERE tenant = :tenant AND expires_at > :now
    WINDOW newest AS (ORDER BY created_at DESC, id)),
room AS (
    DELETE FROM entity_map WHERE tenant = :tenant AND id IN (
        SELECT m.id FROM entity_map m JOIN newest n USING (id)
        WHERE m.tenant = :tenant AND (n.place > :number - 1 OR n.total > :most - :bytes)
        FOR UPDATE OF m SKIP LOCKED))
INSERT INTO entity_map (tenant, id, ids, context, created_at, expires_at, bytes)
VALUES (:tenant, :id, :ids, :context, :now, :expiry, :bytes)
