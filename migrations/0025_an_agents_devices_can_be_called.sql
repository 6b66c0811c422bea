-- Browsers that agents let this desk call (Web Push). The keys are the browser's: with them one can write to it, not read.
create table device (
  id bigint generated always as identity primary key,
  agent_id bigint not null references agent,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  added_at instant not null default heed_now(),
  -- What the push service said last, where it did not take a message.
  trouble text
);
create index device_agent on device (agent_id);
-- How the push services know this desk; the private key is sealed.
create table push_key (
  singleton boolean primary key default true check (singleton),
  public_key text not null,
  private_key text not null
);
