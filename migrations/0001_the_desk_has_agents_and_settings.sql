-- Instants are epoch milliseconds, as everywhere in the code.
create domain instant as bigint check (value between -8640000000000000 and 8640000000000000);

-- The one clock of the house. A test turns it by replacing this function.
create function heed_now() returns instant language sql stable as
  $$ select (extract(epoch from clock_timestamp()) * 1000)::bigint::instant $$;

-- One row: which database this is, and which secret key belongs to it.
create table instance (
  singleton boolean primary key default true check (singleton),
  database_id text not null,
  secret_fingerprint text,
  created_at instant not null default heed_now()
);
insert into instance (database_id) values (replace(gen_random_uuid()::text, '-', ''));

-- Everything an admin can change, one document a topic; gateway/desk holds each one's schema and default.
create table setting (
  name text primary key,
  value jsonb not null,
  changed_at instant not null default heed_now()
);

create table agent (
  id bigint generated always as identity primary key,
  address text not null,
  name text not null,
  role text not null check (role in ('admin', 'agent')),
  password_hash text not null,
  signature text not null default '',
  created_at instant not null default heed_now(),
  deactivated_at instant
);
create unique index agent_address on agent (lower(address));

-- Tokens are kept as sha256, never in clear.
create table session (
  token_hash text primary key,
  agent_id bigint not null references agent on delete cascade,
  device text not null default '',
  created_at instant not null,
  seen_at instant not null,
  confirmed_at instant not null,
  expires_at instant not null
);
create index session_agent on session (agent_id);

create table invitation (
  token_hash text primary key,
  purpose text not null check (purpose in ('set up', 'invite')),
  address text,
  role text not null check (role in ('admin', 'agent')),
  created_at instant not null,
  expires_at instant not null,
  used_at instant
);

-- Attempts in a window, counted in the database so that many gateways share them.
create table attempt (
  name text primary key,
  count integer not null,
  window_ends_at instant not null
);

create table idempotent_write (
  agent_id bigint not null references agent on delete cascade,
  key text not null,
  request_hash text not null,
  status integer not null,
  answer jsonb not null,
  at instant not null,
  primary key (agent_id, key)
);
create index idempotent_write_at on idempotent_write (at);
