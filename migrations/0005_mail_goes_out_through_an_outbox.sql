create table outbox (
  id bigint generated always as identity primary key,
  ticket_id bigint references ticket,
  message_id bigint references message,
  mailbox_id bigint references mailbox,
  kind text not null check (kind in ('acknowledgement', 'answer')),
  -- { from: '' for the null sender, to: [...] }
  envelope jsonb not null,
  -- What the template needs, or what the agent wrote.
  content jsonb not null default '{}',
  -- Made with the bytes, before the first attempt: it carries the reply token.
  header_message_id text unique,
  -- The id the customer really saw, where a relay rewrote ours.
  seen_message_id text,
  -- The bytes, made once and kept: a resend is the same mail.
  mime_sha256 text,
  state text not null default 'queued' check (state in ('queued', 'claimed', 'sent', 'failed', 'unknown', 'suppressed')),
  reason text,
  run_at instant not null,
  expires_at instant,
  attempts integer not null default 0,
  -- Times its bytes may have reached a server: at most three, and one for an acknowledgement.
  sends integer not null default 0,
  lease_until instant,
  fence bigint not null default 0,
  queued_at instant not null,
  sent_at instant,
  bounced_at instant,
  check (state <> 'claimed' or lease_until is not null)
);
create unique index outbox_one_acknowledgement on outbox (ticket_id) where kind = 'acknowledgement';
create index outbox_due on outbox (run_at, id) where state = 'queued';
create index outbox_claimed on outbox (lease_until) where state = 'claimed';
create index outbox_message on outbox (message_id);

-- Acknowledgements by sender, for the caps; read by address and instant.
create table acknowledged (
  id bigint generated always as identity primary key,
  address text not null,
  domain text not null,
  mailbox_id bigint references mailbox,
  verified boolean not null,
  at instant not null
);
create index acknowledged_address on acknowledged (address, at);
create index acknowledged_domain on acknowledged (domain, at);
create index acknowledged_mailbox on acknowledged (mailbox_id, at);
