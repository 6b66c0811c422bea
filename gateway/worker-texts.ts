import m0001 from '../migrations/0001_the_desk_has_agents_and_settings.sql';
import m0002 from '../migrations/0002_mail_is_kept_in_a_ledger.sql';
import m0003 from '../migrations/0003_a_mail_becomes_a_ticket.sql';
import m0004 from '../migrations/0004_promises_have_clocks.sql';
import m0005 from '../migrations/0005_mail_goes_out_through_an_outbox.sql';
import m0006 from '../migrations/0006_events_are_written_once.sql';
import m0007 from '../migrations/0007_an_agent_uploads_files.sql';
import m0008 from '../migrations/0008_a_search_finds_requesters.sql';
import m0009 from '../migrations/0009_a_folder_may_be_renumbered.sql';
import m0010 from '../migrations/0010_one_gateway_makes_the_nightly_backup.sql';
import m0011 from '../migrations/0011_a_desk_may_be_restored.sql';
import m0012 from '../migrations/0012_mail_kept_aside_shows_whose_it_is.sql';
import m0013 from '../migrations/0013_mail_is_looked_up_in_small_indexes.sql';
import m0014 from '../migrations/0014_search_takes_words_in_small_heaps.sql';
import m0015 from '../migrations/0015_time_looks_at_a_clock_when_something_falls_due.sql';
import m0016 from '../migrations/0016_a_desk_learns_priorities.sql';
import m0017 from '../migrations/0017_agents_say_what_is_spam.sql';
import m0018 from '../migrations/0018_tickets_merge_and_tokens_end.sql';
import m0019 from '../migrations/0019_new_mail_is_told_from_young_history.sql';
import m0020 from '../migrations/0020_a_desk_checks_itself.sql';
import m0021 from '../migrations/0021_a_sender_has_newest_tickets.sql';
import m0022 from '../migrations/0022_a_mailbox_signs_in_with_its_provider.sql';
import m0023 from '../migrations/0023_a_spam_button_teaches.sql';
import m0024 from '../migrations/0024_answers_written_elsewhere_are_seen.sql';
import m0025 from '../migrations/0025_an_agents_devices_can_be_called.sql';
import m0026 from '../migrations/0026_organisations_have_cover.sql';
import m0027 from '../migrations/0027_quiet_hours_and_webhooks.sql';
import m0028 from '../migrations/0028_tickets_have_tags.sql';
import m0029 from '../migrations/0029_releases_and_feature_requests.sql';
import m0030 from '../migrations/0030_calls_are_taken.sql';
import acknowledgementDe from '../templates/acknowledgement.de.md';
import acknowledgementEn from '../templates/acknowledgement.en.md';
import acknowledgementEs from '../templates/acknowledgement.es.md';
import acknowledgementFr from '../templates/acknowledgement.fr.md';
import acknowledgementPt from '../templates/acknowledgement.pt.md';
import alertEn from '../templates/alert.en.md';
import noticeEn from '../templates/notice.en.md';
import pageEn from '../templates/page.en.md';
import progressDe from '../templates/progress.de.md';
import progressEn from '../templates/progress.en.md';
import progressEs from '../templates/progress.es.md';
import progressFr from '../templates/progress.fr.md';
import progressPt from '../templates/progress.pt.md';
import quoteDe from '../templates/quote.de.md';
import quoteEn from '../templates/quote.en.md';
import quoteEs from '../templates/quote.es.md';
import quoteFr from '../templates/quote.fr.md';
import quotePt from '../templates/quote.pt.md';
import reminderEn from '../templates/reminder.en.md';
import testPageEn from '../templates/test-page.en.md';

/** A Worker has no folders: each migration and template is named here, as test/worker.test.ts makes sure. */
export const MIGRATIONS = new Map([
  ['0001_the_desk_has_agents_and_settings.sql', m0001],
  ['0002_mail_is_kept_in_a_ledger.sql', m0002],
  ['0003_a_mail_becomes_a_ticket.sql', m0003],
  ['0004_promises_have_clocks.sql', m0004],
  ['0005_mail_goes_out_through_an_outbox.sql', m0005],
  ['0006_events_are_written_once.sql', m0006],
  ['0007_an_agent_uploads_files.sql', m0007],
  ['0008_a_search_finds_requesters.sql', m0008],
  ['0009_a_folder_may_be_renumbered.sql', m0009],
  ['0010_one_gateway_makes_the_nightly_backup.sql', m0010],
  ['0011_a_desk_may_be_restored.sql', m0011],
  ['0012_mail_kept_aside_shows_whose_it_is.sql', m0012],
  ['0013_mail_is_looked_up_in_small_indexes.sql', m0013],
  ['0014_search_takes_words_in_small_heaps.sql', m0014],
  ['0015_time_looks_at_a_clock_when_something_falls_due.sql', m0015],
  ['0016_a_desk_learns_priorities.sql', m0016],
  ['0017_agents_say_what_is_spam.sql', m0017],
  ['0018_tickets_merge_and_tokens_end.sql', m0018],
  ['0019_new_mail_is_told_from_young_history.sql', m0019],
  ['0020_a_desk_checks_itself.sql', m0020],
  ['0021_a_sender_has_newest_tickets.sql', m0021],
  ['0022_a_mailbox_signs_in_with_its_provider.sql', m0022],
  ['0023_a_spam_button_teaches.sql', m0023],
  ['0024_answers_written_elsewhere_are_seen.sql', m0024],
  ['0025_an_agents_devices_can_be_called.sql', m0025],
  ['0026_organisations_have_cover.sql', m0026],
  ['0027_quiet_hours_and_webhooks.sql', m0027],
  ['0028_tickets_have_tags.sql', m0028],
  ['0029_releases_and_feature_requests.sql', m0029],
  ['0030_calls_are_taken.sql', m0030],
]);

export const TEMPLATES = new Map([
  ['acknowledgement.de.md', acknowledgementDe],
  ['acknowledgement.en.md', acknowledgementEn],
  ['acknowledgement.es.md', acknowledgementEs],
  ['acknowledgement.fr.md', acknowledgementFr],
  ['acknowledgement.pt.md', acknowledgementPt],
  ['alert.en.md', alertEn],
  ['notice.en.md', noticeEn],
  ['page.en.md', pageEn],
  ['progress.de.md', progressDe],
  ['progress.en.md', progressEn],
  ['progress.es.md', progressEs],
  ['progress.fr.md', progressFr],
  ['progress.pt.md', progressPt],
  ['test-page.en.md', testPageEn],
  ['quote.de.md', quoteDe],
  ['quote.en.md', quoteEn],
  ['quote.es.md', quoteEs],
  ['quote.fr.md', quoteFr],
  ['quote.pt.md', quotePt],
  ['reminder.en.md', reminderEn],
]);
