import { isUuid } from '../../../core/base/uuid.js';
import type { GateFact, Opening, StoredGate } from '../../../domain/gates/model/index.js';
import type { GateStore, GateWatcher } from '../../../domain/gates/ports/index.js';
import type { Runtime } from '../../../domain/log/ports/index.js';
import { type ChangeNotices, notify } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, GrownCounts, type GrownCountsDeps, RowSeal, type SealDeps } from '../tables/index.js';

interface Sealed {
  readonly content: string;
  readonly seal: Buffer;
}

interface FactRow extends Sealed {
  readonly id: string;
  readonly deployment: string;
}

interface OpeningRow extends FactRow {
  readonly until_ms: string;
}

interface GateRow extends Sealed {
  /** Null where there is none. */
  readonly deployment: string | null;
}

interface ListRow {
  readonly gates: string;
  readonly seal: Buffer | null;
}

interface ListColumns {
  readonly gates: string;
  readonly list_seal: Buffer | null;
}

export interface GateStoreDeps extends SealDeps, GrownCountsDeps {
  readonly runtime: Pick<Runtime, 'hmacSha256' | 'nowMs'>;
  readonly notices: Pick<ChangeNotices, 'watch'>;
}

const TOPIC = 'gates';
const MENDING =
  'The log holds an entry of every act on a gate, with the digests that it was about; restore the newest backup.';

/** Gates in PostgreSQL. Every row stands under a keyed hash, with the columns by which it is found; every change is told to all processes. */
export class PostgresGateStore implements GateStore {
  readonly #sql: Sql;
  readonly #deps: GateStoreDeps;
  readonly #gates: RowSeal;
  readonly #facts: RowSeal;
  readonly #openings: RowSeal;
  readonly #lists: RowSeal;
  readonly #counts: GrownCounts;

  constructor(sql: Sql, deps: GateStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
    this.#gates = new RowSeal('gate', deps);
    this.#facts = new RowSeal('gate_fact', deps);
    this.#openings = new RowSeal('gate_opening', deps);
    this.#lists = new RowSeal('gate_change', deps);
    this.#counts = new GrownCounts('gate', deps);
  }

  async lock(): Promise<{ readonly atMs: number }> {
    await this.#sql.query('update gate_change set change = change + 1');
    return { atMs: this.#deps.runtime.nowMs() };
  }

  gates(): Promise<StoredGate[]> {
    return this.#counts.held(
      () => this.#gatesListed(),
      (gates) => ({ counts: revisionsOf(gates), isWhole: true }),
    );
  }

  async #gatesListed(): Promise<StoredGate[]> {
    const text = `select c.gates, c.seal as list_seal, g.deployment, g.content, g.seal
      from gate_change c left join gate g on true order by g.deployment`;
    const rows = await this.#sql.query<ListColumns & GateRow>(text);
    const listed = this.#listedIn(rows[0]);
    const gates = rows.filter(({ deployment }) => deployment !== null).map((row) => this.#readGate(row));
    // Without this check whoever removes the row of a gate would let everything pass.
    const lost = listed.find((deployment) => !gates.some((gate) => gate.deployment === deployment));
    if (lost !== undefined || gates.length !== listed.length)
      throw foreignRow(`the gate of ${lost ?? 'a deployment that is in no list'}`, MENDING);
    return gates;
  }

  gate(deployment: string): Promise<StoredGate | null> {
    return this.#counts.held(
      () => this.#gate(deployment),
      (gate) => ({ counts: gate === null ? { [revisions(deployment)]: 0 } : revisionsOf([gate]), isWhole: false }),
    );
  }

  async #gate(deployment: string): Promise<StoredGate | null> {
    const text = `select c.gates, c.seal as list_seal, g.deployment, g.content, g.seal
      from gate_change c left join gate g on g.deployment = $1`;
    const [row] = await this.#sql.query<ListColumns & GateRow>(text, [deployment]);
    const isListed = this.#listedIn(row).includes(deployment);
    if (row!.deployment !== null && isListed) return this.#readGate(row!);
    if (row!.deployment === null && !isListed) return null;
    throw foreignRow(`the gate of ${deployment}`, MENDING);
  }

  async saveGate(gate: StoredGate): Promise<void> {
    const columns = [gate.deployment, JSON.stringify(gate)];
    const text = `insert into gate (deployment, content, seal) values ($1, $2, $3)
      on conflict (deployment) do update set content = excluded.content, seal = excluded.seal`;
    await this.#sql.query(text, [...columns, this.#gates.of({ columns })]);
    await this.#list(gate.deployment);
    await notify(this.#sql, TOPIC);
  }

  async facts(deployment: string, limit: number): Promise<GateFact[]> {
    const text = 'select * from gate_fact where deployment = $1 order by number desc limit $2';
    return (await this.#sql.query<FactRow>(text, [deployment, limit])).map((row) => this.#readFact(row));
  }

  async fact(id: string): Promise<GateFact | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.#sql.query<FactRow>('select * from gate_fact where id = $1', [id]);
    return row === undefined ? null : this.#readFact(row);
  }

  async addFact(fact: GateFact): Promise<void> {
    await this.#writeFact('insert into gate_fact (id, deployment, content, seal) values ($1, $2, $3, $4)', fact);
  }

  async saveFact(fact: GateFact): Promise<void> {
    await this.#writeFact('update gate_fact set deployment = $2, content = $3, seal = $4 where id = $1', fact);
  }

  async openings(endingAfterMs: number, deployment?: string): Promise<Opening[]> {
    const text = `select * from gate_opening where until_ms > $1 and ($2::text is null or deployment = $2) order by number`;
    const rows = await this.#sql.query<OpeningRow>(text, [endingAfterMs, deployment ?? null]);
    return rows.map((row) => this.#readOpening(row));
  }

  async history(deployment: string, limit: number): Promise<Opening[]> {
    const text = 'select * from gate_opening where deployment = $1 order by number desc limit $2';
    return (await this.#sql.query<OpeningRow>(text, [deployment, limit])).map((row) => this.#readOpening(row));
  }

  async saveOpening(opening: Opening): Promise<void> {
    const columns = [opening.id, opening.deployment, opening.untilMs, JSON.stringify(opening)];
    const text = `insert into gate_opening (id, deployment, until_ms, content, seal) values ($1, $2, $3, $4, $5)
      on conflict (id) do update set until_ms = excluded.until_ms, content = excluded.content, seal = excluded.seal`;
    await this.#sql.query(text, [...columns, this.#openings.of({ columns })]);
    await notify(this.#sql, TOPIC);
  }

  watch(watcher: GateWatcher): () => void {
    return this.#deps.notices.watch(TOPIC, watcher);
  }

  async #writeFact(text: string, fact: GateFact): Promise<void> {
    const columns = [fact.id, fact.deployment, JSON.stringify(fact)];
    await this.#sql.query(text, [...columns, this.#facts.of({ columns })]);
  }

  /** Lists a deployment among those that have a gate. */
  async #list(deployment: string): Promise<void> {
    const [row] = await this.#sql.query<ListRow>('select gates, seal from gate_change for update');
    const listed = this.#listed(row!);
    if (listed.includes(deployment)) return;
    const gates = JSON.stringify([...listed, deployment].toSorted());
    await this.#sql.query('update gate_change set gates = $1, seal = $2', [gates, this.#lists.of({ gates })]);
  }

  /** The gates in the list beside which a row was read; there is always one, unless somebody took the list itself away. */
  #listedIn(row: ListColumns | undefined): string[] {
    if (row === undefined) throw foreignRow('the list of gates', MENDING);
    return this.#listed({ gates: row.gates, seal: row.list_seal });
  }

  /** The deployments that have a gate. Before the first one nobody has sealed the list. */
  #listed({ gates, seal }: ListRow): string[] {
    const isNew = gates === '[]' && seal === null;
    if (isNew || (seal !== null && this.#lists.isOwn({ gates }, seal))) return JSON.parse(gates) as string[];
    throw foreignRow('the list of gates', MENDING);
  }

  #readGate({ deployment, content, seal }: GateRow): StoredGate {
    if (this.#gates.isOwn({ columns: [deployment, content] }, seal)) return JSON.parse(content) as StoredGate;
    throw foreignRow(`the gate of ${deployment}`, MENDING);
  }

  #readFact({ id, deployment, content, seal }: FactRow): GateFact {
    if (this.#facts.isOwn({ columns: [id, deployment, content] }, seal)) return JSON.parse(content) as GateFact;
    throw foreignRow(`what was done about the gate of ${deployment} (${id})`, MENDING);
  }

  #readOpening({ id, deployment, until_ms, content, seal }: OpeningRow): Opening {
    if (this.#openings.isOwn({ columns: [id, deployment, Number(until_ms), content] }, seal))
      return JSON.parse(content) as Opening;
    throw foreignRow(`a time in which the gate of ${deployment} was open (${id})`, MENDING);
  }
}

const revisions = (deployment: string): string => `revisions of the gate of ${deployment}`;

/** No gate is ever taken away, and each change makes its revision larger. */
const revisionsOf = (gates: readonly StoredGate[]): Record<string, number> =>
  Object.fromEntries(gates.map(({ deployment, revision }) => [revisions(deployment), revision]));
