-- Companies that requesters belong to. One that has no cover of its own lives under its parent's.
create table organisation (
  id bigint generated always as identity primary key,
  name text not null check (name <> ''),
  notes text not null default '',
  parent_id bigint references organisation check (parent_id <> id),
  -- Grows with each change, so that nobody writes over another's.
  revision integer not null default 1,
  created_at instant not null default heed_now()
);
create unique index organisation_name on organisation (lower(name));
create index organisation_parent on organisation (parent_id) where parent_id is not null;

-- How their people are known: a domain, whose sub-domains belong to it, or one address. Each is one organisation's.
create table organisation_address (
  address text primary key check (address = lower(address) and address <> ''),
  organisation_id bigint not null references organisation on delete cascade
);
create index organisation_address_organisation on organisation_address (organisation_id);

-- Said by somebody, it goes before what the address says.
alter table contact
  add column organisation_id bigint references organisation on delete set null,
  add column roles text[] not null default '{}'
    check (roles <@ array['system administrator', 'data manager']);
create index contact_organisation on contact (organisation_id) where organisation_id is not null;

-- Digits, with a + where the country is known. A call is found by its last digits, which every way of writing shares.
create table contact_phone (
  contact_id bigint not null references contact on delete cascade,
  number text not null check (number ~ '^\+?[0-9]{3,15}$'),
  primary key (contact_id, number)
);
create index contact_phone_tail on contact_phone (right(number, 7));

-- What can be covered, and how.
create table plan (
  id bigint generated always as identity primary key,
  name text not null check (name <> '' and lower(name) <> 'none'),
  -- How long it runs: in one of the two.
  days integer check (days > 0),
  months integer check (months > 0),
  covers text[] not null default '{}',
  channels text[] not null default '{}' check (channels <@ array['email', 'phone']),
  emergency_line boolean not null default false,
  renewable boolean not null default false,
  revision integer not null default 1,
  created_at instant not null default heed_now(),
  check ((days is null) <> (months is null))
);
create unique index plan_name on plan (lower(name));
insert into plan (name, days, months, covers, channels, emergency_line, renewable) values
  ('Standard warranty', 90, null,
    array['Software defects', 'Installation issues', 'Configuration problems', 'Data migration errors'],
    array['email'], false, false),
  ('Extended support', null, 12,
    array['Software defects', 'Installation issues', 'Configuration problems', 'Data migration errors',
      'Phone and email support', 'Monthly maintenance', 'Security updates', 'Bug fixes'],
    array['email', 'phone'], true, true);

-- A product of an organisation under a plan, from the day it was deployed or the plan began. Days are the desk's own;
-- the last one is covered to its end.
create table cover (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation on delete cascade,
  plan_id bigint not null references plan,
  product text not null default '',
  starts_on date not null,
  ends_on date not null,
  renewed_at instant,
  revision integer not null default 1,
  created_at instant not null default heed_now(),
  check (ends_on >= starts_on)
);
create index cover_organisation on cover (organisation_id);
create index cover_ends on cover (ends_on);

-- That its end was announced, so many days before. A renewed cover ends on another day, and is announced anew.
create table cover_reminder (
  cover_id bigint not null references cover on delete cascade,
  ends_on date not null,
  days integer not null,
  at instant not null,
  primary key (cover_id, ends_on, days)
);

-- Who hears of it; without a word from them, admins do.
alter table agent add column cover_reminders boolean;
alter table outbox drop constraint outbox_kind_check,
  add constraint outbox_kind_check
    check (kind in ('acknowledgement', 'answer', 'notice', 'page', 'alert', 'reminder'));
