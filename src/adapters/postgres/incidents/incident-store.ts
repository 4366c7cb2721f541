import type { Incident, IncidentScope, LinkKind, TimelineItem } from '../../../domain/incidents/model/index.js';
import { type IncidentPlan, scopeName } from '../../../domain/incidents/plan/index.js';
import type { IncidentQuery, IncidentStore } from '../../../domain/incidents/store/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Sealed {
  content: string;
  seal: Buffer;
}

interface PlanColumns extends Sealed {
  scope: string;
  revision: number;
}

interface IncidentColumns extends Sealed {
  id: string;
  is_closed: boolean;
  scope: string;
}

const MENDING = 'The log holds an entry of every act, with the digest of what was written.';

/** Incidents in PostgreSQL. Every row stands under a keyed hash, with the columns by which it is found. */
export class PostgresIncidentStore implements IncidentStore {
  readonly #sql: Sql;
  readonly #incidents: RowSeal;
  readonly #items: RowSeal;
  readonly #plans: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#incidents = new RowSeal('incident', deps);
    this.#items = new RowSeal('incident_item', deps);
    this.#plans = new RowSeal('incident_plan', deps);
  }

  async lock(): Promise<void> {
    await this.#sql.query('select change from incident_change for update');
  }

  async insert(incident: Incident): Promise<void> {
    const text = 'insert into incident (id, is_closed, scope, content, seal) values ($1, $2, $3, $4, $5)';
    await this.#write(text, incident);
  }

  async save(incident: Incident): Promise<void> {
    await this.#write(
      'update incident set is_closed = $2, scope = $3, content = $4, seal = $5 where id = $1',
      incident,
    );
  }

  async find(id: string): Promise<Incident | null> {
    const [row] = await this.#sql.query<IncidentColumns>('select * from incident where id = $1', [id]);
    return row === undefined ? null : this.#read(row);
  }

  async list({ state, scopes, before, limit }: IncidentQuery): Promise<Incident[]> {
    const text = `select * from incident where ($1::boolean is null or is_closed = $1) and ($2::text[] is null or scope = any($2))
      and ($3::uuid is null or number < (select number from incident where id = $3))
      order by number desc limit $4`;
    const isClosed = state === 'all' ? null : state === 'closed';
    const values = [isClosed, scopes?.map(scopeName) ?? null, before, limit];
    return (await this.#sql.query<IncidentColumns>(text, values)).map((row) => this.#read(row));
  }

  async linkedTo(kind: LinkKind, id: string): Promise<string[]> {
    const text = `select * from incident where ((content::jsonb) -> 'links') @> $1::jsonb order by number desc`;
    const rows = await this.#sql.query<IncidentColumns>(text, [JSON.stringify([{ kind, id }])]);
    return rows.map((row) => this.#read(row).id);
  }

  async open(): Promise<Incident[]> {
    const rows = await this.#sql.query<IncidentColumns>('select * from incident where not is_closed order by number');
    return rows.map((row) => this.#read(row));
  }

  async count(): Promise<{ open: number; closed: number }> {
    const text = `select count(*) filter (where not is_closed)::integer as open,
      count(*) filter (where is_closed)::integer as closed from incident`;
    return (await this.#sql.query<{ open: number; closed: number }>(text))[0]!;
  }

  async addItems(items: readonly TimelineItem[]): Promise<void> {
    if (items.length === 0) return;
    const contents = items.map((item) => JSON.stringify(item));
    const seals = contents.map((content) => this.#items.of({ content }));
    const text = `insert into incident_item (incident, number, content, seal)
      select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[])`;
    const columns = [items.map(({ incident }) => incident), items.map(({ number }) => number), contents, seals];
    await this.#sql.query(text, columns);
    await this.#changed();
  }

  async items(incident: string, { after, limit }: Parameters<IncidentStore['items']>[1]): Promise<TimelineItem[]> {
    const text = `select number, content, seal from incident_item where incident = $1 and number > $2
      order by number limit $3`;
    const rows = await this.#sql.query<Sealed & { number: number }>(text, [incident, after, limit]);
    return rows.map((row) =>
      own<TimelineItem>(this.#items, row, {
        what: `an item of the incident ${incident}`,
        isAt: (item) => item.incident === incident && item.number === row.number,
      }),
    );
  }

  async savePlan(plan: IncidentPlan): Promise<void> {
    const content = JSON.stringify(plan);
    const text = 'insert into incident_plan (scope, revision, content, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, [scopeName(plan.scope), plan.revision, content, this.#plans.of({ content })]);
    await this.#changed();
  }

  async plan(scope: IncidentScope, revision?: number): Promise<IncidentPlan | null> {
    const text = `select scope, revision, content, seal from incident_plan
      where scope = $1 and ($2::integer is null or revision = $2) order by revision desc limit 1`;
    const [row] = await this.#sql.query<PlanColumns>(text, [scopeName(scope), revision ?? null]);
    return row === undefined ? null : this.#readPlan(row);
  }

  async plans(): Promise<IncidentPlan[]> {
    const text = `select distinct on (scope) scope, revision, content, seal from incident_plan
      order by scope, revision desc`;
    return (await this.#sql.query<PlanColumns>(text)).map((row) => this.#readPlan(row));
  }

  async countPlans(): Promise<number> {
    const text = 'select count(distinct scope)::integer as n from incident_plan';
    return (await this.#sql.query<{ n: number }>(text))[0]!.n;
  }

  async lastChange(): Promise<number> {
    const [row] = await this.#sql.query<{ change: string }>('select change from incident_change');
    return Number(row!.change);
  }

  async #write(text: string, incident: Incident): Promise<void> {
    const columns = [incident.id, incident.state === 'closed', scopeName(incident.scope), JSON.stringify(incident)];
    await this.#sql.query(text, [...columns, this.#incidents.of({ columns })]);
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.#sql.query('update incident_change set change = change + 1');
  }

  /** Reads a row; throws for one that somebody else wrote, also when it claims that an incident is closed. */
  #read({ id, is_closed, scope, content, seal }: IncidentColumns): Incident {
    if (this.#incidents.isOwn({ columns: [id, is_closed, scope, content] }, seal))
      return JSON.parse(content) as Incident;
    throw foreignRow(`the incident ${id}`, MENDING);
  }

  #readPlan(row: PlanColumns): IncidentPlan {
    return own<IncidentPlan>(this.#plans, row, {
      what: `the incident plan of ${row.scope}`,
      isAt: ({ scope, revision }) => scopeName(scope) === row.scope && revision === row.revision,
    });
  }
}

interface Expected<T> {
  readonly what: string;
  /** Whether it stands where it was written: a row of ours is none in the place of another. */
  readonly isAt: (value: T) => boolean;
}

function own<T>(seal: RowSeal, { content, seal: given }: Sealed, { what, isAt }: Expected<T>): T {
  if (seal.isOwn({ content }, given)) {
    const value = JSON.parse(content) as T;
    if (isAt(value)) return value;
  }
  throw foreignRow(what, MENDING);
}
