-- UIDs up to here were in the folder when this source was opened: they are brought in as history, never acknowledged.
alter table source add column imported_until bigint not null default 0;
-- The server gave its mails new UIDs: those up to imported_until are matched with what we have before any is fetched.
alter table source add column renumbered boolean not null default false;
