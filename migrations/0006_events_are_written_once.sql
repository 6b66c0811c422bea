-- Ids and codes, never words: erasing a person breaks nothing.
create table event (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  ticket_id bigint references ticket,
  ticket_seq integer,
  kind text not null,
  agent_id bigint references agent,
  data jsonb not null default '{}',
  at instant not null,
  unique (ticket_id, ticket_seq),
  check ((ticket_id is null) = (ticket_seq is null))
);
create index event_order on event (xid, seq);

create function event_is_written_once() returns trigger language plpgsql as
  $$ begin raise exception 'events are append-only'; end $$;
create trigger event_is_written_once before update or delete or truncate on event
  for each statement execute function event_is_written_once();

-- LISTEN only hastens; readers re-read.
create function tell_of_event() returns trigger language plpgsql as
  $$ begin perform pg_notify('heed_event', ''); return null; end $$;
create trigger tell_of_event after insert on event
  for each statement execute function tell_of_event();
