import type {
  Alert,
  AlertGroup,
  AlertQuery,
  AlertStore,
  Delivery,
  DeliveryLine,
  DeliveryState,
  LookedAt,
  Member,
  NewMember,
  NumberedSignal,
  Told,
  WaitingDelivery,
} from '../../../domain/alerts/ports.js';
import type { Silence } from '../../../domain/alerts/rules/index.js';
import type { Labels, Severity, Signal } from '../../../domain/alerts/signals/index.js';
import type { Sql } from '../engine/sql-access.js';
import type { Writer } from '../engine/writer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';
import { DeliveryRows } from './delivery-rows.js';
import { GroupRows } from './group-rows.js';
import { type AlertColumns, alertValues, type SilenceColumns, silenceValues, toAlert, toSilence } from './rows.js';

const MENDING = 'The log holds the entries of what fired and of who silenced or acknowledged it.';

/**
 * Taken by whoever writes rows that others follow by their numbers, until its commit: numbers then become visible in their order, and nobody
 * who follows them passes over one that is committed late.
 */
const IN_ORDER = `select pg_advisory_xact_lock(hashtext($1))`;

/** Alerts in PostgreSQL. Alerts, signals, messages and silences stand under a keyed hash: whoever has only the database keeps none away. */
export class PostgresAlertStore implements AlertStore {
  readonly #sql: Sql;
  readonly #writer: Pick<Writer, 'connect'>;
  readonly #signals: RowSeal;
  readonly #alerts: RowSeal;
  readonly #silences: RowSeal;
  readonly #groups: GroupRows;
  readonly #deliveries: DeliveryRows;

  constructor(sql: Sql, { writer, ...deps }: SealDeps & { readonly writer: Pick<Writer, 'connect'> }) {
    this.#sql = sql;
    this.#writer = writer;
    this.#signals = new RowSeal('alert_signal', deps);
    this.#alerts = new RowSeal('alert', deps);
    this.#silences = new RowSeal('alert_silence', deps);
    this.#groups = new GroupRows(sql);
    this.#deliveries = new DeliveryRows(sql, deps);
  }

  async raise(signals: readonly Signal[]): Promise<void> {
    if (signals.length === 0) return;
    await this.#inOrder('alert_signal', async (sql) => {
      const texts = signals.map((signal) => JSON.stringify(signal));
      const seals = texts.map((columns) => this.#signals.of({ columns }));
      const text = 'insert into alert_signal (signal, seal) select * from unnest($1::text[], $2::bytea[])';
      await sql.query(text, [texts, seals]);
    });
  }

  async raised(after: number, limit: number): Promise<NumberedSignal[]> {
    const text = 'select * from alert_signal where id > $1 order by id limit $2';
    const rows = await this.#sql.query<{ id: string; signal: string; seal: Buffer }>(text, [after, limit]);
    return rows.map(({ id, signal, seal }) => {
      if (!this.#signals.isOwn({ columns: signal }, seal)) throw foreignRow(`signal ${id} of alerts`, MENDING);
      return { place: Number(id), signal: JSON.parse(signal) as Signal };
    });
  }

  async place(source: string): Promise<number> {
    const [row] = await this.#sql.query<{ place: string }>('select place from alert_place where source = $1', [source]);
    return Number(row?.place ?? 0);
  }

  async movePlace(source: string, from: number, to: number): Promise<boolean> {
    const text = `insert into alert_place values ($1, $3) on conflict (source) do update set place = $3
      where alert_place.place = $2 returning 1`;
    return (await this.#sql.query(text, [source, from, to])).length > 0;
  }

  async lock(): Promise<void> {
    await this.#sql.query(IN_ORDER, ['alert']);
  }

  async newest(keys: readonly string[]): Promise<Alert[]> {
    const text = 'select distinct on (key) * from alert where key = any($1) order by key, occurrence desc';
    return this.#own(await this.#sql.query<AlertColumns>(text, [keys]));
  }

  async insert(alerts: readonly Omit<Alert, 'id'>[]): Promise<Alert[]> {
    if (alerts.length === 0) return [];
    const text = `insert into alert (key, occurrence, source, state, severity, started_at, ended_at, labels, topic, causes, content,
        acknowledged, seal)
      select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[]) returning id, key, occurrence`;
    const rows = await this.#inOrder('alert', (sql) =>
      sql.query<Pick<AlertColumns, 'id' | 'key' | 'occurrence'>>(text, this.#columnsOf(alerts)),
    );
    const ids = new Map(rows.map(({ id, key, occurrence }) => [`${occurrence} ${key}`, Number(id)]));
    return alerts.map((alert) => ({ ...alert, id: ids.get(`${alert.occurrence} ${alert.key}`)! }));
  }

  async update(alerts: readonly Alert[]): Promise<void> {
    if (alerts.length === 0) return;
    const text = `update alert a set state = u.state, ended_at = u.ended_at, causes = u.causes, content = u.content,
        acknowledged = u.acknowledged, seal = u.seal, change = nextval('alert_change')
      from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[]) as u (key, occurrence, source, state, severity, started_at,
        ended_at, labels, topic, causes, content, acknowledged, seal)
      where a.key = u.key and a.occurrence = u.occurrence`;
    await this.#inOrder('alert', (sql) => sql.query(text, this.#columnsOf(alerts)));
  }

  async alerts(ids: readonly number[]): Promise<Alert[]> {
    if (ids.length === 0) return [];
    const text = 'select * from alert where id = any($1::bigint[]) order by array_position($1::bigint[], id)';
    return this.#own(await this.#sql.query<AlertColumns>(text, [ids]));
  }

  async list({ state, severity, acknowledged, labels, before, limit }: AlertQuery): Promise<Alert[]> {
    const text = `select * from alert where ($1::text is null or state = $1) and ($2::text is null or severity = $2)
      and ($3::boolean is null or (acknowledged is not null) = $3) and ($4::jsonb is null or labels_json @> $4)
      and ($5::bigint is null or id < $5) order by id desc limit $6`;
    const wanted = labels === undefined ? null : JSON.stringify(labels);
    const values = [state ?? null, severity ?? null, acknowledged ?? null, wanted, before ?? null, limit];
    return this.#own(await this.#sql.query<AlertColumns>(text, values));
  }

  async firing(labels?: Labels): Promise<{ severity: Severity; firing: number; open: number }[]> {
    const text = `select severity, count(*)::integer as firing, count(*) filter (where acknowledged is null)::integer as open
      from alert where state = 'firing' and ($1::jsonb is null or labels_json @> $1) group by severity order by severity`;
    return this.#sql.query(text, [labels === undefined ? null : JSON.stringify(labels)]);
  }

  async firingTopics(topics: readonly string[]): Promise<string[]> {
    const text = `select distinct topic from alert where state = 'firing' and topic = any($1)`;
    return (await this.#sql.query<{ topic: string }>(text, [topics])).map(({ topic }) => topic);
  }

  async firingLabels(having: Labels): Promise<Labels[]> {
    const text = `select distinct labels from alert where state = 'firing' and labels_json @> $1::jsonb`;
    const rows = await this.#sql.query<{ labels: string }>(text, [JSON.stringify(having)]);
    return rows.map(({ labels }) => JSON.parse(labels) as Labels);
  }

  async lastChange(): Promise<number> {
    const text = 'select greatest((select max(change) from alert), (select max(change) from alert_silence)) as change';
    const [row] = await this.#sql.query<{ change: string | null }>(text);
    return Number(row?.change ?? 0);
  }

  async ungrouped(after: number, limit: number): Promise<Alert[]> {
    const text = `select * from alert a where state = 'firing' and id > $1 and not exists (select 1 from alert_member m
      join alert_group g on g.id = m.group_id where m.alert_id = a.id and g.closed_at is null) order by id limit $2`;
    return this.#own(await this.#sql.query<AlertColumns>(text, [after, limit]));
  }

  join(members: readonly NewMember[], options: Parameters<AlertStore['join']>[1]): Promise<void> {
    return this.#groups.join(members, options);
  }

  touch(alertIds: readonly number[]): Promise<void> {
    return this.#groups.touch(alertIds);
  }

  leave(alertIds: readonly number[], nowMs: number): Promise<void> {
    return this.#groups.leave(alertIds, nowMs);
  }

  touchAll(nowMs: number): Promise<void> {
    return this.#groups.touchAll(nowMs);
  }

  dueGroups(nowMs: number, limit: number): Promise<AlertGroup[]> {
    return this.#groups.due(nowMs, limit);
  }

  members(groupId: number, after: number, limit: number): Promise<Member[]> {
    return this.#groups.members(groupId, after, limit);
  }

  tell(groupId: number, told: Told, alertIds: readonly number[], atMs: number): Promise<void> {
    return this.#groups.tell(groupId, { told, alertIds, atMs });
  }

  saveGroup(group: AlertGroup, before: LookedAt, closedAtMs: number | null): Promise<boolean> {
    return this.#groups.save(group, before, closedAtMs);
  }

  closeGroupsBeside(routes: readonly string[], nowMs: number): Promise<void> {
    return this.#groups.closeBeside(routes, nowMs);
  }

  send(deliveries: Parameters<AlertStore['send']>[0]): Promise<void> {
    return this.#deliveries.send(deliveries);
  }

  async demandWriter(): Promise<void> {
    await this.#writer.connect();
  }

  due(channel: string, nowMs: number, limit: number): Promise<WaitingDelivery[]> {
    return this.#deliveries.due(channel, nowMs, limit);
  }

  overdue(channel: string, beforeMs: number, limit: number): Promise<DeliveryState[]> {
    return this.#deliveries.overdue(channel, beforeMs, limit);
  }

  saveDelivery(delivery: DeliveryState): Promise<boolean> {
    return this.#deliveries.save(delivery);
  }

  waitingBeside(channels: readonly string[], limit: number): Promise<DeliveryState[]> {
    return this.#deliveries.waitingBeside(channels, limit);
  }

  waiting(): ReturnType<AlertStore['waiting']> {
    return this.#deliveries.waiting();
  }

  deliveriesOf(alertId: number, limit: number): Promise<DeliveryLine[]> {
    return this.#deliveries.ofAlert(alertId, limit);
  }

  hasWaiting(channel: string, groupUid: string, kind: Delivery['kind']): Promise<boolean> {
    return this.#deliveries.hasWaiting(channel, groupUid, kind);
  }

  async saveSilence(silence: Silence): Promise<void> {
    const columns = silenceValues(silence);
    const text = `insert into alert_silence (id, matchers, starts_at, ends_at, set_by, why, created_at, seal)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (id) do update set ends_at = excluded.ends_at, seal = excluded.seal, change = nextval('alert_change')`;
    await this.#inOrder('alert', (sql) => sql.query(text, [...columns, this.#silences.of({ columns })]));
  }

  async silences(endAfterMs: number): Promise<Silence[]> {
    const text = 'select * from alert_silence where ends_at > $1 order by created_at desc, id';
    return this.#ownSilences(await this.#sql.query<SilenceColumns>(text, [endAfterMs]));
  }

  async silence(id: string): Promise<Silence | null> {
    const rows = await this.#sql.query<SilenceColumns>('select * from alert_silence where id = $1', [id]);
    return this.#ownSilences(rows)[0] ?? null;
  }

  async drop(beforeMs: number, alertsBeforeMs: number): Promise<void> {
    await this.#sql.query(`delete from alert_delivery where state <> 'waiting' and ended_at < $1`, [beforeMs]);
    await this.#sql.query(
      `delete from alert_signal where id <= (select place from alert_place where source = 'raised')`,
    );
    await this.#sql.query('delete from alert_silence where ends_at < $1', [alertsBeforeMs]);
    await this.#sql.query(`delete from alert where state <> 'firing' and ended_at < $1`, [alertsBeforeMs]);
    await this.#sql.query('delete from alert_group where closed_at < $1', [alertsBeforeMs]);
  }

  /** Runs work as one transaction whose numbers become visible in order. */
  #inOrder<T>(table: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(IN_ORDER, [table]);
      return work(sql);
    });
  }

  /** The columns of alerts, each as a list, with their seals last. */
  #columnsOf(alerts: readonly Omit<Alert, 'id'>[]): unknown[][] {
    const rows = alerts.map((alert) => {
      const columns = alertValues(alert);
      return [...columns, this.#alerts.of({ columns })];
    });
    return rows[0]!.map((_, at) => rows.map((row) => row[at]));
  }

  #own(rows: readonly AlertColumns[]): Alert[] {
    return rows.map((row) => {
      const alert = toAlert(row);
      if (this.#alerts.isOwn({ columns: alertValues(alert) }, row.seal)) return alert;
      throw foreignRow(`alert ${row.id}`, MENDING);
    });
  }

  /** A silence that the service did not write is none: it would keep alerts away. */
  #ownSilences(rows: readonly SilenceColumns[]): Silence[] {
    return rows.flatMap((row) => {
      const silence = toSilence(row);
      return this.#silences.isOwn({ columns: silenceValues(silence) }, row.seal) ? [silence] : [];
    });
  }
}
