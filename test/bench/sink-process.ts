import { startSink } from '../support/smtp-sink.ts';
import type { FromSink, ToSink } from './sink.ts';

/** The relay of a benchmark, in a process of its own so that its CPU is told apart. */
const tell = (message: FromSink) => process.send?.(message);
const sink = await startSink();
const header = (raw: string, name: string) => new RegExp(`^${name}: *(.*)`, 'im').exec(raw)?.[1]?.trim() ?? '';

process.on('message', async (message: ToSink) => {
  if (message.ask === 'forget') sink.mails.length = 0;
  if (message.ask === 'await') {
    await sink.received(message.count, message.withinMs).catch(() => undefined);
    tell({ reached: sink.mails.length });
  }
  if (message.ask === 'taken')
    tell({
      taken: sink.mails.map(({ to, raw, at }) => ({
        to: to.join(),
        answers: header(raw, 'In-Reply-To'),
        automatic: header(raw, 'Auto-Submitted') !== '',
        at,
      })),
    });
});
process.on('disconnect', () => process.exit());
tell({ url: sink.url });
