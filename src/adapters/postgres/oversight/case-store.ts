import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import { type CaseRecord, QUEUES, type Queue, type QueueState } from '../../../core/oversight/index.js';
import { placeOf, type StoredCase } from '../../../domain/oversight/model/index.js';
import type {
  CaseCounts,
  CaseQuery,
  CaseRows,
  CaseStore,
  ClassLoad,
  FirstQuery,
  ReaderlessQuery,
  ToClaim,
} from '../../../domain/oversight/ports/index.js';
import { PREPARED, type Sent, type Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface CaseColumns {
  id: string;
  decision: string;
  deployment: string;
  queue: string;
  stage: string;
  rank_at: string;
  free_at: string | null;
  due_at: string | null;
  holder: string | null;
  content: string;
  sealed: Buffer;
  seal: Buffer;
}

/** A case that a claim looks at, with the claims of its class. */
interface ClaimColumns extends CaseColumns {
  is_about: boolean;
  taken: string | null;
  taken_seal: Buffer | null;
}

type Columns = Omit<CaseColumns, 'sealed' | 'seal'>;

const MENDING = 'The log holds an entry of every act, with the digest of what was said.';

/** Names are matched as the rules of conflicts do, whatever their case. */
const nameKey = (who: string): string => who.toLowerCase();

const EXCLUDING = `insert into oversight_excluded (case_id, who) select $1, unnest($2::text[]) on conflict do nothing`;

/** Writes a case and the names that it is kept from by one statement, and what is written beside it. */
const withExcluded = (write: string, also = ''): string =>
  `with written as (${write})${also} insert into oversight_excluded (case_id, who) select $1::uuid, unnest($13::text[]) on conflict do nothing`;

const UPDATE = `update oversight_case set decision = $2, deployment = $3, queue = $4, stage = $5, rank_at = $6, free_at = $7,
  due_at = $8, holder = $9, content = $10, sealed = $11, seal = $12 where id = $1`;
const COUNT = `, counted as (insert into oversight_queue (queue, taken, seal) values ($4, $14, $15)
  on conflict (queue) do update set taken = excluded.taken, seal = excluded.seal)`;

const TO_CLAIM = `with about as (select * from oversight_case where decision = $1 order by number for update)
  select true as is_about, t.taken, t.seal as taken_seal, c.* from about c left join oversight_queue t on t.queue = c.queue
  union all
  select false, null, null, h.* from oversight_case h where holder = $2
  order by number`;

/** Names whom some case about the decision of `c` keeps from it. */
const KEEPING = 'oversight_case o join oversight_excluded e on e.case_id = o.id where o.decision = c.decision';

/** Looked for every minute, so cases of which nothing is to be confirmed are not read. */
const UNCONFIRMED = `stage in ('decided', 'communicated') and content::jsonb #>> '{settlement,isChanged}' = 'true'
  and content::jsonb ->> 'applied' is null`;

const UNDECIDED = "stage not in ('decided', 'communicated', 'closed')";
const WAITING = ['waiting', 'panel-waiting'];
const STUCK = ['awaiting-subject', 'escalated'];

/** Everybody whom a case itself keeps from it. These rows only find cases: the record, under its keyed hash, decides. */
const excludedOf = ({ excluded, reads }: CaseRecord): string[] => [
  ...new Set([...excluded.map(({ who }) => who), ...reads.map(({ by }) => by)].map(nameKey)),
];

/** Cases in PostgreSQL. Every row stands under a keyed hash, with the columns by which it is found and the bytes that are sealed. */
export class PostgresCaseStore implements CaseStore {
  readonly #sql: Sql;
  readonly #cases: RowSeal;
  readonly #queues: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#cases = new RowSeal('oversight_case', deps);
    this.#queues = new RowSeal('oversight_queue', deps);
  }

  async insert(stored: StoredCase): Promise<void> {
    const text = `insert into oversight_case
      (id, decision, deployment, queue, stage, rank_at, free_at, due_at, holder, content, sealed, seal)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
    await this.#write(withExcluded(text), stored);
  }

  async save(stored: StoredCase): Promise<void> {
    await this.#write(withExcluded(UPDATE), stored);
  }

  async find(id: string): Promise<StoredCase | null> {
    return isUuid(id) ? this.#one('select * from oversight_case where id = $1', [id]) : null;
  }

  async ofRequest(request: string): Promise<StoredCase | null> {
    // As the index of these ids has it.
    const text = `select * from oversight_case where content::jsonb ? 'request' and content::jsonb ->> 'request' = $1
      order by number limit 1`;
    return this.#one(text, [request.toLowerCase()]);
  }

  async lock(id: string): Promise<StoredCase | null> {
    return isUuid(id) ? this.#one('select * from oversight_case where id = $1 for update', [id]) : null;
  }

  lockAbout(decision: string): Promise<StoredCase[]> {
    const text = 'select * from oversight_case where decision = $1 order by number for update';
    return this.#all(text, [decision], PREPARED);
  }

  ofDecision(decision: string): Promise<StoredCase[]> {
    return this.#all('select * from oversight_case where decision = $1 order by number', [decision]);
  }

  list({ stage, deployment, decision, before, limit }: CaseQuery, except: readonly string[]): Promise<CaseRows> {
    const text = `select * from oversight_case
      where (case when $1::text = 'unconfirmed' then ${UNCONFIRMED}
          else $1 = 'all' or stage = $1 or ($1 = 'open' and stage <> 'closed') end)
        and ($2::text is null or deployment = $2) and ($3::uuid is null or decision = $3)
        and ($4::uuid is null or number < (select number from oversight_case where id = $4))
        and id <> all($6::uuid[])
      order by number desc limit $5`;
    return this.#rows(text, [stage, deployment, decision, before, limit, except]);
  }

  async count(except: readonly string[]): Promise<CaseCounts & Pick<CaseRows, 'changed'>> {
    const text = 'select queue, stage, count(*)::integer as n from oversight_case group by queue, stage';
    const rows = await this.#sql.query<{ queue: string; stage: string; n: number }>(text);
    const sum = (isMeant: (row: { queue: string; stage: string }) => boolean): number =>
      rows.filter(isMeant).reduce((all, { n }) => all + n, 0);
    const oldest =
      "select * from oversight_case where stage <> 'closed' and id <> all($1::uuid[]) order by number limit 1";
    const { cases, changed } = await this.#rows(oldest, [except]);
    return {
      open: Object.fromEntries(
        QUEUES.map((queue) => [queue, sum((row) => row.queue === queue && row.stage !== 'closed')]),
      ) as Record<Queue, number>,
      escalated: sum(({ stage }) => stage === 'escalated'),
      awaitingSubject: sum(({ stage }) => stage === 'awaiting-subject'),
      untold: sum(({ stage }) => stage === 'decided'),
      closed: sum(({ stage }) => stage === 'closed'),
      oldestMs: cases[0]?.record.openedAtMs ?? null,
      changed,
    };
  }

  async load(): Promise<ClassLoad[]> {
    const text = `select queue, count(*) filter (where stage = any($1))::integer as waiting,
        count(*) filter (where stage = any($2))::integer as stuck, count(*)::integer as n, min(opened_at) as oldest
      from oversight_case where ${UNDECIDED} group by queue`;
    const rows = await this.#sql.query<{
      queue: Queue;
      waiting: number;
      stuck: number;
      n: number;
      oldest: string | null;
    }>(text, [WAITING, STUCK]);
    return rows.map(({ queue, waiting, stuck, n, oldest }) => ({
      ...{ queue, waiting, stuck, read: n - waiting - stuck },
      oldestMs: oldest === null ? null : Number(oldest),
    }));
  }

  undecided(limit: number): Promise<CaseRows> {
    return this.#rows(`select * from oversight_case where ${UNDECIDED} order by rank_at, number limit $1`, [limit]);
  }

  undecidedOf(deployments: readonly string[], limit: number): Promise<StoredCase[]> {
    const text = `select * from oversight_case where ${UNDECIDED} and deployment = any($1) order by number limit $2`;
    return this.#all(text, [deployments, limit]);
  }

  settled(limit: number): Promise<CaseRows> {
    const known = "stage = 'closed' and settled_at is null and content::jsonb ? 'known'";
    const text = `(select * from oversight_case where settled_at is not null order by settled_at desc limit $1)
      union all (select * from oversight_case where ${known} order by number desc limit $1)`;
    return this.#rows(text, [limit]);
  }

  settledSince(sinceMs: number, limit: number): Promise<CaseRows> {
    const text = 'select * from oversight_case where settled_at >= $1 order by settled_at desc limit $2';
    return this.#rows(text, [sinceMs, limit]);
  }

  openAbout(decisions: readonly string[]) {
    const text = "select id, decision from oversight_case where decision = any($1::uuid[]) and stage <> 'closed'";
    return this.#sql.query<{ id: string; decision: string }>(text, [decisions]);
  }

  settledByPanel(deployment: string, limit: number): Promise<CaseRows> {
    const text = `select * from oversight_case where deployment = $1 and stage = 'closed' and settled_at is not null
        and content::jsonb #>> '{settlement,how}' = 'panel' and not content::jsonb ? 'known'
      order by settled_at desc limit $2`;
    return this.#rows(text, [deployment, limit]);
  }

  async decidedSince(sinceMs: number): Promise<{ readonly opened: number; readonly decided: number }> {
    const text = `select (select count(*) from oversight_case where opened_at >= $1)::integer as opened,
      (select count(*) from oversight_case where settled_at >= $1)::integer as decided`;
    const [found] = await this.#sql.query<{ opened: number; decided: number }>(text, [sinceMs]);
    return found!;
  }

  async queues(nowMs: number, except: readonly string[]): ReturnType<CaseStore['queues']> {
    const text = `select q.queue, (select taken from oversight_queue t where t.queue = q.queue) as taken,
        (select seal from oversight_queue t where t.queue = q.queue) as seal,
        (select rank_at from oversight_case c where c.queue = q.queue and free_at is not null and free_at <= $2
          and id <> all($3::uuid[]) order by rank_at, number limit 1) as first
      from unnest($1::text[]) as q (queue)`;
    const rows = await this.#sql.query<{
      queue: Queue;
      taken: string | null;
      seal: Buffer | null;
      first: string | null;
    }>(text, [QUEUES, nowMs, except], PREPARED);
    return {
      states: rows.map(
        ({ queue, taken, seal, first }): QueueState => ({
          ...{ queue, taken: this.#ownCount(queue, taken, seal) ?? 0 },
          firstMs: first === null ? null : Number(first),
        }),
      ),
      changed: rows.flatMap(({ queue, taken, seal }) => (this.#ownCount(queue, taken, seal) === null ? [queue] : [])),
    };
  }

  first(queue: Queue, { who, nowMs, except }: FirstQuery): Promise<CaseRows> {
    const text = `select * from oversight_case c where queue = $1 and free_at is not null and free_at <= $2
        and not exists (select 1 from ${KEEPING} and e.who = any($3))
        and id <> all($4::uuid[])
      order by rank_at, number limit 1`;
    return this.#rows(text, [queue, nowMs, who.map(nameKey), except], PREPARED);
  }

  async exclude(record: CaseRecord): Promise<boolean> {
    const values = [record.id, excludedOf(record)];
    const foreign = 'delete from oversight_excluded where case_id = $1 and who <> all($2::text[]) returning who';
    const removed = await this.#sql.query(foreign, values);
    const added = await this.#sql.query(`${EXCLUDING} returning who`, values);
    return removed.length + added.length > 0;
  }

  async lockToClaim(decision: string, reader: string): Promise<ToClaim> {
    const rows = await this.#sql.query<ClaimColumns>(TO_CLAIM, [decision, reader], PREPARED);
    const about = rows
      .filter(({ is_about }) => is_about)
      .map((row) => {
        const one = this.#read(row);
        if (one === null) throw foreignRow(`the case ${row.id}`, MENDING);
        return { ...one, claims: this.#ownCount(row.queue, row.taken, row.taken_seal) ?? 0 };
      });
    return { about, held: this.#sorted(rows.filter(({ is_about }) => !is_about)) };
  }

  async take(stored: StoredCase, claims: number): Promise<void> {
    const { queue } = stored.record;
    const taken = String(claims + 1);
    await this.#write(withExcluded(UPDATE, COUNT), stored, [taken, this.#queues.of({ queue, taken })]);
  }

  heldBy(reader: string): Promise<CaseRows> {
    return this.#rows('select * from oversight_case where holder = $1 order by number', [reader], PREPARED);
  }

  due({ nowMs, limit, except }: Parameters<CaseStore['due']>[0]): Promise<CaseRows> {
    const text = `select * from oversight_case where due_at < $1 and id <> all($3::uuid[]) order by due_at limit $2`;
    return this.#rows(text, [nowMs, limit, except]);
  }

  async withoutReader({ readers, nowMs, after, limit, except }: ReaderlessQuery): Promise<string[]> {
    const text = `select id from oversight_case c where free_at is not null and free_at <= $1
        and (holder is null or holder <> all($2))
        and not exists (select 1 from unnest($3::text[], $4::text[]) as r (id, name)
          where not exists (select 1 from ${KEEPING} and e.who in (r.id, r.name)))
        and ($5::uuid is null or number > (select number from oversight_case where id = $5))
        and id <> all($7::uuid[])
      order by number limit $6`;
    const ids = readers.map(({ id }) => id);
    const names = readers.map(({ name }) => nameKey(name));
    const values = [nowMs, ids, ids.map(nameKey), names, after, limit, except];
    const rows = await this.#sql.query<{ id: string }>(text, values);
    return rows.map(({ id }) => id);
  }

  /** Claims of a class as the service counted them; null for a row that is not ours. */
  #ownCount(queue: string, taken: string | null, seal: Buffer | null): number | null {
    if (taken === null) return 0;
    return this.#queues.isOwn({ queue, taken }, seal) ? Number(taken) : null;
  }

  async #write(text: string, stored: StoredCase, more: readonly unknown[] = []): Promise<void> {
    const columns = columnsOf(stored.record);
    const sealed = asBuffer(stored.sealed);
    const seal = this.#cases.of(rowOf(columns, sealed));
    const values = [...Object.values(columns), sealed, seal, excludedOf(stored.record), ...more];
    await this.#sql.query(text, values, PREPARED);
  }

  async #one(text: string, values: readonly unknown[]): Promise<StoredCase | null> {
    return (await this.#all(text, values))[0] ?? null;
  }

  async #all(text: string, values: readonly unknown[], sent?: Sent): Promise<StoredCase[]> {
    const { cases, changed } = await this.#rows(text, values, sent);
    if (changed.length > 0) throw foreignRow(`the case ${changed[0]}`, MENDING);
    return [...cases];
  }

  /** Reads rows, and names those that somebody else wrote, also where they only claim to be free or in another class. */
  async #rows(text: string, values: readonly unknown[], sent?: Sent): Promise<CaseRows> {
    return this.#sorted(await this.#sql.query<CaseColumns>(text, values, sent));
  }

  #sorted(rows: readonly CaseColumns[]): CaseRows {
    const cases: StoredCase[] = [];
    const changed: string[] = [];
    for (const row of rows) {
      const one = this.#read(row);
      if (one === null) changed.push(row.id);
      else cases.push(one);
    }
    return { cases, changed };
  }

  /** A case as its row has it; null for a row that is not ours. */
  #read({ sealed, seal, ...columns }: CaseColumns): StoredCase | null {
    const { id, decision, deployment, queue, stage, rank_at, free_at, due_at, holder, content } = columns;
    const same = { id, decision, deployment, queue, stage, rank_at, free_at, due_at, holder, content };
    return this.#cases.isOwn(rowOf(same, sealed), seal) ? { record: JSON.parse(content) as CaseRecord, sealed } : null;
  }
}

function columnsOf(record: CaseRecord): Columns {
  const { rankMs, freeAtMs, nextDueMs, holder } = placeOf(record);
  const { id, decision, deployment, queue, stage } = record;
  return {
    ...{ id, decision, deployment, queue, stage, rank_at: String(rankMs) },
    free_at: freeAtMs === null ? null : String(freeAtMs),
    due_at: nextDueMs === null ? null : String(nextDueMs),
    ...{ holder, content: JSON.stringify(record) },
  };
}

const rowOf = (columns: Columns, sealed: Uint8Array): Readonly<Record<string, unknown>> => ({
  ...columns,
  sealed: encodeHex(sha256(sealed)),
});
