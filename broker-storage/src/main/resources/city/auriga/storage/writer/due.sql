SELECT next_expiry, tenant, id
FROM entity
WHERE next_expiry <= :now AND (next_expiry, tenant, id) > (:expiry, :tenant, :id)
ORDER BY next_expiry, tenant, id
LIMIT :most
