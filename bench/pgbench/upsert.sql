\set first random(0, (:entities - 1) / 100) * 100
\set reading random(0, 999)
INSERT INTO bench.entity
SELECT 'urn-ngsi-ld-Entity-santander-' || lpad(n::text, 7, '0'), :document::jsonb, :reading, now()
FROM generate_series(:first::int, least(:first::int + 99, :entities - 1)) AS n
ON CONFLICT (id) DO UPDATE
SET document = excluded.document, reading = excluded.reading, modified_at = excluded.modified_at;
