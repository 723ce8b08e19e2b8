CREATE TABLE entity_map (
    tenant     text        NOT NULL,
    id         text        NOT NULL,
    ids        text[]      NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE INDEX entity_map_by_expiry ON entity_map (expires_at);
