/** Two decisions that met in the wrong order: the loser runs again, from the lock on. */
const MET_ANOTHER = new Set(['40001', '40P01']);

/** More than this in a row is no accident but a fault worth seeing. */
const MOST_TRIES = 8;

/** Runs a whole transaction again on a serialization failure or a deadlock (SQLSTATE 40001, 40P01). */
export async function retried<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transaction();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!MET_ANOTHER.has(code) || tries === MOST_TRIES) throw error;
    }
  }
}
