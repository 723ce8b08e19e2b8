-- Whether the Attribute is a command, or only watched by devices: what was written while it was no command is none when it becomes one.
-- That of what is here already is said by the process that subscribes; programs that do not know the column subscribe to commands, mostly.
ALTER TABLE broker_subscription ADD COLUMN command boolean NOT NULL DEFAULT true;
