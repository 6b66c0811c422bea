-- Where the mailbox's server keeps what is sent, and who puts a copy of our answers there: null = not found out yet.
alter table mailbox add column sent_folder text,
  add column sent_copies text check (sent_copies in ('provider', 'append', 'none'));
update mailbox set sent_folder = connection->>'sentFolder', connection = connection - 'sentFolder';
-- When the copy of a sent answer is put into that folder, or tried again; null = nobody owes one.
alter table outbox add column copy_at instant;
create index outbox_copy on outbox (copy_at) where copy_at is not null;
