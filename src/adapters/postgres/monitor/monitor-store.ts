import type {
  ChangedSeries,
  ChangeQuery,
  ChangeRow,
  Epoch,
  EvaluatedEpoch,
  MonitorStore,
  PaneQuery,
  PaneRow,
} from '../../../domain/live-monitor/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps, SeenRows, versionOf } from '../tables/index.js';
import {
  type ChangeColumns,
  changeValues,
  type EpochColumns,
  type EvaluatedColumns,
  epochValues,
  evaluatedValues,
  type PaneColumns,
  paneValues,
  sealedEpochValues,
  sealedPaneValues,
  toChange,
  toEpoch,
  toEvaluated,
  toPane,
} from './rows.js';

/** Rows that one statement writes, and states that one statement reads: some of these are a hundred kilobytes of text. */
const ROWS_AT_ONCE = 500;
const STATES_AT_ONCE = 100;

/** Epochs that are kept as they were checked, a kilobyte each, and characters of states: of a thousand deployments with some dozens of series each. */
const MOST_EPOCHS_SEEN = 10_000;
const MOST_STATES_SEEN = 64 * 2 ** 20;

const MENDING = 'Have the deployment watched anew; the log holds what the monitor was told and what it raised.';

/**
 * The monitor in PostgreSQL. Every row stands under a keyed hash, so that nobody with the database alone keeps an alarm away or makes one up.
 * Policies need none: their digests stand in the epochs.
 */
export class PostgresMonitorStore implements MonitorStore {
  readonly #sql: Sql;
  readonly #epochs: RowSeal;
  readonly #panes: RowSeal;
  readonly #evaluated: RowSeal;
  readonly #changes: RowSeal;
  /** What every look at everything that is watched reads: most of it was checked at the look before. */
  readonly #seenEpochs = new SeenRows<Epoch>(MOST_EPOCHS_SEEN);
  readonly #seenStates = new SeenRows<EvaluatedEpoch>(MOST_STATES_SEEN);

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#epochs = new RowSeal('monitor_epoch', deps);
    this.#panes = new RowSeal('monitor_pane', deps);
    this.#evaluated = new RowSeal('monitor_evaluated', deps);
    this.#changes = new RowSeal('monitor_change', deps);
  }

  async keepPolicy(digest: string, text: string): Promise<void> {
    await this.#sql.query(
      `insert into monitor_policy (digest, content) values ($1, $2)
        on conflict (digest) do update set content = excluded.content`,
      [digest, text],
    );
  }

  async policy(digest: string): Promise<string | null> {
    const text = 'select content from monitor_policy where digest = $1';
    const [row] = await this.#sql.query<{ content: string }>(text, [digest]);
    return row?.content ?? null;
  }

  async policyOf(deployment: string, epoch: number): Promise<string | null> {
    const text = 'select * from monitor_epoch where deployment = $1 and epoch = $2';
    const [row] = await this.#sql.query<EpochColumns>(text, [deployment, epoch]);
    return row === undefined ? null : this.#epoch(row).policyDigest;
  }

  async openEpochs(only?: readonly string[]): Promise<Epoch[]> {
    const asked = only === undefined ? '' : 'and e.deployment = any ($1::text[])';
    const text = `select e.deployment, e.epoch, ${versionOf('e')} as version
      from monitor_epoch e left join monitor_evaluated v using (deployment, epoch)
      where (e.ended_at is null or not coalesce(v.is_over, false)) ${asked} order by e.deployment collate "C", e.epoch`;
    const open = await this.#sql.query<VersionColumns>(text, only === undefined ? [] : [only]);
    const seen = new Map(open.map((one) => [one, this.#seenEpochs.of(nameOf(one), one.version)]));
    const read = await this.#readEpochs(open.filter((one) => seen.get(one) === undefined));
    return open.flatMap((one) => seen.get(one) ?? read.get(nameOf(one)) ?? []);
  }

  async lastEpoch(deployment: string): Promise<Epoch | null> {
    const text = 'select * from monitor_epoch where deployment = $1 order by epoch desc limit 1';
    const [row] = await this.#sql.query<EpochColumns>(text, [deployment]);
    return row === undefined ? null : this.#epoch(row);
  }

  async epochsOf(deployment: string, limit: number): Promise<Epoch[]> {
    const text = 'select * from monitor_epoch where deployment = $1 order by epoch desc limit $2';
    const rows = await this.#sql.query<EpochColumns>(text, [deployment, limit]);
    return rows.map((row) => this.#epoch(row));
  }

  async saveEpochs(epochs: readonly Epoch[]): Promise<void> {
    const text = `insert into monitor_epoch (deployment, epoch, policy_digest, started_by, from_seq, began_at, end_seq, ended_at,
        watermark, latest, received, counts, plan, reason, lately, seal)
      select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bytea[])
      on conflict (deployment, epoch) do update set end_seq = excluded.end_seq, ended_at = excluded.ended_at,
        watermark = excluded.watermark, latest = excluded.latest, received = excluded.received, counts = excluded.counts,
        plan = excluded.plan, lately = excluded.lately, seal = excluded.seal`;
    await this.#writeAll(text, this.#epochs, epochs.map(epochValues), epochs.map(sealedEpochValues));
  }

  async panes({ deployment, epoch, kind, fromMs, toMs, limit }: PaneQuery): Promise<PaneRow[]> {
    const text = `select * from monitor_pane where deployment = $1 and epoch = $2 and kind = $3
      and start_at >= $4 and start_at < $5 order by start_at limit $6`;
    const rows = await this.#sql.query<PaneColumns>(text, [deployment, epoch, kind, fromMs, toMs, limit]);
    return rows.map((row) => this.#pane(row));
  }

  async unripe(deployment: string, epoch: number): Promise<number[]> {
    const text = `select start_at from monitor_pane where deployment = $1 and epoch = $2 and kind = 'decisions'
      and ripe_seq is null order by start_at`;
    const rows = await this.#sql.query<{ start_at: string }>(text, [deployment, epoch]);
    return rows.map(({ start_at }) => Number(start_at));
  }

  async savePanes(panes: readonly PaneRow[]): Promise<void> {
    const text = `insert into monitor_pane (deployment, epoch, kind, start_at, pane, first_seq, last_seq, ripe_seq, ripe_after, seal)
      select * from unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::text[],
        $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bytea[])
      on conflict (deployment, epoch, kind, start_at) do update set pane = excluded.pane, first_seq = excluded.first_seq,
        last_seq = excluded.last_seq, ripe_seq = excluded.ripe_seq, ripe_after = excluded.ripe_after, seal = excluded.seal`;
    await this.#writeAll(text, this.#panes, panes.map(paneValues), panes.map(sealedPaneValues));
  }

  async ripen(panes: Parameters<MonitorStore['ripen']>[0]): Promise<void> {
    for (const { deployment, epoch, startMs, ripeSeq, ripeAfterMs } of panes) {
      const [pane] = await this.panes({
        ...{ deployment, epoch, kind: 'decisions', limit: 1 },
        ...{ fromMs: startMs, toMs: startMs + 1 },
      });
      if (pane?.ripeSeq === null) await this.savePanes([{ ...pane, ripeSeq, ripeAfterMs }]);
    }
  }

  async evaluated(deployment: string, epoch: number): Promise<EvaluatedEpoch | null> {
    const text = 'select * from monitor_evaluated where deployment = $1 and epoch = $2';
    const [row] = await this.#sql.query<EvaluatedColumns>(text, [deployment, epoch]);
    return row === undefined ? null : this.#evaluatedIn(row);
  }

  async evaluatedOf(epochs: Parameters<MonitorStore['evaluatedOf']>[0]): Promise<EvaluatedEpoch[]> {
    const text = `select v.deployment, v.epoch, ${versionOf('v')} as version from monitor_evaluated v ${OF_THESE}`;
    const there = await this.#sql.query<VersionColumns>(text, namesOf(epochs));
    const found: EvaluatedEpoch[] = [];
    const unseen: VersionColumns[] = [];
    for (const one of there) {
      const seen = this.#seenStates.of(nameOf(one), one.version);
      if (seen === undefined) unseen.push(one);
      else found.push(seen);
    }
    for (let from = 0; from < unseen.length; from += STATES_AT_ONCE)
      found.push(...(await this.#readEvaluated(unseen.slice(from, from + STATES_AT_ONCE))));
    return found;
  }

  async saveEvaluated(one: EvaluatedEpoch, step: number): Promise<boolean> {
    const text = `insert into monitor_evaluated values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (deployment, epoch) do update set closed = excluded.closed, ripened = excluded.ripened,
        step = excluded.step, closed_at = excluded.closed_at, is_over = excluded.is_over, states = excluded.states,
        seal = excluded.seal
        where monitor_evaluated.step = $10 returning 1`;
    return (await this.#write(text, this.#evaluated, evaluatedValues(one), step)).length > 0;
  }

  async addChanges(changes: readonly Omit<ChangeRow, 'id'>[]): Promise<void> {
    const text = `insert into monitor_change (deployment, epoch, at, is_public, change, seal)
      select c.deployment, c.epoch, c.at, c.is_public, c.change, c.seal
      from unnest($1::text[], $2::integer[], $3::bigint[], $4::boolean[], $5::text[], $6::bytea[])
        with ordinality as c (deployment, epoch, at, is_public, change, seal, place)
      order by c.place`;
    await this.#writeAll(text, this.#changes, changes.map(changeValues));
  }

  async changes({
    deployment,
    after,
    before,
    publicOnly,
    limit,
    epoch: ofEpoch,
    series,
    isNewestFirst,
  }: ChangeQuery): Promise<ChangeRow[]> {
    // A change is a text that the seal vouches for, byte by byte; a series is found by the parts of it that name it.
    const text = `select * from monitor_change where id > $1 and ($2::text is null or deployment = $2)
      and (is_public or not $3) and ($5::bigint is null or id < $5)
      and ($6::integer is null or epoch = $6)
      and not exists (select 1 from unnest($7::text[]) as part where strpos(change, part) = 0)
      order by id ${isNewestFirst ? 'desc' : 'asc'} limit $4`;
    const rows = await this.#sql.query<ChangeColumns>(text, [
      ...[after, deployment ?? null, publicOnly, limit, before ?? null],
      ...[series?.epoch ?? ofEpoch ?? null, series === undefined ? [] : partsNaming(series)],
    ]);
    return rows.map((row) => {
      const change = toChange(row);
      if (isOwn(this.#changes, changeValues(change), row)) return change;
      throw foreignRow(`change ${row.id} of the monitor`, MENDING);
    });
  }

  async lastChange({ publicOnly }: Pick<ChangeQuery, 'publicOnly'>): Promise<number> {
    const text = 'select max(id) as id from monitor_change where is_public or not $1';
    const [row] = await this.#sql.query<{ id: string | null }>(text, [publicOnly]);
    return Number(row?.id ?? 0);
  }

  async dropPanes(keepMs: number, nowMs: number): Promise<number> {
    const text = `delete from monitor_pane p using monitor_evaluated v, monitor_epoch e
      where v.deployment = p.deployment and v.epoch = p.epoch and e.deployment = p.deployment and e.epoch = p.epoch
        and (p.start_at < v.closed - $1 and p.start_at < v.ripened - $1 or v.is_over and e.ended_at < $2 - $1) returning 1`;
    return (await this.#sql.query(text, [keepMs, nowMs])).length;
  }

  /** Epochs that were not seen as they are now, by name. */
  async #readEpochs(epochs: readonly EpochName[]): Promise<Map<string, Epoch>> {
    if (epochs.length === 0) return new Map();
    const text = `select v.*, ${versionOf('v')} as version from monitor_epoch v ${OF_THESE}`;
    const rows = await this.#sql.query<EpochColumns & VersionColumns>(text, namesOf(epochs));
    return new Map(
      rows.map((columns) => {
        const row = this.#epoch(columns);
        this.#seenEpochs.keep(nameOf(columns), columns.version, { row, size: 1 });
        return [nameOf(columns), row];
      }),
    );
  }

  async #readEvaluated(epochs: readonly EpochName[]): Promise<EvaluatedEpoch[]> {
    const text = `select v.*, ${versionOf('v')} as version from monitor_evaluated v ${OF_THESE}`;
    const rows = await this.#sql.query<EvaluatedColumns & VersionColumns>(text, namesOf(epochs));
    return rows.map((columns) => {
      const row = this.#evaluatedIn(columns);
      this.#seenStates.keep(nameOf(columns), columns.version, { row, size: row.states.length });
      return row;
    });
  }

  #epoch(row: EpochColumns): Epoch {
    const epoch = toEpoch(row);
    if (isOwn(this.#epochs, sealedEpochValues(epoch), row)) return epoch;
    throw foreignRow(`epoch ${row.epoch} of ${row.deployment}`, MENDING);
  }

  #evaluatedIn(row: EvaluatedColumns): EvaluatedEpoch {
    const found = toEvaluated(row);
    if (isOwn(this.#evaluated, evaluatedValues(found), row)) return found;
    throw foreignRow(`the states of ${row.deployment} in epoch ${row.epoch}`, MENDING);
  }

  #pane(row: PaneColumns): PaneRow {
    const pane = toPane(row);
    if (isOwn(this.#panes, sealedPaneValues(pane), row)) return pane;
    throw foreignRow(`the pane of ${row.deployment} at ${new Date(pane.startMs).toISOString()}`, MENDING);
  }

  /** Writes rows as `#write` does, many in one statement. @param vouched what the seal of each is made of, where that is not every column */
  async #writeAll(
    text: string,
    seal: RowSeal,
    rows: readonly (readonly unknown[])[],
    vouched: readonly (readonly unknown[])[] = rows,
  ): Promise<void> {
    const sealed = rows.map((columns, i) => [...columns, seal.of({ columns: vouched[i] })]);
    for (let from = 0; from < sealed.length; from += ROWS_AT_ONCE)
      await this.#sql.query(text, columnsOf(sealed.slice(from, from + ROWS_AT_ONCE)));
  }

  /** Writes a row with its seal, which stands behind its columns; further values of the statement come last. */
  #write(text: string, seal: RowSeal, columns: readonly unknown[], ...more: unknown[]): Promise<object[]> {
    return this.#sql.query(text, [...columns, seal.of({ columns }), ...more]);
  }
}

type EpochName = Pick<Epoch, 'deployment' | 'epoch'>;
type VersionColumns = EpochName & { readonly version: string };

const nameOf = ({ deployment, epoch }: EpochName): string => `${epoch} ${deployment}`;

/** Restricts rows `v` to those of the epochs that `namesOf` gives. */
const OF_THESE = 'join unnest($1::text[], $2::integer[]) as o (deployment, epoch) using (deployment, epoch)';
const namesOf = (epochs: readonly EpochName[]): unknown[][] => [
  epochs.map(({ deployment }) => deployment),
  epochs.map(({ epoch }) => epoch),
];

/** The values of rows column by column, as `unnest` takes them. */
const columnsOf = (rows: readonly (readonly unknown[])[]): unknown[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));

const isOwn = (seal: RowSeal, columns: readonly unknown[], row: { readonly seal: Buffer }): boolean =>
  seal.isOwn({ columns }, row.seal);

/** How the text of a change names its series: in strings a quote never stands unescaped, so that nothing else reads so. */
const partsNaming = ({ requirement, component, group }: ChangedSeries): string[] =>
  Object.entries({ requirement, component, group }).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
