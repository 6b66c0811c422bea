import { type CompiledQuery, Kysely, PostgresDialect, type PostgresPool, CompiledQuery as Query } from 'kysely';
import type { Db } from '../../gateway/store/db.ts';
import type { Tables } from '../../gateway/store/tables.ts';
import type { GatewayProcess } from './gateway-process.ts';

/** A statement for the database that a gateway has to itself; null gives the session back. */
export type Asked = { session: number; statement: { text: string; parameters: readonly unknown[] } | null };
export type Told = { rows: unknown[]; changed: number | null };

let sessions = 0;

/** The embedded database of whichever gateway runs. Every statement fails while none does. */
export function openThrough(running: () => GatewayProcess | undefined): Db {
  const pool = {
    options: {},
    async connect() {
      const gateway = running();
      if (!gateway) throw new Error('no gateway runs that has the database');
      const session = ++sessions;
      return {
        async query(text: string, parameters: readonly unknown[] = []) {
          const { rows, changed } = await gateway.ask({ session, statement: { text, parameters } });
          return { rows, command: changed === null ? 'SELECT' : 'UPDATE', rowCount: changed ?? rows.length };
        },
        release: () => void gateway.ask({ session, statement: null }).catch(() => undefined),
      };
    },
    end: async () => undefined,
  };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
}

type Session = { run(query: CompiledQuery): Promise<Told>; end(): void };

/** Answers in the gateway, a session of the harness on a connection of its own. */
export function answersAsked(db: Db): (asked: Asked) => Promise<Told> {
  const open = new Map<number, Session>();
  return async ({ session, statement }) => {
    if (statement === null) {
      open.get(session)?.end();
      open.delete(session);
      return { rows: [], changed: null };
    }
    const one = open.get(session) ?? openSession(db);
    open.set(session, one);
    return one.run(Query.raw(statement.text, [...statement.parameters]));
  };
}

function openSession(db: Db): Session {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const opened = new Promise<Db>((resolve, reject) => {
    db.connection()
      .execute(async (connection) => {
        resolve(connection);
        await ended;
      })
      .catch(reject);
  });
  return {
    async run(query) {
      const { rows, numAffectedRows } = await (await opened).executeQuery(query);
      return { rows, changed: numAffectedRows === undefined ? null : Number(numAffectedRows) };
    },
    end: () => end(),
  };
}
