-- A ticket that became part of another: mail to it lands there. `merged_was` brings it back.
alter table ticket
  add column merged_into bigint references ticket check (merged_into <> id),
  add column merged_at instant,
  add column merged_by bigint references agent,
  add column merged_was jsonb,
  -- Reply tokens of an older series are none any more.
  add column token_series integer not null default 0,
  add check ((merged_into is null) = (merged_at is null)),
  add check ((merged_into is null) = (merged_by is null)),
  add check ((merged_into is null) = (merged_was is null));
-- The ticket a message stood on before its ticket was merged.
alter table message add column merged_from bigint references ticket;
create index message_merged_from on message (merged_from) where merged_from is not null;
