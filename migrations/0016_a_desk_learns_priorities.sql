-- What agents made of a ticket's priority: the audit of learning, and what it learns from.
create table label (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  agent_id bigint not null references agent,
  from_priority text not null check (from_priority in ('critical', 'high', 'medium', 'low')),
  to_priority text not null check (to_priority in ('critical', 'high', 'medium', 'low')),
  how text not null check (how in ('changed', 'confirmed')),
  at instant not null,
  check ((from_priority = to_priority) = (how = 'confirmed'))
);
create index label_ticket on label (ticket_id, id desc);

-- What the desk has learnt: one row, made anew each night by the gateway that claims it.
create table learned_model (
  singleton boolean primary key default true check (singleton),
  -- Grows with each making: gateways read the model only when it has grown.
  revision bigint not null default 0,
  packed text not null default '',
  -- The newest label it has heard.
  heard_until bigint not null default 0,
  -- The night it was made in.
  night text not null default '',
  claimed_until instant not null,
  made_at instant
);
