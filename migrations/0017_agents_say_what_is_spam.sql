-- Who called a ticket spam, and when: it leaves the views, and its clocks stand still from that instant.
alter table ticket
  add column spam_at instant,
  add column spam_by bigint references agent,
  add check ((spam_at is null) = (spam_by is null));
create index ticket_spam on ticket (changed_at desc, id desc) where spam_at is not null;

-- Senders nobody wants to hear of: an address, or a domain with everything below it. Lower-cased.
create table block (
  id bigint generated always as identity primary key,
  sender text not null unique check (sender = lower(sender)),
  added_by bigint not null references agent,
  added_at instant not null default heed_now()
);

-- An agent wants this mail as a ticket, whatever filters and robots say of it.
alter table ledger
  add column wanted_at instant,
  add column wanted_by bigint references agent,
  add check ((wanted_at is null) = (wanted_by is null));
