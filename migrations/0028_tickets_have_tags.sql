-- Words agents put on a ticket, in order. Most tickets have none, and cost this index nothing.
alter table ticket add column tags text[] not null default '{}';
create index ticket_tags on ticket using gin (tags) where tags <> '{}';

-- All that were ever used, to be offered again: a look at every ticket would take too long.
create table tag (
  name text primary key check (name <> ''),
  used_at instant not null
);
create index tag_used on tag (used_at);
