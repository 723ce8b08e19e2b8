-- How the Entity shows a command: its device may be gone when it ends.
ALTER TABLE command ADD COLUMN display json;
