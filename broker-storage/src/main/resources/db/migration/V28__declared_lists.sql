-- Which devices declare Attributes that are read on demand, or whose changes they are told of, is asked for whenever a device changes;
-- most declare none.
CREATE INDEX device_with_lazy ON device (tenant) WHERE document -> 'lazy' IS NOT NULL;
CREATE INDEX device_with_reverse ON device (tenant) WHERE jsonb_path_exists(document, '$.*[*].reverse');
