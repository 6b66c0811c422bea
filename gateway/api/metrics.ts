import { Hono } from 'hono';
import { checkupOf } from '../store/checkups.ts';
import { queuesOf } from '../store/queues.ts';
import { countWaiting } from '../store/waiting.ts';
import type { ApiEnv } from './access.ts';
import { CheckShape } from './check-shapes.ts';
import type { ApiDeps } from './deps.ts';
import { says } from './route.ts';

/** For a monitor that has METRICS_TOKEN: what the newest check found, and what waits just now. Asks no mail server. */
export function metricsRoutes({ db, health }: ApiDeps) {
  return new Hono<ApiEnv>().get('/metrics', says('Counts for Prometheus, as text', null), async (c) => {
    const [{ checkedAt, nightlyAt, result }, waiting, queues, paused] = await Promise.all([
      checkupOf(db),
      countWaiting(db),
      queuesOf(db),
      health.obstacles(),
    ]);
    const check = CheckShape.safeParse(result).data ?? null;
    const bySource = (of: (source: CheckSource) => number | null) =>
      (check?.sources ?? []).flatMap((source): Sample[] => {
        const value = of(source);
        return value === null ? [] : [{ labels: { mailbox: source.mailbox, folder: source.folder }, value }];
      });
    const text = [
      metric('heed_check_age_seconds', 'Since the newest check.', ago(queues.now, checkedAt)),
      metric('heed_nightly_check_age_seconds', 'Since the newest check of a night.', ago(queues.now, nightlyAt)),
      metric(
        'heed_accounted',
        'Mails with a row in the ledger.',
        bySource((source) => source.accounted),
      ),
      metric(
        'heed_unaccounted',
        'Mails on a server without a row; missing where it could not be asked.',
        bySource((source) => source.unaccounted),
      ),
      metric(
        'heed_findings',
        'What the newest check found, by code.',
        (check?.findings ?? []).map(({ code, severity, count }) => ({ labels: { code, severity }, value: count })),
      ),
      metric('heed_waiting', 'Mails that wait for a look.', [{ value: waiting }]),
      metric('heed_undecided', 'Mails accepted and not yet decided.', [{ value: queues.undecided }]),
      metric(
        'heed_spooled',
        'Pushed mails without a row, at the newest check.',
        check ? [{ value: check.spooled }] : [],
      ),
      metric('heed_outbox_queued', 'Mails that are to go out.', [{ value: queues.queued }]),
      metric('heed_outbox_oldest_seconds', 'Since the longest due of them was due.', ago(queues.now, queues.dueSince)),
      metric('heed_collecting_paused', '1 while nothing is accepted.', [{ value: paused.length > 0 ? 1 : 0 }]),
    ].join('');
    return c.text(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

type CheckSource = NonNullable<ReturnType<typeof CheckShape.safeParse>['data']>['sources'][number];
type Sample = { labels?: Record<string, string>; value: number };

const ago = (now: number, at: number | null): Sample[] =>
  at === null ? [] : [{ value: Math.max(0, Math.round((now - at) / 1000)) }];

/** The text format of Prometheus, version 0.0.4. */
function metric(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const named = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${named.length > 0 ? `{${named.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
