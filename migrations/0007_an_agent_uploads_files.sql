-- A file on its way into an answer: its id is random and works only for the agent who brought it.
create table upload (
  id text primary key,
  agent_id bigint not null references agent on delete cascade,
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  at instant not null
);
create index upload_at on upload (at);
