CREATE EXTENSION IF NOT EXISTS postgis;

CREATE TABLE tenant (
    name       text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO tenant (name) VALUES ('');

-- Every combination of types that ever occurred, sorted. There are few; each process keeps them all in memory.
CREATE TABLE type_set (
    id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    types text[] NOT NULL UNIQUE
);

-- The current state. The document holds the Attributes, expanded; it has no index, and the fill factor leaves room on each page,
-- so that an update of an Attribute touches no index (HOT).
CREATE TABLE entity (
    tenant      text        NOT NULL,
    id          text        NOT NULL,
    seq         bigint      GENERATED ALWAYS AS IDENTITY,
    type_set    int         NOT NULL,
    scopes      text[],
    document    jsonb       NOT NULL,
    created_at  timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    expires_at  timestamptz,
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- Samples of the document would make the planner evaluate conditions on it while it plans.
ALTER TABLE entity ALTER COLUMN document SET STATISTICS 0;

CREATE INDEX entity_by_type ON entity (tenant, type_set, seq);
CREATE INDEX entity_by_seq ON entity (tenant, seq);
CREATE INDEX entity_by_scope ON entity USING gin (scopes) WHERE scopes IS NOT NULL;
CREATE INDEX entity_by_expiry ON entity (expires_at) WHERE expires_at IS NOT NULL;

-- One row per instance of a GeoProperty, repaired so that no predicate fails on it.
CREATE TABLE entity_geo (
    tenant     text NOT NULL,
    entity_id  text NOT NULL,
    attribute  text NOT NULL,
    dataset_id text NOT NULL DEFAULT '',
    geom       geometry(Geometry, 4326) NOT NULL,
    PRIMARY KEY (tenant, entity_id, attribute, dataset_id)
) WITH (fillfactor = 80);

CREATE INDEX entity_geo_by_place ON entity_geo USING gist (geom);

CREATE SEQUENCE attribute_history_instance CACHE 100;

-- One row per change of an Attribute instance, written in the transaction of the change. dataset_id '' is the default instance.
CREATE TABLE attribute_history (
    tenant      text        NOT NULL,
    entity_id   text        NOT NULL,
    attribute   text        NOT NULL,
    dataset_id  text        NOT NULL,
    instance_id bigint      NOT NULL DEFAULT nextval('attribute_history_instance'),
    recorded_at timestamptz NOT NULL,
    observed_at timestamptz,
    deleted     boolean     NOT NULL,
    instance    jsonb       NOT NULL
) PARTITION BY RANGE (recorded_at);

CREATE INDEX attribute_history_by_entity ON attribute_history (tenant, entity_id, recorded_at);

-- Catches what no month's partition takes, so that a write never fails for want of one.
CREATE TABLE attribute_history_other PARTITION OF attribute_history DEFAULT;
