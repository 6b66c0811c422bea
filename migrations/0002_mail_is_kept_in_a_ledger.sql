create table mailbox (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('sandbox', 'imap', 'push')),
  address text not null,
  aliases text[] not null default '{}',
  sender_name text not null,
  -- Servers and user names; passwords stand in secret, encrypted.
  connection jsonb not null default '{}',
  secret text,
  folders text[] not null default '{INBOX}',
  junk_folder text,
  -- Whose Authentication-Results we believe.
  authserv_id text,
  -- null = not tried yet.
  takes_null_sender boolean,
  -- Mail older than this at first contact is history: null = from now on.
  import_since instant,
  health jsonb not null default '{}',
  lease_holder text,
  lease_fence bigint not null default 0,
  lease_until instant,
  created_at instant not null default heed_now(),
  removed_at instant
);
create unique index mailbox_address on mailbox (lower(address)) where removed_at is null;

-- One epoch of one folder of one mailbox, or one push intake.
create table source (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('imap', 'push')),
  mailbox_id bigint references mailbox,
  folder text not null,
  uidvalidity text not null default '',
  opened_at instant not null default heed_now(),
  closed_at instant,
  -- UIDs up to here were there at first contact and are counted as history, in one range.
  history_until bigint not null default 0,
  history_count bigint not null default 0,
  -- Every UID up to here has its row; a search starts behind it.
  settled_until bigint not null default 0
);
create unique index source_epoch on source (kind, coalesce(mailbox_id, 0), folder, uidvalidity) where closed_at is null;

create table ledger (
  id bigint generated always as identity primary key,
  source_id bigint not null references source,
  key text not null,
  sha256 text not null,
  size bigint not null,
  -- The server's word for when the mail came; never the Date header.
  internal_date instant,
  envelope jsonb,
  header_message_id text,
  imported boolean not null default false,
  accepted_at instant not null default heed_now(),
  attempts integer not null default 0,
  claimed_until instant,
  disposition text check (disposition in ('ticket', 'joined', 'event', 'quarantined', 'duplicate', 'own', 'retired')),
  reason text,
  decided_at instant,
  ticket_id bigint,
  looked_at instant,
  looked_by bigint references agent,
  unique (source_id, key),
  check ((disposition is null) = (decided_at is null))
);
create index ledger_undecided on ledger (id) where disposition is null;
create index ledger_waiting_for_a_look on ledger (id) where disposition in ('quarantined', 'retired') and looked_at is null;
create index ledger_message_id on ledger (header_message_id) where disposition is null;
create index ledger_ticket on ledger (ticket_id) where ticket_id is not null;
