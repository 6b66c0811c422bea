-- What the migrations make, printed from the catalog by `npm run schema`. To read; nothing runs it.

create domain instant as bigint CHECK (VALUE >= '-8640000000000000'::bigint AND VALUE <= '8640000000000000'::bigint);

CREATE OR REPLACE FUNCTION public.contact_words(name text, address text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select to_tsvector('simple', left(name, 400) || ' ' || translate(left(address, 400), '@.-_+', '     ')) $function$;

CREATE OR REPLACE FUNCTION public.event_is_written_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin raise exception 'events are append-only'; end $function$;

CREATE OR REPLACE FUNCTION public.heed_now()
 RETURNS instant
 LANGUAGE sql
 STABLE
AS $function$ select (extract(epoch from clock_timestamp()) * 1000)::bigint::instant $function$;

CREATE OR REPLACE FUNCTION public.tell_of_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin perform pg_notify('heed_event', ''); return null; end $function$;

CREATE OR REPLACE FUNCTION public.tell_webhooks()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from webhook where ended_at is null) then return null; end if;
  insert into outbox (kind, webhook_id, envelope, content, run_at, queued_at)
  select 'webhook', w.id, '{"to": [], "cc": []}',
    jsonb_build_object('event', e.seq, 'kind', e.kind, 'at', e.at, 'ticketId', e.ticket_id, 'agentId', e.agent_id,
      'data', e.data, 'priority', t.priority, 'level', t.level, 'status', t.status),
    heed_now(), heed_now()
  from told e join webhook w on w.ended_at is null and e.kind = any(w.kinds)
    left join ticket t on t.id = e.ticket_id
  where not exists (select from message m join ledger l on l.id = m.ledger_id
    where m.id = (e.data->>'messageId')::bigint and l.imported)
  order by e.seq, w.id;
  return null;
end $function$;

create table acknowledged (
  id bigint generated always as identity not null,
  address text not null,
  domain text not null,
  mailbox_id bigint,
  verified boolean not null,
  at instant not null,
  constraint acknowledged_pkey PRIMARY KEY (id),
  constraint acknowledged_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id)
);
CREATE INDEX acknowledged_address ON acknowledged USING btree (address, at);
CREATE INDEX acknowledged_unverified_domain ON acknowledged USING btree (domain, at) WHERE NOT verified;
CREATE INDEX acknowledged_unverified_mailbox ON acknowledged USING btree (mailbox_id, at) WHERE NOT verified;

create table agent (
  id bigint generated always as identity not null,
  address text not null,
  name text not null,
  role text not null,
  password_hash text not null,
  signature text default ''::text not null,
  created_at instant default heed_now() not null,
  deactivated_at instant,
  cover_reminders boolean,
  quiet_hours jsonb,
  constraint agent_pkey PRIMARY KEY (id),
  constraint agent_role_check CHECK (role = ANY (ARRAY['admin'::text, 'agent'::text]))
);
CREATE UNIQUE INDEX agent_address ON agent USING btree (lower(address));

create table attachment (
  id bigint generated always as identity not null,
  message_id bigint not null,
  position integer not null,
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  cid text,
  inline boolean default false not null,
  truncated boolean default false not null,
  constraint attachment_pkey PRIMARY KEY (id),
  constraint attachment_message_id_position_key UNIQUE (message_id, "position"),
  constraint attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id)
);
CREATE INDEX attachment_sha256 ON attachment USING btree (sha256);

create table attempt (
  name text not null,
  count integer not null,
  window_ends_at instant not null,
  constraint attempt_pkey PRIMARY KEY (name)
);

create table block (
  id bigint generated always as identity not null,
  sender text not null,
  added_by bigint not null,
  added_at instant default heed_now() not null,
  constraint block_pkey PRIMARY KEY (id),
  constraint block_sender_key UNIQUE (sender),
  constraint block_sender_check CHECK (sender = lower(sender)),
  constraint block_added_by_fkey FOREIGN KEY (added_by) REFERENCES agent(id)
);

create table checkup (
  singleton boolean default true not null,
  night text default ''::text not null,
  claimed_until instant default 0 not null,
  checked_at instant,
  nightly_at instant,
  result jsonb,
  broken integer default 0 not null,
  rolled jsonb default '{}'::jsonb not null,
  told jsonb default '{}'::jsonb not null,
  constraint checkup_pkey PRIMARY KEY (singleton),
  constraint checkup_singleton_check CHECK (singleton)
);

create table clock (
  id bigint generated always as identity not null,
  ticket_id bigint not null,
  target text not null,
  priority text not null,
  minutes integer,
  started_at instant not null,
  due_at instant,
  pauses jsonb default '[]'::jsonb not null,
  paused_at instant,
  met_at instant,
  breached_at instant,
  fired jsonb default '[]'::jsonb not null,
  next_at instant,
  release_id bigint,
  constraint clock_pkey PRIMARY KEY (id),
  constraint clock_ticket_id_target_key UNIQUE (ticket_id, target),
  constraint clock_priority_check CHECK (priority = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text])),
  constraint clock_target_check CHECK (target = ANY (ARRAY['first response'::text, 'next response'::text, 'resolution'::text, 'periodic update'::text])),
  constraint clock_release_id_fkey FOREIGN KEY (release_id) REFERENCES release(id) ON DELETE SET NULL,
  constraint clock_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX clock_next ON clock USING btree (next_at) WHERE next_at IS NOT NULL AND met_at IS NULL AND paused_at IS NULL;
CREATE INDEX clock_release ON clock USING btree (release_id) WHERE release_id IS NOT NULL;

create table contact (
  id bigint generated always as identity not null,
  address text not null,
  name text default ''::text not null,
  created_at instant default heed_now() not null,
  organisation_id bigint,
  roles text[] default '{}'::text[] not null,
  constraint contact_pkey PRIMARY KEY (id),
  constraint contact_roles_check CHECK (roles <@ ARRAY['system administrator'::text, 'data manager'::text]),
  constraint contact_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX contact_address ON contact USING btree (lower(address));
CREATE INDEX contact_organisation ON contact USING btree (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX contact_words ON contact USING gin (contact_words(name, address)) WITH (fastupdate='on', gin_pending_list_limit='128');

create table contact_phone (
  contact_id bigint not null,
  number text not null,
  constraint contact_phone_pkey PRIMARY KEY (contact_id, number),
  constraint contact_phone_number_check CHECK (number ~ '^\+?[0-9]{3,15}$'::text),
  constraint contact_phone_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE
);
CREATE INDEX contact_phone_tail ON contact_phone USING btree ("right"(number, 7));

create table cover (
  id bigint generated always as identity not null,
  organisation_id bigint not null,
  plan_id bigint not null,
  product text default ''::text not null,
  starts_on date not null,
  ends_on date not null,
  renewed_at instant,
  revision integer default 1 not null,
  created_at instant default heed_now() not null,
  constraint cover_pkey PRIMARY KEY (id),
  constraint cover_check CHECK (ends_on >= starts_on),
  constraint cover_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  constraint cover_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
);
CREATE INDEX cover_ends ON cover USING btree (ends_on);
CREATE INDEX cover_organisation ON cover USING btree (organisation_id);

create table cover_reminder (
  cover_id bigint not null,
  ends_on date not null,
  days integer not null,
  at instant not null,
  constraint cover_reminder_pkey PRIMARY KEY (cover_id, ends_on, days),
  constraint cover_reminder_cover_id_fkey FOREIGN KEY (cover_id) REFERENCES cover(id) ON DELETE CASCADE
);

create table device (
  id bigint generated always as identity not null,
  agent_id bigint not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  added_at instant default heed_now() not null,
  trouble text,
  constraint device_pkey PRIMARY KEY (id),
  constraint device_endpoint_key UNIQUE (endpoint),
  constraint device_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id)
);
CREATE INDEX device_agent ON device USING btree (agent_id);

create table event (
  seq bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  ticket_id bigint,
  ticket_seq integer,
  kind text not null,
  agent_id bigint,
  data jsonb default '{}'::jsonb not null,
  at instant not null,
  constraint event_pkey PRIMARY KEY (seq),
  constraint event_ticket_id_ticket_seq_key UNIQUE (ticket_id, ticket_seq),
  constraint event_check CHECK ((ticket_id IS NULL) = (ticket_seq IS NULL)),
  constraint event_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id),
  constraint event_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX event_of_spam ON event USING btree (at) WHERE kind = ANY (ARRAY['spam'::text, 'not spam'::text]);
CREATE INDEX event_order ON event USING btree (xid, seq);
CREATE TRIGGER event_is_written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_is_written_once();
CREATE TRIGGER tell_of_event AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION tell_of_event();
CREATE TRIGGER tell_webhooks AFTER INSERT ON event REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION tell_webhooks();

create table feature_request (
  ticket_id bigint not null,
  stage text not null,
  since instant not null,
  set_by bigint,
  quote_id bigint,
  constraint feature_request_pkey PRIMARY KEY (ticket_id),
  constraint feature_request_stage_check CHECK (stage = ANY (ARRAY['submission'::text, 'evaluation'::text, 'scope and estimate'::text, 'development and testing'::text, 'deployment and documentation'::text, 'declined'::text])),
  constraint feature_request_quote_id_fkey FOREIGN KEY (quote_id) REFERENCES attachment(id) ON DELETE SET NULL,
  constraint feature_request_set_by_fkey FOREIGN KEY (set_by) REFERENCES agent(id),
  constraint feature_request_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX feature_request_stage ON feature_request USING btree (stage, since);

create table idempotent_write (
  agent_id bigint not null,
  key text not null,
  request_hash text not null,
  status integer not null,
  answer jsonb not null,
  at instant not null,
  constraint idempotent_write_pkey PRIMARY KEY (agent_id, key),
  constraint idempotent_write_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id) ON DELETE CASCADE
);
CREATE INDEX idempotent_write_at ON idempotent_write USING btree (at);

create table instance (
  singleton boolean default true not null,
  database_id text not null,
  secret_fingerprint text,
  created_at instant default heed_now() not null,
  restored_at instant,
  constraint instance_pkey PRIMARY KEY (singleton),
  constraint instance_singleton_check CHECK (singleton)
);

create table invitation (
  token_hash text not null,
  purpose text not null,
  address text,
  role text not null,
  created_at instant not null,
  expires_at instant not null,
  used_at instant,
  constraint invitation_pkey PRIMARY KEY (token_hash),
  constraint invitation_purpose_check CHECK (purpose = ANY (ARRAY['set up'::text, 'invite'::text])),
  constraint invitation_role_check CHECK (role = ANY (ARRAY['admin'::text, 'agent'::text]))
);

create table label (
  id bigint generated always as identity not null,
  ticket_id bigint not null,
  agent_id bigint not null,
  from_priority text not null,
  to_priority text not null,
  how text not null,
  at instant not null,
  constraint label_pkey PRIMARY KEY (id),
  constraint label_check CHECK ((from_priority = to_priority) = (how = 'confirmed'::text)),
  constraint label_from_priority_check CHECK (from_priority = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text])),
  constraint label_how_check CHECK (how = ANY (ARRAY['changed'::text, 'confirmed'::text])),
  constraint label_to_priority_check CHECK (to_priority = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text])),
  constraint label_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id),
  constraint label_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX label_ticket ON label USING btree (ticket_id, id DESC);

create table learned_model (
  singleton boolean default true not null,
  revision bigint default 0 not null,
  packed text default ''::text not null,
  heard_until bigint default 0 not null,
  night text default ''::text not null,
  claimed_until instant not null,
  made_at instant,
  spam_packed text default ''::text not null,
  constraint learned_model_pkey PRIMARY KEY (singleton),
  constraint learned_model_singleton_check CHECK (singleton)
);

create table ledger (
  id bigint generated always as identity not null,
  source_id bigint not null,
  key text not null,
  sha256 text not null,
  size bigint not null,
  internal_date instant,
  envelope jsonb,
  header_message_id text,
  imported boolean default false not null,
  accepted_at instant default heed_now() not null,
  attempts integer default 0 not null,
  claimed_until instant,
  disposition text,
  reason text,
  decided_at instant,
  ticket_id bigint,
  looked_at instant,
  looked_by bigint,
  card jsonb,
  wanted_at instant,
  wanted_by bigint,
  constraint ledger_pkey PRIMARY KEY (id),
  constraint ledger_source_id_key_key UNIQUE (source_id, key),
  constraint ledger_check CHECK ((disposition IS NULL) = (decided_at IS NULL)),
  constraint ledger_check1 CHECK ((wanted_at IS NULL) = (wanted_by IS NULL)),
  constraint ledger_disposition_check CHECK (disposition = ANY (ARRAY['ticket'::text, 'joined'::text, 'event'::text, 'quarantined'::text, 'duplicate'::text, 'own'::text, 'retired'::text])),
  constraint ledger_looked_by_fkey FOREIGN KEY (looked_by) REFERENCES agent(id),
  constraint ledger_source_id_fkey FOREIGN KEY (source_id) REFERENCES source(id),
  constraint ledger_wanted_by_fkey FOREIGN KEY (wanted_by) REFERENCES agent(id)
);
CREATE INDEX ledger_message_id ON ledger USING btree (header_message_id) WHERE disposition IS NULL;
CREATE INDEX ledger_ticket ON ledger USING btree (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX ledger_undecided ON ledger USING btree (id) WHERE disposition IS NULL;
CREATE INDEX ledger_waiting_for_a_look ON ledger USING btree (id) WHERE (disposition = ANY (ARRAY['quarantined'::text, 'retired'::text])) AND looked_at IS NULL;

create table mailbox (
  id bigint generated always as identity not null,
  kind text not null,
  address text not null,
  aliases text[] default '{}'::text[] not null,
  sender_name text not null,
  connection jsonb default '{}'::jsonb not null,
  secret text,
  folders text[] default '{INBOX}'::text[] not null,
  junk_folder text,
  authserv_id text,
  takes_null_sender boolean,
  import_since instant,
  health jsonb default '{}'::jsonb not null,
  lease_holder text,
  lease_fence bigint default 0 not null,
  lease_until instant,
  created_at instant default heed_now() not null,
  removed_at instant,
  sent_folder text,
  sent_copies text,
  constraint mailbox_pkey PRIMARY KEY (id),
  constraint mailbox_kind_check CHECK (kind = ANY (ARRAY['sandbox'::text, 'imap'::text, 'push'::text])),
  constraint mailbox_sent_copies_check CHECK (sent_copies = ANY (ARRAY['provider'::text, 'append'::text, 'none'::text]))
);
CREATE UNIQUE INDEX mailbox_address ON mailbox USING btree (lower(address)) WHERE removed_at IS NULL;

create table message (
  id bigint generated always as identity not null,
  ticket_id bigint not null,
  ledger_id bigint,
  kind text not null,
  agent_id bigint,
  from_name text default ''::text not null,
  from_address text default ''::text not null,
  recipients jsonb default '{"cc": [], "to": []}'::jsonb not null,
  subject text default ''::text not null,
  visible text default ''::text not null,
  quoted text default ''::text not null,
  html text,
  cleaner text,
  message_id text,
  content_hash text,
  robot text,
  evidence jsonb default '{}'::jsonb not null,
  trust text default 'unknown'::text not null,
  flagged boolean default false not null,
  held_at instant,
  delivery text,
  delivery_reason text,
  sent_at instant,
  at instant not null,
  search tsvector generated always as (((setweight(to_tsvector('simple'::regconfig, "left"(subject, 1000)), 'A'::"char") || to_tsvector('simple'::regconfig, "left"(((from_name || ' '::text) || from_address), 400))) || to_tsvector('simple'::regconfig, "left"(visible, 100000)))) stored,
  merged_from bigint,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_ledger_id_key UNIQUE (ledger_id),
  constraint message_delivery_check CHECK (delivery = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'bounced'::text])),
  constraint message_kind_check CHECK (kind = ANY (ARRAY['mail'::text, 'answer'::text, 'note'::text])),
  constraint message_trust_check CHECK (trust = ANY (ARRAY['verified'::text, 'failed'::text, 'unknown'::text])),
  constraint message_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id),
  constraint message_ledger_id_fkey FOREIGN KEY (ledger_id) REFERENCES ledger(id),
  constraint message_merged_from_fkey FOREIGN KEY (merged_from) REFERENCES ticket(id),
  constraint message_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX message_held ON message USING btree (id) WHERE held_at IS NOT NULL;
CREATE INDEX message_merged_from ON message USING btree (merged_from) WHERE merged_from IS NOT NULL;
CREATE INDEX message_message_id ON message USING btree (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_search ON message USING gin (search) WITH (fastupdate='on', gin_pending_list_limit='512');
CREATE INDEX message_ticket ON message USING btree (ticket_id, id);

create table migration (
  name text not null,
  at bigint default ((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric))::bigint not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table nightly_backup (
  night text not null,
  state text not null,
  claimed_until instant not null,
  folder text,
  reason text,
  at instant default heed_now() not null,
  constraint nightly_backup_pkey PRIMARY KEY (night),
  constraint nightly_backup_check CHECK ((state = 'done'::text) = (folder IS NOT NULL)),
  constraint nightly_backup_check1 CHECK (state <> 'failed'::text OR reason IS NOT NULL),
  constraint nightly_backup_night_check CHECK (night ~ '^\d{4}-\d\d-\d\d$'::text),
  constraint nightly_backup_state_check CHECK (state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))
);

create table oauth_client (
  provider text not null,
  client_id text not null,
  secret text,
  endpoints jsonb not null,
  secret_ends_at instant,
  changed_at instant default heed_now() not null,
  constraint oauth_client_pkey PRIMARY KEY (provider),
  constraint oauth_client_provider_check CHECK (provider = ANY (ARRAY['google'::text, 'microsoft'::text, 'custom'::text]))
);

create table oauth_grant (
  mailbox_id bigint not null,
  provider text not null,
  sealed text not null,
  granted_at instant default heed_now() not null,
  refresh_at instant not null,
  refreshing_until instant default 0 not null,
  ends_at instant,
  told_end instant,
  died_at instant,
  died_why text,
  constraint oauth_grant_pkey PRIMARY KEY (mailbox_id),
  constraint oauth_grant_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint oauth_grant_provider_fkey FOREIGN KEY (provider) REFERENCES oauth_client(provider)
);

create table oauth_sign_in (
  id bigint generated always as identity not null,
  agent_id bigint not null,
  provider text not null,
  address text not null,
  state_hash text,
  sealed text not null,
  status text default 'waiting'::text not null,
  trouble text,
  ask_again_at instant default 0 not null,
  expires_at instant not null,
  constraint oauth_sign_in_pkey PRIMARY KEY (id),
  constraint oauth_sign_in_state_hash_key UNIQUE (state_hash),
  constraint oauth_sign_in_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'done'::text, 'failed'::text])),
  constraint oauth_sign_in_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id),
  constraint oauth_sign_in_provider_fkey FOREIGN KEY (provider) REFERENCES oauth_client(provider)
);

create table organisation (
  id bigint generated always as identity not null,
  name text not null,
  notes text default ''::text not null,
  parent_id bigint,
  revision integer default 1 not null,
  created_at instant default heed_now() not null,
  constraint organisation_pkey PRIMARY KEY (id),
  constraint organisation_check CHECK (parent_id <> id),
  constraint organisation_name_check CHECK (name <> ''::text),
  constraint organisation_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES organisation(id)
);
CREATE UNIQUE INDEX organisation_name ON organisation USING btree (lower(name));
CREATE INDEX organisation_parent ON organisation USING btree (parent_id) WHERE parent_id IS NOT NULL;

create table organisation_address (
  address text not null,
  organisation_id bigint not null,
  constraint organisation_address_pkey PRIMARY KEY (address),
  constraint organisation_address_address_check CHECK (address = lower(address) AND address <> ''::text),
  constraint organisation_address_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE
);
CREATE INDEX organisation_address_organisation ON organisation_address USING btree (organisation_id);

create table outbox (
  id bigint generated always as identity not null,
  ticket_id bigint,
  message_id bigint,
  mailbox_id bigint,
  kind text not null,
  envelope jsonb not null,
  content jsonb default '{}'::jsonb not null,
  header_message_id text,
  seen_message_id text,
  mime_sha256 text,
  state text default 'queued'::text not null,
  reason text,
  run_at instant not null,
  expires_at instant,
  attempts integer default 0 not null,
  sends integer default 0 not null,
  lease_until instant,
  fence bigint default 0 not null,
  queued_at instant not null,
  sent_at instant,
  bounced_at instant,
  copy_at instant,
  webhook_id bigint,
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_header_message_id_key UNIQUE (header_message_id),
  constraint outbox_check CHECK (state <> 'claimed'::text OR lease_until IS NOT NULL),
  constraint outbox_kind_check CHECK (kind = ANY (ARRAY['acknowledgement'::text, 'answer'::text, 'notice'::text, 'page'::text, 'alert'::text, 'reminder'::text, 'webhook'::text, 'progress'::text])),
  constraint outbox_state_check CHECK (state = ANY (ARRAY['queued'::text, 'held'::text, 'claimed'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'suppressed'::text])),
  constraint outbox_webhook_check CHECK ((kind = 'webhook'::text) = (webhook_id IS NOT NULL)),
  constraint outbox_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint outbox_message_id_fkey FOREIGN KEY (message_id) REFERENCES message(id),
  constraint outbox_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id),
  constraint outbox_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhook(id) ON DELETE CASCADE
);
CREATE INDEX outbox_claimed ON outbox USING btree (lease_until) WHERE state = 'claimed'::text;
CREATE INDEX outbox_copy ON outbox USING btree (copy_at) WHERE copy_at IS NOT NULL;
CREATE INDEX outbox_due ON outbox USING btree (run_at, id) WHERE state = 'queued'::text;
CREATE INDEX outbox_held ON outbox USING btree (run_at) WHERE state = 'held'::text;
CREATE INDEX outbox_message ON outbox USING btree (message_id);
CREATE UNIQUE INDEX outbox_one_acknowledgement ON outbox USING btree (ticket_id) WHERE kind = 'acknowledgement'::text;
CREATE INDEX outbox_seen_message_id ON outbox USING btree (seen_message_id) WHERE seen_message_id IS NOT NULL;
CREATE INDEX outbox_webhook ON outbox USING btree (webhook_id, id) WHERE webhook_id IS NOT NULL;

create table page (
  id bigint generated always as identity not null,
  ticket_id bigint not null,
  agent_id bigint not null,
  tries integer not null,
  next_at instant not null,
  opened_at instant not null,
  closed_at instant,
  acknowledged_by bigint,
  constraint page_pkey PRIMARY KEY (id),
  constraint page_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES agent(id),
  constraint page_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id),
  constraint page_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX page_next ON page USING btree (next_at) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX page_out ON page USING btree (ticket_id) WHERE closed_at IS NULL;

create table participant (
  ticket_id bigint not null,
  contact_id bigint not null,
  since instant not null,
  added_by bigint,
  constraint participant_pkey PRIMARY KEY (ticket_id, contact_id),
  constraint participant_added_by_fkey FOREIGN KEY (added_by) REFERENCES agent(id),
  constraint participant_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id),
  constraint participant_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id) ON DELETE CASCADE
);

create table phone_call (
  sid text not null,
  ticket_id bigint not null,
  recording_url text,
  at instant default heed_now() not null,
  constraint phone_call_pkey PRIMARY KEY (sid),
  constraint phone_call_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id) ON DELETE CASCADE
);
CREATE INDEX phone_call_ticket ON phone_call USING btree (ticket_id);

create table plan (
  id bigint generated always as identity not null,
  name text not null,
  days integer,
  months integer,
  covers text[] default '{}'::text[] not null,
  channels text[] default '{}'::text[] not null,
  emergency_line boolean default false not null,
  renewable boolean default false not null,
  revision integer default 1 not null,
  created_at instant default heed_now() not null,
  constraint plan_pkey PRIMARY KEY (id),
  constraint plan_channels_check CHECK (channels <@ ARRAY['email'::text, 'phone'::text]),
  constraint plan_check CHECK ((days IS NULL) <> (months IS NULL)),
  constraint plan_days_check CHECK (days > 0),
  constraint plan_months_check CHECK (months > 0),
  constraint plan_name_check CHECK (name <> ''::text AND lower(name) <> 'none'::text)
);
CREATE UNIQUE INDEX plan_name ON plan USING btree (lower(name));

create table push_key (
  singleton boolean default true not null,
  public_key text not null,
  private_key text not null,
  constraint push_key_pkey PRIMARY KEY (singleton),
  constraint push_key_singleton_check CHECK (singleton)
);

create table release (
  id bigint generated always as identity not null,
  name text not null,
  day date,
  released_at instant,
  revision integer default 1 not null,
  created_at instant default heed_now() not null,
  constraint release_pkey PRIMARY KEY (id),
  constraint release_name_check CHECK (name <> ''::text)
);
CREATE UNIQUE INDEX release_name ON release USING btree (lower(name));

create table session (
  token_hash text not null,
  agent_id bigint not null,
  device text default ''::text not null,
  created_at instant not null,
  seen_at instant not null,
  confirmed_at instant not null,
  expires_at instant not null,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id) ON DELETE CASCADE
);
CREATE INDEX session_agent ON session USING btree (agent_id);

create table setting (
  name text not null,
  value jsonb not null,
  changed_at instant default heed_now() not null,
  constraint setting_pkey PRIMARY KEY (name)
);

create table source (
  id bigint generated always as identity not null,
  kind text not null,
  mailbox_id bigint,
  folder text not null,
  uidvalidity text default ''::text not null,
  opened_at instant default heed_now() not null,
  closed_at instant,
  history_until bigint default 0 not null,
  history_count bigint default 0 not null,
  settled_until bigint default 0 not null,
  imported_until bigint default 0 not null,
  renumbered boolean default false not null,
  young_history jsonb default '[]'::jsonb not null,
  constraint source_pkey PRIMARY KEY (id),
  constraint source_kind_check CHECK (kind = ANY (ARRAY['imap'::text, 'push'::text])),
  constraint source_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id)
);
CREATE UNIQUE INDEX source_epoch ON source USING btree (kind, COALESCE(mailbox_id, 0::bigint), folder, uidvalidity) WHERE closed_at IS NULL;

create table tag (
  name text not null,
  used_at instant not null,
  constraint tag_pkey PRIMARY KEY (name),
  constraint tag_name_check CHECK (name <> ''::text)
);
CREATE INDEX tag_used ON tag USING btree (used_at);

create table test_page (
  id bigint generated always as identity not null,
  rota text not null,
  due_at instant not null,
  agent_id bigint,
  answer_by instant not null,
  acknowledged_at instant,
  missed_at instant,
  constraint test_page_pkey PRIMARY KEY (id),
  constraint test_page_rota_due_at_key UNIQUE (rota, due_at),
  constraint test_page_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id)
);
CREATE INDEX test_page_open ON test_page USING btree (answer_by) WHERE acknowledged_at IS NULL AND missed_at IS NULL;

create table thread_id (
  message_id text not null,
  ticket_id bigint,
  outbox_id bigint,
  constraint thread_id_pkey PRIMARY KEY (message_id),
  constraint thread_id_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES ticket(id)
);
CREATE INDEX thread_id_ticket ON thread_id USING btree (ticket_id);

create table ticket (
  id bigint generated always as identity not null,
  seq integer default 0 not null,
  subject text not null,
  status text default 'open'::text not null,
  waiting_on text,
  priority text not null,
  priority_reason jsonb default '{}'::jsonb not null,
  level text default 'L1'::text not null,
  requester_id bigint not null,
  assignee_id bigint,
  mailbox_id bigint,
  language text default 'en'::text not null,
  acknowledgement jsonb default '{}'::jsonb not null,
  linked_to bigint,
  preview text default ''::text not null,
  opened_at instant not null,
  changed_at instant not null,
  last_customer_at instant,
  last_agent_at instant,
  solved_at instant,
  closed_at instant,
  spam_at instant,
  spam_by bigint,
  merged_into bigint,
  merged_at instant,
  merged_by bigint,
  merged_was jsonb,
  token_series integer default 0 not null,
  suspected boolean default false not null,
  tags text[] default '{}'::text[] not null,
  constraint ticket_pkey PRIMARY KEY (id),
  constraint ticket_check CHECK ((status = 'waiting'::text) = (waiting_on IS NOT NULL)),
  constraint ticket_check1 CHECK ((spam_at IS NULL) = (spam_by IS NULL)),
  constraint ticket_check2 CHECK (merged_into <> id),
  constraint ticket_check3 CHECK ((merged_into IS NULL) = (merged_at IS NULL)),
  constraint ticket_check4 CHECK ((merged_into IS NULL) = (merged_by IS NULL)),
  constraint ticket_check5 CHECK ((merged_into IS NULL) = (merged_was IS NULL)),
  constraint ticket_level_check CHECK (level = ANY (ARRAY['L1'::text, 'L2'::text, 'L3'::text, 'L4'::text])),
  constraint ticket_priority_check CHECK (priority = ANY (ARRAY['critical'::text, 'high'::text, 'medium'::text, 'low'::text])),
  constraint ticket_status_check CHECK (status = ANY (ARRAY['open'::text, 'waiting'::text, 'solved'::text, 'closed'::text])),
  constraint ticket_waiting_on_check CHECK (waiting_on = ANY (ARRAY['customer'::text, 'third party'::text])),
  constraint ticket_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES agent(id),
  constraint ticket_linked_to_fkey FOREIGN KEY (linked_to) REFERENCES ticket(id),
  constraint ticket_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailbox(id),
  constraint ticket_merged_by_fkey FOREIGN KEY (merged_by) REFERENCES agent(id),
  constraint ticket_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES ticket(id),
  constraint ticket_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES contact(id),
  constraint ticket_spam_by_fkey FOREIGN KEY (spam_by) REFERENCES agent(id)
);
CREATE INDEX ticket_changed ON ticket USING btree (changed_at DESC, id DESC);
CREATE INDEX ticket_of_requester ON ticket USING btree (requester_id, id);
CREATE INDEX ticket_open ON ticket USING btree (status, assignee_id, changed_at DESC);
CREATE INDEX ticket_spam ON ticket USING btree (changed_at DESC, id DESC) WHERE spam_at IS NOT NULL;
CREATE INDEX ticket_tags ON ticket USING gin (tags) WHERE tags <> '{}'::text[];

create table upload (
  id text not null,
  agent_id bigint not null,
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  at instant not null,
  constraint upload_pkey PRIMARY KEY (id),
  constraint upload_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agent(id) ON DELETE CASCADE
);
CREATE INDEX upload_at ON upload USING btree (at);

create table webhook (
  id bigint generated always as identity not null,
  url text not null,
  kinds text[] not null,
  secret text not null,
  revision integer default 1 not null,
  added_by bigint,
  added_at instant default heed_now() not null,
  ended_at instant,
  ended_why text,
  told_at instant,
  constraint webhook_pkey PRIMARY KEY (id),
  constraint webhook_check CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  constraint webhook_kinds_check CHECK (cardinality(kinds) > 0),
  constraint webhook_added_by_fkey FOREIGN KEY (added_by) REFERENCES agent(id)
);
