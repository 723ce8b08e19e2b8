-- Every process hears that the subscriptions are gone.
WITH gone AS (
    DELETE FROM subscription
    WHERE tenant = ? AND ctid = ANY (ARRAY(SELECT ctid FROM subscription WHERE tenant = ? LIMIT ?))
    RETURNING tenant, id)
SELECT count(pg_notify('auriga_subscription', tenant || ' ' || id)) FROM gone
