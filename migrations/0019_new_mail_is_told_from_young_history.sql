-- Mails of the first contact that are as young as what comes next: [{"size", "internalDate", "messageId"}, ...]. When the
-- server renumbers its mails, a date alone would not tell the two apart.
alter table source add column young_history jsonb not null default '[]';
