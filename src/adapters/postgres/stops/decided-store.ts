import type {
  DecidedCount,
  DecidedQuery,
  DecidedStore,
  DecidedWhileStopped,
} from '../../../domain/stops/decided/ports.js';
import { storeError } from '../engine/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

/** Most decisions that are listed of a deployment under a stop, of each kind; the others are counted. */
const MOST_LISTED = 1000;

interface Content {
  content: string;
  seal: Buffer;
}

/** The columns by which a row is found; its content says the same, under its seal. */
type Key = Pick<DecidedCount, 'stop' | 'deployment' | 'kind'>;

/** A count whose row was found changed: how much it was is not known any more. */
interface LostCount extends Key {
  readonly isLost: true;
}

const MENDING = 'The log holds every decision and every stop, by which each decision says how it stands to them.';

/** Stores in PostgreSQL what was decided while stops were in force. Every row stands under a keyed hash. */
export class PostgresDecidedStore implements DecidedStore {
  readonly #sql: Sql;
  readonly #counts: RowSeal;
  readonly #rows: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#counts = new RowSeal('decided_count', deps);
    this.#rows = new RowSeal('decided', deps);
  }

  async add(found: readonly DecidedWhileStopped[]): Promise<void> {
    const groups = new Map<string, DecidedWhileStopped[]>();
    for (const one of found) {
      const key = JSON.stringify([one.stop, one.deployment, one.kind]);
      const among = groups.get(key);
      if (among === undefined) groups.set(key, [one]);
      else among.push(one);
    }
    // Always in the same order, so that two processes do not wait for each other.
    for (const key of [...groups.keys()].toSorted()) await this.#addGroup(groups.get(key)!);
  }

  async counts({ limit, ...query }: DecidedQuery & { readonly limit: number }): Promise<(DecidedCount | Error)[]> {
    const text = `select stop, deployment, kind, content, seal, (select count(*)::int from decided
        where (stop, deployment, kind) = (counted.stop, counted.deployment, counted.kind)) as present
      from decided_count as counted where ${WHERE} order by stop desc, deployment, kind limit $4`;
    const rows = await this.#sql.query<Content & Key & { present: number }>(text, [...wanted(query), limit]);
    return rows.map(({ present, ...row }) => {
      const count = ownOf<DecidedCount | LostCount>(this.#counts, row);
      if (count instanceof Error) return count;
      if ('isLost' in count) return lost(count);
      return present === count.listed ? count : notAsListed(count, present);
    });
  }

  async list({ before, limit, ...query }: Parameters<DecidedStore['list']>[0]): ReturnType<DecidedStore['list']> {
    const text = `select place, stop, deployment, kind, content, seal from decided where ${WHERE} and ($4::bigint is null or place < $4)
      order by place desc limit $5`;
    const rows = await this.#sql.query<Content & Key & { place: string }>(text, [...wanted(query), before, limit]);
    return rows.map((row) => ({ place: Number(row.place), decision: ownOf<DecidedWhileStopped>(this.#rows, row) }));
  }

  /** How many decisions are listed of a count. */
  async #present(key: readonly string[]): Promise<number> {
    const text =
      'select count(*)::int as present from decided where (stop, deployment, kind) = ($1::uuid, $2::text, $3::text)';
    const [row] = await this.#sql.query<{ present: number }>(text, [...key]);
    return row!.present;
  }

  /** Adds decisions of one deployment that came about in the same way under one stop. */
  async #addGroup(group: readonly DecidedWhileStopped[]): Promise<void> {
    const { stop, deployment, kind } = group[0]!;
    const key = [stop, deployment, kind];
    const [row] = await this.#sql.query<Content & Key>(
      'select stop, deployment, kind, content, seal from decided_count where (stop, deployment, kind) = ($1::uuid, $2, $3) for update',
      key,
    );
    const before = row === undefined ? null : ownOf<DecidedCount | LostCount>(this.#counts, row);
    // What was counted before is not known any more. Whoever counted on from nothing would hide that; whoever stopped here would count nothing of others.
    const isLost = before instanceof Error || (before !== null && 'isLost' in before);
    const listedBefore = isLost ? await this.#present(key) : (before?.listed ?? 0);
    const listed = group.slice(0, Math.max(0, MOST_LISTED - listedBefore));
    const count = isLost
      ? { stop, deployment, kind, isLost: true as const }
      : countWith(before, { group, listed: listedBefore + listed.length });
    const content = JSON.stringify(count);
    await this.#sql.query(
      `insert into decided_count (stop, deployment, kind, content, seal) values ($1, $2, $3, $4, $5)
       on conflict (stop, deployment, kind) do update set content = excluded.content, seal = excluded.seal`,
      [...key, content, this.#counts.of({ content })],
    );
    if (listed.length === 0) return;
    const contents = listed.map((one) => JSON.stringify(one));
    await this.#sql.query(
      `insert into decided (stop, deployment, kind, content, seal)
       select $1::uuid, $2::text, $3::text, one.content, one.seal from unnest($4::text[], $5::bytea[]) as one (content, seal)`,
      [...key, contents, contents.map((text) => this.#rows.of({ content: text }))],
    );
  }
}

/** The count with further decisions, of which so many are listed by then. */
function countWith(
  before: DecidedCount | null,
  { group, listed }: { readonly group: readonly DecidedWhileStopped[]; readonly listed: number },
): DecidedCount {
  const { stop, deployment, kind } = group[0]!;
  const times = group.map(({ atMs }) => atMs);
  return {
    ...{ stop, deployment, kind, n: (before?.n ?? 0) + group.length, listed },
    firstMs: Math.min(before?.firstMs ?? Number.POSITIVE_INFINITY, ...times),
    lastMs: Math.max(before?.lastMs ?? Number.NEGATIVE_INFINITY, ...times),
  };
}

const lost = ({ stop, deployment, kind }: Key): Error =>
  storeError(
    'STORE_INVALID',
    `how much was decided on ${deployment} under the stop ${stop} (${kind}) is not known: the row that counted it was changed, or is not ours`,
    MENDING,
  );

function notAsListed({ stop, deployment, kind, listed }: DecidedCount, present: number): Error {
  return storeError(
    'STORE_INVALID',
    `of the ${listed} decisions of ${deployment} that are listed under the stop ${stop} (${kind}) ${present} are in the database`,
    `Somebody who writes to the database took away or added rows. ${MENDING}`,
  );
}

const WHERE =
  '($1::uuid is null or stop = $1) and ($2::text is null or deployment = $2) and ($3::text is null or kind = $3)';

const wanted = ({ stop, deployment, kind }: DecidedQuery): (string | null)[] => [
  stop ?? null,
  deployment ?? null,
  kind ?? null,
];

/** What a row says; an error where it is not ours, or stands in the place of another one. */
function ownOf<T extends Key>(seal: RowSeal, { content, seal: given, ...key }: Content & Key): T | Error {
  const row = seal.isOwn({ content }, given) ? (JSON.parse(content) as T) : null;
  const isThere = row?.stop === key.stop && row.deployment === key.deployment && row.kind === key.kind;
  if (row !== null && isThere) return row;
  return foreignRow(`what was decided on ${key.deployment} under the stop ${key.stop} (${key.kind})`, MENDING);
}
