SELECT next_expiry, tenant, id
FROM entity e
WHERE next_expiry <= :now AND (next_expiry, tenant, id) > (:expiry, :tenant, :id)
  AND NOT EXISTS (SELECT FROM tenant t WHERE t.name = e.tenant AND t.removed_at IS NOT NULL)
ORDER BY next_expiry, tenant, id
LIMIT :most
