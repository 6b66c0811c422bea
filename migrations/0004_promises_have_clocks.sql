create table clock (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  target text not null check (target in ('first response', 'resolution')),
  priority text not null check (priority in ('critical', 'high', 'medium', 'low')),
  -- Open minutes asked for; null is "with the next release": a promise without an instant.
  minutes integer,
  started_at instant not null,
  due_at instant,
  -- [[from, until], ...]; an open end is null.
  pauses jsonb not null default '[]',
  paused_at instant,
  met_at instant,
  breached_at instant,
  unique (ticket_id, target)
);
-- A tick reads what is due, never what is open.
create index clock_due on clock (due_at) where met_at is null and breached_at is null and paused_at is null;
