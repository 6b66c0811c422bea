-- How this desk is known to a provider of mail, as its operator registered it there. One a provider.
create table oauth_client (
  provider text primary key check (provider in ('google', 'microsoft', 'custom')),
  client_id text not null,
  -- Encrypted; a public client has none.
  secret text,
  -- {"authorize", "token", "device", "scopes", "more"}
  endpoints jsonb not null,
  secret_ends_at instant,
  changed_at instant not null default heed_now()
);
-- A sign-in that an admin has begun, until a mailbox uses it.
create table oauth_sign_in (
  id bigint generated always as identity primary key,
  agent_id bigint not null references agent,
  provider text not null references oauth_client,
  address text not null,
  -- Of the state that comes back with the browser; null where a code is typed on another device.
  state_hash text unique,
  -- Encrypted: what proves that it is ours, and in the end the tokens.
  sealed text not null,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  trouble text,
  ask_again_at instant not null default 0,
  expires_at instant not null
);
-- What a provider granted to a mailbox; tokens are encrypted.
create table oauth_grant (
  mailbox_id bigint primary key references mailbox,
  provider text not null references oauth_client,
  sealed text not null,
  granted_at instant not null default heed_now(),
  refresh_at instant not null,
  refreshing_until instant not null default 0,
  -- When the provider says it ends by itself.
  ends_at instant,
  -- The end that admins were told of beforehand.
  told_end instant,
  died_at instant,
  died_why text
);
