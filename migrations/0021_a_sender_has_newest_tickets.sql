-- The newest tickets of a requester are looked at for each of their mails.
create index ticket_of_requester on ticket (requester_id, id);
drop index ticket_requester;
