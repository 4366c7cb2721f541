import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import type { Stop } from '../../../domain/stops/index.js';
import type { StopQuery, StopStore, StopWatcher, SwitchChange } from '../../../domain/stops/model/ports.js';
import type { ChangeNotices } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal } from '../tables/index.js';
import { SWITCH_TOPIC, type SwitchColumns, SwitchRow } from './switch-row.js';

interface StopColumns {
  id: string;
  revision: string;
  since: string;
  ended_at: string | null;
  content: string;
  seal: Buffer;
}

/** The switch, read beside a stop. */
interface SwitchBeside extends SwitchColumns {
  switched: string;
  switch_seal: Buffer | null;
}

export interface StopStoreDeps {
  readonly keyring: Pick<Keyring, 'indexKey'>;
  readonly runtime: Pick<Runtime, 'hmacSha256' | 'nowMs'>;
  readonly notices: ChangeNotices;
}

const MENDING = 'The log holds every stop: throw it anew where it should hold, and then delete the row.';

/** Stores stops in PostgreSQL. Every row stands under a keyed hash, and every process is notified of a change at its commit. */
export class PostgresStopStore implements StopStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;
  readonly #switch: SwitchRow;
  readonly #deps: StopStoreDeps;

  constructor(sql: Sql, deps: StopStoreDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('stop', deps);
    this.#switch = new SwitchRow(sql, deps);
    this.#deps = deps;
  }

  async revision(): Promise<number> {
    return (await this.#switch.read()).revision;
  }

  async settledRevision(): Promise<number> {
    return (await this.#switch.read('for share')).revision;
  }

  async beginChange(): Promise<SwitchChange> {
    const { revision, inForce } = await this.#switch.read('for update');
    const text = `select first_index + n as size from batch where log = 'main' order by seq desc limit 1`;
    const [last] = await this.#sql.query<{ size: string }>(text);
    const logSize = Number(last?.size ?? 0);
    return { revision: revision + 1, atMs: this.#deps.runtime.nowMs(), nInForce: inForce.length, logSize };
  }

  async insert(stop: Stop): Promise<void> {
    const text = 'insert into stop (id, revision, since, ended_at, content, seal) values ($1, $2, $3, $4, $5, $6)';
    await this.#write(text, stop);
    await this.#switch.change(({ inForce }) => ({ inForce: [...inForce, stop.id] }));
  }

  async end(stop: Stop): Promise<void> {
    const text = `update stop set revision = $2, since = $3, ended_at = $4, content = $5, seal = $6
      where id = $1 and ended_at is null`;
    await this.#write(text, stop);
    await this.#switch.change(({ inForce }) => ({ inForce: inForce.filter((id) => id !== stop.id) }));
  }

  async find(id: string): Promise<Stop | null> {
    const [row] = await this.#sql.query<StopColumns>('select * from stop where id = $1', [id]);
    return row === undefined ? null : this.#read(row);
  }

  async inForce(): Promise<Stop[]> {
    const text = `select s.*, w.in_force, w.canaries, w.revision as switched, w.seal as switch_seal
      from stop_switch w left join stop s on s.ended_at is null order by s.revision`;
    const rows = await this.#sql.query<StopColumns & SwitchBeside>(text);
    const { inForce } = this.#switch.own({ ...rows[0]!, revision: rows[0]!.switched, seal: rows[0]!.switch_seal });
    const stops = rows.filter(({ id }) => id !== null).map((row) => this.#read(row));
    const lost = [...inForce].find((id) => !stops.some((stop) => stop.id === id));
    if (lost !== undefined || stops.length !== inForce.length)
      throw foreignRow(`the stop ${lost ?? 'that is in force and in no list'}`, MENDING);
    return stops;
  }

  async inForceAt(atMs: number): Promise<Stop[]> {
    const text = 'select * from stop where since <= $1 and (ended_at is null or ended_at > $1) order by revision';
    return (await this.#sql.query<StopColumns>(text, [atMs])).map((row) => this.#read(row));
  }

  async list({ ended, before, limit }: StopQuery): Promise<Stop[]> {
    const text = `select * from stop where ($1 or ended_at is null)
      and ($2::uuid is null or revision < (select revision from stop where id = $2))
      order by revision desc limit $3`;
    return (await this.#sql.query<StopColumns>(text, [ended, before, limit])).map((row) => this.#read(row));
  }

  watch(watcher: StopWatcher): () => void {
    return this.#deps.notices.watch(SWITCH_TOPIC, watcher);
  }

  async #write(text: string, stop: Stop): Promise<void> {
    const columns = columnsOf(stop);
    await this.#sql.query(text, [...columns, this.#seal.of({ columns })]);
  }

  /** Reads a row; throws for one that somebody else wrote, also when it claims that a stop ended. */
  #read(row: StopColumns): Stop {
    const stop = JSON.parse(row.content) as Stop;
    const columns = [row.id, Number(row.revision), Number(row.since), numberOrNull(row.ended_at), row.content];
    if (this.#seal.isOwn({ columns }, row.seal)) return stop;
    throw foreignRow(`the stop ${row.id}`, MENDING);
  }
}

const columnsOf = (stop: Stop) => [stop.id, stop.revision, stop.sinceMs, stop.end?.atMs ?? null, JSON.stringify(stop)];

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));
