-- It looks like what agents called spam before; nothing but a question to whoever looks.
alter table ticket add column suspected boolean not null default false;
-- What was learnt of spam, made with the rest; and when agents last said that something was, or was not.
alter table learned_model add column spam_packed text not null default '';
create index event_of_spam on event (at) where kind in ('spam', 'not spam');
