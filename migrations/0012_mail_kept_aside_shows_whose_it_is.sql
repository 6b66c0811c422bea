-- Who sent it and about what, for the card that waits for a look; null where the mail could not be read.
alter table ledger add column card jsonb;
