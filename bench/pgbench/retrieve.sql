\set n random(0, :entities - 1)
SELECT document FROM bench.entity WHERE id = 'urn-ngsi-ld-Entity-santander-' || lpad(:n::text, 7, '0');
