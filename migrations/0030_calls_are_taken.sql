-- Calls that a phone provider told of. It tells some things twice: its own number for a call makes the call one.
create table phone_call (
  sid text primary key,
  ticket_id bigint not null references ticket on delete cascade,
  recording_url text,
  at instant not null default heed_now()
);
create index phone_call_ticket on phone_call (ticket_id);
