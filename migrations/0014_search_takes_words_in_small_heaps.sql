-- New words wait in a small heap and are sorted in together: half the work of a mail; a search reads the heap in under a millisecond.
alter index message_search set (fastupdate = on, gin_pending_list_limit = 512);
alter index contact_words set (fastupdate = on, gin_pending_list_limit = 128);
