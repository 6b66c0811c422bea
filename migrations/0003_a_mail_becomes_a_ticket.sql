create table contact (
  id bigint generated always as identity primary key,
  address text not null,
  name text not null default '',
  created_at instant not null default heed_now()
);
create unique index contact_address on contact (lower(address));

create table ticket (
  id bigint generated always as identity primary key,
  seq integer not null default 0,
  subject text not null,
  status text not null default 'open' check (status in ('open', 'waiting', 'solved', 'closed')),
  waiting_on text check (waiting_on in ('customer', 'third party')),
  priority text not null check (priority in ('critical', 'high', 'medium', 'low')),
  priority_reason jsonb not null default '{}',
  level text not null default 'L1' check (level in ('L1', 'L2', 'L3', 'L4')),
  requester_id bigint not null references contact,
  assignee_id bigint references agent,
  mailbox_id bigint references mailbox,
  language text not null default 'en',
  -- { sent: true } or { sent: false, code, why }: said on the ticket either way.
  acknowledgement jsonb not null default '{}',
  -- A ticket this one may belong to ("may belong to #123").
  linked_to bigint references ticket,
  preview text not null default '',
  opened_at instant not null,
  changed_at instant not null,
  last_customer_at instant,
  last_agent_at instant,
  solved_at instant,
  closed_at instant,
  check ((status = 'waiting') = (waiting_on is not null))
);
create index ticket_changed on ticket (changed_at desc, id desc);
create index ticket_open on ticket (status, assignee_id, changed_at desc);
create index ticket_requester on ticket (requester_id);

create table participant (
  ticket_id bigint not null references ticket on delete cascade,
  contact_id bigint not null references contact,
  since instant not null,
  added_by bigint references agent,
  primary key (ticket_id, contact_id)
);

create table message (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  ledger_id bigint unique references ledger,
  kind text not null check (kind in ('mail', 'answer', 'note')),
  agent_id bigint references agent,
  from_name text not null default '',
  from_address text not null default '',
  recipients jsonb not null default '{"to":[],"cc":[]}',
  subject text not null default '',
  -- The new words, and what was folded away: quotes and signature.
  visible text not null default '',
  quoted text not null default '',
  html text,
  cleaner text,
  message_id text,
  content_hash text,
  robot text,
  -- Why here: which evidence joined it, and what the sender could prove.
  evidence jsonb not null default '{}',
  trust text not null default 'unknown' check (trust in ('verified', 'failed', 'unknown')),
  flagged boolean not null default false,
  held_at instant,
  -- An answer's way: queued sent failed bounced; its reason in words.
  delivery text check (delivery in ('queued', 'sent', 'failed', 'unknown', 'bounced')),
  delivery_reason text,
  sent_at instant,
  at instant not null,
  search tsvector generated always as (
    setweight(to_tsvector('simple', left(subject, 1000)), 'A') ||
    to_tsvector('simple', left(from_name || ' ' || from_address, 400)) ||
    to_tsvector('simple', left(visible, 100000))
  ) stored
);
create index message_ticket on message (ticket_id, id);
create index message_held on message (id) where held_at is not null;
create index message_message_id on message (message_id) where message_id is not null;
create index message_search on message using gin (search) with (fastupdate = off);

create table attachment (
  id bigint generated always as identity primary key,
  message_id bigint not null references message,
  position integer not null,
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  cid text,
  inline boolean not null default false,
  truncated boolean not null default false,
  unique (message_id, position)
);
create index attachment_sha256 on attachment (sha256);

-- Message-IDs seen or referred to. The rows a thread's decisions lock.
create table thread_id (
  message_id text primary key,
  ticket_id bigint references ticket,
  -- The outgoing mail that carries this id, if it is ours.
  outbox_id bigint
);
create index thread_id_ticket on thread_id (ticket_id);
