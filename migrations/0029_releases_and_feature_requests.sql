-- What ships, and when: a day in the calendars of the policies, or none yet. What is promised "with the next release"
-- points to one and is due by the end of that day.
create table release (
  id bigint generated always as identity primary key,
  name text not null check (name <> ''),
  day date,
  released_at instant,
  -- Grows with each change, so that nobody writes over another's.
  revision integer not null default 1,
  created_at instant not null default heed_now()
);
create unique index release_name on release (lower(name));
alter table clock add column release_id bigint references release on delete set null;
create index clock_release on clock (release_id) where release_id is not null;

-- A ticket that asks for something new, and how far that is. The quote is the file that says what it costs.
create table feature_request (
  ticket_id bigint primary key references ticket,
  stage text not null check (stage in ('submission', 'evaluation', 'scope and estimate', 'development and testing',
    'deployment and documentation', 'declined')),
  since instant not null,
  set_by bigint references agent,
  quote_id bigint references attachment on delete set null
);
create index feature_request_stage on feature_request (stage, since);

-- Requesters hear of each stage.
alter table outbox drop constraint outbox_kind_check,
  add constraint outbox_kind_check
    check (kind in ('acknowledgement', 'answer', 'notice', 'page', 'alert', 'reminder', 'webhook', 'progress'));
