/** Codes by which a database says that it is not there just now, as the system, PostgreSQL (class 57, 08; 53300: full up) and pg say it. */
const AWAY =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|53300|57P0[1235]|08[0P]\d{2})$/;
const AWAY_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|the embedded database is closed|not currently accepting connections/;

/** Whether it is the database that is away, rather than the question that is wrong. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && AWAY.test(String(error.code))) return true;
  return AWAY_WORDS.test(error.message) || (error instanceof AggregateError && error.errors.some(isAway));
}
