-- What devices tell of themselves (discovery of Home Assistant), as it came. Topics may be longer than what a row of an index holds.
CREATE TABLE discovered_config (
    tenant      text        NOT NULL,
    path        text        NOT NULL,
    resource    text        NOT NULL,
    apikey      text        NOT NULL,
    -- hash of the topic; all hashes are MD5
    config      uuid        NOT NULL,
    topic       text        NOT NULL,
    device      text        NOT NULL,
    document    text        NOT NULL,
    bytes       bigint      NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, path, resource, apikey, config) INCLUDE (bytes),
    FOREIGN KEY (tenant, path, resource, apikey) REFERENCES device_group ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX discovered_config_by_device ON discovered_config (tenant, path, resource, apikey, device);

-- The topics that configs name, by which they are found.
CREATE TABLE discovered_topic (
    tenant   text    NOT NULL,
    path     text    NOT NULL,
    resource text    NOT NULL,
    apikey   text    NOT NULL,
    topic    uuid    NOT NULL,
    config   uuid    NOT NULL,
    -- hash of the device of the config
    device   uuid    NOT NULL,
    -- how many components have their state there
    states   integer NOT NULL,
    -- the last word there, if it is needed to make something of words elsewhere
    said     text,
    said_at  timestamptz,
    PRIMARY KEY (tenant, path, resource, apikey, topic, config),
    FOREIGN KEY (tenant, path, resource, apikey, config) REFERENCES discovered_config ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX discovered_topic_by_config ON discovered_topic (tenant, path, resource, apikey, config);
