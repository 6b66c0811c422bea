-- One row a night: whose insert it is makes that night's backup.
create table nightly_backup (
  -- The desk's local date on which the night began.
  night text primary key check (night ~ '^\d{4}-\d\d-\d\d$'),
  state text not null check (state in ('running', 'done', 'failed')),
  -- From here on somebody else may try, unless it is done.
  claimed_until instant not null,
  folder text,
  -- Why it failed; or what the one that was made lacks.
  reason text,
  at instant not null default heed_now(),
  check ((state = 'done') = (folder is not null)),
  check (state <> 'failed' or reason is not null)
);
