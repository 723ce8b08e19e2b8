-- How much who asked for a command wants to hear of it (Annex H): 0 nothing once it is sent, 1 the answer, 2 whatever is told.
ALTER TABLE command ADD COLUMN qos smallint NOT NULL DEFAULT 1;
