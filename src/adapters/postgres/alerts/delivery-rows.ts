import type {
  AlertStore,
  Delivery,
  DeliveryLine,
  DeliveryState,
  WaitingDelivery,
} from '../../../domain/alerts/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { RowSeal, type SealDeps } from '../tables/index.js';
import { type DeliveryColumns, deliveryValues, toDelivery, toDeliveryLine, toDeliveryState } from './rows.js';

/** Columns of a message without what it says. */
const STATE = 'id, key, channel, kind, state, attempts, made_at, next_at, ended_at, problem';

/** Messages on their way to channels. */
export class DeliveryRows {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('alert_delivery', deps);
  }

  async send(deliveries: Parameters<AlertStore['send']>[0]): Promise<void> {
    const text = `insert into alert_delivery (key, channel, kind, notice, made_at, group_uid, alerts, state, attempts, next_at, seal)
      values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $5, $8) on conflict (key) do nothing`;
    for (const one of deliveries) {
      const columns = deliveryValues(one);
      const group = one.key.slice(0, one.key.indexOf('.'));
      await this.#sql.query(text, [...columns, group, one.alerts, this.#seal.of({ columns })]);
    }
  }

  /** Of each group only its oldest message, so that its messages are sent in their order. */
  async due(channel: string, nowMs: number, limit: number): Promise<WaitingDelivery[]> {
    const text = `select * from alert_delivery d where channel = $1 and state = 'waiting' and next_at <= $2
      and not exists (select 1 from alert_delivery e where e.channel = d.channel and e.group_uid = d.group_uid
        and e.state = 'waiting' and e.id < d.id) order by id limit $3`;
    const rows = await this.#sql.query<DeliveryColumns>(text, [channel, nowMs, limit]);
    return rows.map((row) => {
      const delivery = toDelivery(row);
      const isOwn = this.#seal.isOwn({ columns: deliveryValues(delivery) }, row.seal);
      return isOwn ? delivery : { ...delivery, notice: null };
    });
  }

  async overdue(channel: string, beforeMs: number, limit: number): Promise<DeliveryState[]> {
    const text = `select ${STATE} from alert_delivery where state = 'waiting' and channel = $1 and made_at <= $2 order by id limit $3`;
    return (await this.#sql.query<DeliveryColumns>(text, [channel, beforeMs, limit])).map(toDeliveryState);
  }

  async save({ id, state, attempts, nextAtMs, endedAtMs, problem }: DeliveryState): Promise<boolean> {
    const text = `update alert_delivery set state = $2, attempts = $3, next_at = $4, ended_at = $5, problem = $6
      where id = $1 and state = 'waiting' returning 1`;
    return (await this.#sql.query(text, [id, state, attempts, nextAtMs, endedAtMs, problem])).length > 0;
  }

  async waitingBeside(channels: readonly string[], limit: number): Promise<DeliveryState[]> {
    const text = `select ${STATE} from alert_delivery where state = 'waiting' and not channel = any($1) order by id limit $2`;
    return (await this.#sql.query<DeliveryColumns>(text, [channels, limit])).map(toDeliveryState);
  }

  async waiting(): Promise<{ channel: string; waiting: number; oldestMs: number }[]> {
    const text = `select channel, count(*)::integer as waiting, min(made_at) as oldest from alert_delivery where state = 'waiting'
      group by channel order by channel`;
    const rows = await this.#sql.query<{ channel: string; waiting: number; oldest: string }>(text);
    return rows.map(({ channel, waiting, oldest }) => ({ channel, waiting, oldestMs: Number(oldest) }));
  }

  async ofAlert(alertId: number, limit: number): Promise<DeliveryLine[]> {
    const text = `select ${STATE}, alerts from alert_delivery
      where alerts @> array[$1::bigint] order by id desc limit $2`;
    return (await this.#sql.query<DeliveryColumns>(text, [alertId, limit])).map(toDeliveryLine);
  }

  async hasWaiting(channel: string, groupUid: string, kind: Delivery['kind']): Promise<boolean> {
    const text = `select 1 from alert_delivery where channel = $1 and group_uid = $2 and kind = $3 and state = 'waiting' limit 1`;
    return (await this.#sql.query(text, [channel, groupUid, kind])).length > 0;
  }
}
