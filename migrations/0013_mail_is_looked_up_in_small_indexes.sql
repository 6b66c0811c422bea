-- A bounce names the id its mail was seen under.
create index outbox_seen_message_id on outbox (seen_message_id) where seen_message_id is not null;
-- The caps of domain and mailbox count unverified senders only.
create index acknowledged_unverified_domain on acknowledged (domain, at) where not verified;
create index acknowledged_unverified_mailbox on acknowledged (mailbox_id, at) where not verified;
drop index acknowledged_domain, acknowledged_mailbox;
