-- a hundred documents are sent and parsed each time, as the broker has to do it
\set first random(0, (:entities - 1) / 100) * 100
\set reading random(0, 999)
INSERT INTO bench.entity
SELECT 'urn-ngsi-ld-Entity-santander-' || lpad((:first::int + number - 1)::text, 7, '0'), document, :reading, now()
FROM jsonb_array_elements(:documents::jsonb) WITH ORDINALITY AS given (document, number)
ON CONFLICT (id) DO UPDATE
SET document = excluded.document, reading = excluded.reading, modified_at = excluded.modified_at;
