-- The newest check, and the night's: one row, made by the gateway that claims the night.
create table checkup (
  singleton boolean primary key default true check (singleton),
  -- The desk's local date on which the last checked night began.
  night text not null default '',
  claimed_until instant not null default 0,
  checked_at instant,
  nightly_at instant,
  -- What was found, and how much of it is broken.
  result jsonb,
  broken integer not null default 0,
  -- Rows whose turn comes next, by table.
  rolled jsonb not null default '{}',
  -- Breaks that admins were told of, by code: how many.
  told jsonb not null default '{}'
);
-- An alert is about the desk and no ticket.
alter table outbox drop constraint outbox_kind_check,
  add constraint outbox_kind_check check (kind in ('acknowledgement', 'answer', 'notice', 'page', 'alert'));
