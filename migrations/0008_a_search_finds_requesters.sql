-- Names and the parts of addresses, so that "kite" finds ada@kite.example.
create function contact_words(name text, address text) returns tsvector language sql immutable parallel safe as
  $$ select to_tsvector('simple', left(name, 400) || ' ' || translate(left(address, 400), '@.-_+', '     ')) $$;
create index contact_words on contact using gin (contact_words(name, address)) with (fastupdate = off);
