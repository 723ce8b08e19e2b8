-- Which devices declare Attributes that are read on demand is asked for whenever a device changes; most declare none.
CREATE INDEX device_with_lazy ON device (tenant) WHERE document -> 'lazy' IS NOT NULL;
