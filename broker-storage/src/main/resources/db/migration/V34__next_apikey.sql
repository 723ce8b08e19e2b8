-- The apikey that a group changes to: as long as it is there, both are those of the group.
ALTER TABLE device_group ADD COLUMN next_apikey text GENERATED ALWAYS AS (document ->> 'nextApikey') STORED;
CREATE INDEX device_group_by_next_apikey ON device_group (next_apikey) WHERE next_apikey IS NOT NULL;

-- With which of the two a device was last heard: there it listens.
CREATE TABLE device_apikey (
    tenant   text        NOT NULL,
    path     text        NOT NULL,
    apikey   text        NOT NULL,
    id       text        NOT NULL,
    heard    text        NOT NULL,
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, path, apikey, id),
    -- at the end of the change a device gets the other one
    FOREIGN KEY (tenant, path, apikey, id) REFERENCES device ON DELETE CASCADE ON UPDATE CASCADE
);
