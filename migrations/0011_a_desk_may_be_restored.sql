-- When this database was filled from a backup: mail that reached its server before may have been acknowledged before.
alter table instance add column restored_at instant;
