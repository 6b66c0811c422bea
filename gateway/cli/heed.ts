import { ConfigError } from '../config.ts';
import { DeskError } from '../desk/error.ts';

type Command = { usage: string; what: string; run(args: string[]): Promise<number> };

/** Each command is loaded only when it is called: `heed ingest` runs once a mail. */
const COMMANDS: Record<string, Command> = {
  send: {
    usage: 'send --from ada@customer.example --subject "Printer" "It does not print."',
    what: 'send a mail into the sandbox, as a customer would',
    run: async (args) => (await import('./send.ts')).send(args),
  },
  ingest: {
    usage: 'ingest [--to ADDRESS] [--from ADDRESS] FILE|-',
    what: 'hand over one mail: exit 0 = it is safe in the spool, 75 = try again',
    run: async (args) => (await import('./ingest.ts')).ingest(args),
  },
  read: {
    usage: 'read [--text|--html] FILE|FOLDER|-...',
    what: 'what the desk understands of a mail, one JSON line each, without a database',
    run: async (args) => (await import('./read.ts')).read(args),
  },
  doctor: {
    usage: 'doctor [--whole]',
    what: 'does every promise hold? every mail counted, per source, beside what waits; --whole reads every byte kept',
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  replay: {
    usage: 'replay LEDGER-ID...',
    what: 'read quarantined mail again',
    run: async (args) => (await import('./replay.ts')).replayMails(args),
  },
  due: {
    usage: 'due FILE.jsonl',
    what: 'due instants and elapsed open minutes, one JSON line a case',
    run: async (args) => (await import('./due.ts')).due(args),
  },
  policy: {
    usage: 'policy export | import FILE.yaml',
    what: 'calendars, promises, escalations and rotas as one file',
    run: async (args) => (await import('./policy.ts')).policy(args),
  },
  backup: {
    usage: 'backup',
    what: 'a backup of database and mail into DATA_DIR/backups, now',
    run: async (args) => (await import('./backup.ts')).backupNow(args),
  },
  restore: {
    usage: 'restore FOLDER',
    what: 'bring a backup into an empty database',
    run: async (args) => (await import('./restore.ts')).restoreFrom(args),
  },
};

const [name = 'help', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command) {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DeskError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
} else {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  const lines = Object.values(COMMANDS).map(({ usage, what }) => `  npm run heed -- ${usage.padEnd(width)}  ${what}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = name === 'help' ? 0 : 64;
}
