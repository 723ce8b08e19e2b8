\set n random(0, :entities - 1)
\set reading random(0, 999)
UPDATE bench.entity SET document = :document::jsonb, reading = :reading, modified_at = now()
WHERE id = 'urn-ngsi-ld-Entity-santander-' || lpad(:n::text, 7, '0');
