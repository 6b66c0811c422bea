-- When an agent hears of nothing but pages: { zone, week: { mon: ["22:00-07:00"] } }; null = never.
alter table agent add column quiet_hours jsonb;

-- Somebody else's server that is told of events. Kinds are those of the events; the secret is sealed.
create table webhook (
  id bigint generated always as identity primary key,
  url text not null,
  kinds text[] not null check (cardinality(kinds) > 0),
  secret text not null,
  -- Grows with each change, so that nobody writes over another's.
  revision integer not null default 1,
  added_by bigint references agent,
  added_at instant not null default heed_now(),
  -- Nothing is told it from then on, and why.
  ended_at instant,
  ended_why text,
  -- That admins were told of what was given up; null once something is taken again.
  told_at instant,
  check ((ended_at is null) = (ended_why is null))
);

-- held: it waits until whom it is for may be disturbed, and for what else comes for them.
alter table outbox drop constraint outbox_state_check,
  add constraint outbox_state_check
    check (state in ('queued', 'held', 'claimed', 'sent', 'failed', 'unknown', 'suppressed')),
  drop constraint outbox_kind_check,
  add constraint outbox_kind_check
    check (kind in ('acknowledgement', 'answer', 'notice', 'page', 'alert', 'reminder', 'webhook')),
  add column webhook_id bigint references webhook on delete cascade,
  add constraint outbox_webhook_check check ((kind = 'webhook') = (webhook_id is not null));
create index outbox_held on outbox (run_at) where state = 'held';
create index outbox_webhook on outbox (webhook_id, id) where webhook_id is not null;

-- What webhooks are told is queued with what happened, in its transaction, wherever that is written. It is worded when
-- it is queued, so that what is sent again is the same. Mail that was brought in as history is no news.
create function tell_webhooks() returns trigger language plpgsql as $$
begin
  if not exists (select from webhook where ended_at is null) then return null; end if;
  insert into outbox (kind, webhook_id, envelope, content, run_at, queued_at)
  select 'webhook', w.id, '{"to": [], "cc": []}',
    jsonb_build_object('event', e.seq, 'kind', e.kind, 'at', e.at, 'ticketId', e.ticket_id, 'agentId', e.agent_id,
      'data', e.data, 'priority', t.priority, 'level', t.level, 'status', t.status),
    heed_now(), heed_now()
  from told e join webhook w on w.ended_at is null and e.kind = any(w.kinds)
    left join ticket t on t.id = e.ticket_id
  where not exists (select from message m join ledger l on l.id = m.ledger_id
    where m.id = (e.data->>'messageId')::bigint and l.imported)
  order by e.seq, w.id;
  return null;
end $$;
create trigger tell_webhooks after insert on event referencing new table as told
  for each statement execute function tell_webhooks();

-- A page that is a test: once a week for each rota, to whoever is on call; nobody was where there is no agent.
create table test_page (
  id bigint generated always as identity primary key,
  rota text not null,
  due_at instant not null,
  agent_id bigint references agent,
  answer_by instant not null,
  acknowledged_at instant,
  -- Nobody acknowledged it in time, and the Support Manager was told.
  missed_at instant,
  unique (rota, due_at)
);
create index test_page_open on test_page (answer_by) where acknowledged_at is null and missed_at is null;
