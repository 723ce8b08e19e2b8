-- Every process hears that the subscriptions are gone.
SELECT pg_notify('auriga_subscription', tenant || ' ' || id) FROM subscription WHERE tenant = ?
