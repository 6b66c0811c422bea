import { backup } from '../../gateway/keep/backup.ts';
import { pause } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';

/** Milliseconds: mail servers tell the second a mail came in, and one of a restore's own second counts as before it. */
const NEXT_SECOND = 1100;

export const restores: Fault[] = [
  {
    code: 'F36',
    what: 'a backup amid traffic, then the database is lost',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const first = await desk.start();
      await desk.watched();
      const opened = await desk.injectSome(8);
      await desk.settle();
      const { rows } = { rows: await desk.db.selectFrom('ticket').select('id').execute() };
      for (const { id } of rows.slice(0, 2)) await desk.answer(id);
      await desk.settle();
      const flowing = desk.injectSome(10);
      const { folder } = await backup({ db: desk.db, dataDir: desk.dataDir }, 'by hand');
      await flowing;
      await desk.injectSome(6);
      await desk.settle();
      await first.kill();
      await desk.restoreFrom(folder);
      await pause(NEXT_SECOND);
      await desk.start();
      await desk.injectSome(6);
      await desk.settle();
      if (desk.sink.mails.length <= opened.length) throw new Error('nothing went out');
    }),
  },
];
