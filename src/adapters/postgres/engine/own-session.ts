import pg from 'pg';
import { storeError } from './fail.js';

/** Number of other connections that each hold a transaction; a pooler would soon give one of them the session of the checked one. */
const OTHERS = 4;

/**
 * Demands that a connection has a session of PostgreSQL to itself, in which the writer's lock and prepared statements live. A pooler
 * in transaction or statement mode gives each transaction whichever session is free: the lock stays with a stranger, two services
 * would write, and statements prepared before are unknown after. Throws `STORE_INVALID`.
 *
 * A pooler makes up the process number that it tells a client, so that a direct connection costs one statement. Otherwise other
 * connections take sessions and hold them, and the process of the first must neither turn up there nor change.
 */
export async function demandOwnSession(client: pg.Client, config: pg.ClientConfig): Promise<void> {
  const own = await backendOf(client);
  if (own === (client as unknown as { processID: number | null }).processID) return;
  const others: pg.Client[] = [];
  try {
    for (let i = 0; i < OTHERS; i++) {
      const other = new pg.Client(config);
      other.on('error', () => undefined);
      others.push(other);
      await other.connect();
      await other.query('begin').catch((cause: unknown) => {
        // A pooler in statement mode allows no transactions at all.
        throw shared(cause);
      });
      if ((await backendOf(other)) === own) throw shared();
      if ((await backendOf(client)) !== own) throw shared();
    }
  } finally {
    // The end is not awaited, as a pooler without free sessions answers late.
    for (const other of others) void other.end().catch(() => undefined);
  }
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
}

const shared = (cause?: unknown): Error =>
  storeError(
    'STORE_INVALID',
    'the database stands behind a connection pooler in transaction mode, which shares sessions of PostgreSQL among connections',
    'Give the address of PostgreSQL itself, or of the pooler in session mode: lock and prepared statements live in a session.',
    cause,
  );
