-- Rules of escalation that have fired on it: [{"rule", "at"}, ...].
alter table clock add column fired jsonb not null default '[]';
-- When a breach or a rule falls due next; null when nothing more will.
alter table clock add column next_at instant;
update clock set next_at = due_at where met_at is null and breached_at is null;
alter table clock drop constraint clock_target_check;
alter table clock add constraint clock_target_check
  check (target in ('first response', 'next response', 'resolution', 'periodic update'));
-- A tick reads what is due, never what is open.
drop index clock_due;
create index clock_next on clock (next_at) where next_at is not null and met_at is null and paused_at is null;
-- Promises that run already get the moments of their rules from the first tick.
insert into setting (name, value) select 'replanning', '{"after": 0, "since": 0}' where exists (select from clock);

-- Calls agents, one after the other, until somebody says they have the ticket.
create table page (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  -- Who was called last.
  agent_id bigint not null references agent,
  tries integer not null,
  next_at instant not null,
  opened_at instant not null,
  closed_at instant,
  -- Null when it was closed because nobody need come any more.
  acknowledged_by bigint references agent
);
create unique index page_out on page (ticket_id) where closed_at is null;
create index page_next on page (next_at) where closed_at is null;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('acknowledgement', 'answer', 'notice', 'page'));
