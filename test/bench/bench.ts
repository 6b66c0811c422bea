type Bench = { what: string; run(args: string[]): Promise<void> };

/** Each measurement is loaded only when it is asked for. */
const BENCHES: Record<string, Bench> = {
  arrival: {
    what: 'how long a single mail takes to be visible, and to be acknowledged',
    run: async (args) => (await import('./arrival.ts')).arrival(args),
  },
  drain: {
    what: 'mails a second from a full mailbox to tickets and acknowledgements, beside two yardsticks; --mails 20000',
    run: async (args) => (await import('./drain.ts')).drain(args),
  },
  due: {
    what: 'due instants a second on one core, an hour to ten years away',
    run: async () => (await import('./due.ts')).due(),
  },
  'quiet-poll': {
    what: 'a mailbox of 500,000 numbers where nothing happens: bytes and CPU a poll, time and memory of a whole comparison',
    run: async (args) => (await import('./quiet-poll.ts')).quietPoll(args),
  },
  soak: {
    what: 'half an hour of mails, answers and faults: what is lost, how memory grows; --minutes 5 --seed 2',
    run: async (args) => (await import('./soak.ts')).soak(args),
  },
  tick: {
    what: 'a look at the clock with 100 promises due among 10 thousand, 100 thousand and a million; --most 100000',
    run: async (args) => (await import('./tick.ts')).tickBench(args),
  },
  understand: {
    what: "how much of other projects' test mail is read as they expect, per source, and how fast",
    run: async (args) => (await import('./understand.ts')).understand(args),
  },
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench) await bench.run(args);
else {
  for (const [known, { what }] of Object.entries(BENCHES))
    process.stdout.write(`  npm run bench -- ${known.padEnd(12)}  ${what}\n`);
  process.exitCode = name === '' ? 0 : 64;
}
