import type { AlertGroup, AlertStore, LookedAt, Member, NewMember, Told } from '../../../domain/alerts/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { type GroupColumns, type MemberColumns, toGroup, toMember } from './rows.js';

/** When a group may tell news: after its wait, or after its interval where it has told something. */
const NEWS_AT = 'case when g.noticed_at is null then g.opened_at + g.wait_ms else g.noticed_at + g.interval_ms end';

/** The groups in which alerts are told. */
export class GroupRows {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async join(members: readonly NewMember[], { nowMs, newUid }: Parameters<AlertStore['join']>[1]): Promise<void> {
    if (members.length === 0) return;
    const groups = [...new Map(members.map((one) => [`${one.route} ${one.key}`, one])).values()];
    await this.#sql.query(
      `insert into alert_group (uid, route, key, labels, wait_ms, interval_ms, opened_at, due_at)
        select u.*, $7::bigint, $7::bigint + u.wait_ms from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[],
        $6::bigint[]) as u (uid, route, key, labels, wait_ms, interval_ms) on conflict (route, key) where closed_at is null do nothing`,
      [
        groups.map(() => newUid()),
        groups.map(({ route }) => route),
        groups.map(({ key }) => key),
        groups.map(({ labels }) => JSON.stringify(labels)),
        groups.map(({ waitMs }) => waitMs),
        groups.map(({ intervalMs }) => intervalMs),
        nowMs,
      ],
    );
    await this.#sql.query(
      `insert into alert_member (group_id, alert_id) select g.id, u.alert from unnest($1::text[], $2::text[], $3::bigint[])
        as u (route, key, alert) join alert_group g on g.route = u.route and g.key = u.key and g.closed_at is null
        on conflict do nothing`,
      [members.map(({ route }) => route), members.map(({ key }) => key), members.map(({ alertId }) => alertId)],
    );
    await this.touch(members.map(({ alertId }) => alertId));
  }

  async touch(alertIds: readonly number[]): Promise<void> {
    if (alertIds.length === 0) return;
    await this.#sql.query(
      `update alert_group g set due_at = least(coalesce(g.due_at, ${NEWS_AT}), ${NEWS_AT}) where g.closed_at is null
        and g.id in (select group_id from alert_member where alert_id = any($1::bigint[]))`,
      [alertIds],
    );
  }

  async leave(alertIds: readonly number[], nowMs: number): Promise<void> {
    // In the order in which a look takes the rows: two that wait for each other would both be broken off.
    await this.#sql.query(
      `update alert_group set due_at = $2 where closed_at is null
        and id in (select group_id from alert_member where alert_id = any($1::bigint[]))`,
      [alertIds, nowMs],
    );
    await this.#sql.query(
      `update alert_member set told_at = $2 where told = 'firing' and alert_id = any($1::bigint[])
        and group_id in (select id from alert_group where closed_at is null)`,
      [alertIds, nowMs],
    );
  }

  async touchAll(nowMs: number): Promise<void> {
    const text = 'update alert_group set due_at = least(coalesce(due_at, $1), $1) where closed_at is null';
    await this.#sql.query(text, [nowMs]);
  }

  async due(nowMs: number, limit: number): Promise<AlertGroup[]> {
    const text = 'select * from alert_group where closed_at is null and due_at <= $1 order by due_at, id limit $2';
    return (await this.#sql.query<GroupColumns>(text, [nowMs, limit])).map(toGroup);
  }

  async closeBeside(routes: readonly string[], nowMs: number): Promise<void> {
    const text = 'update alert_group set closed_at = $2, due_at = null where closed_at is null and not route = any($1)';
    await this.#sql.query(text, [routes, nowMs]);
  }

  async members(groupId: number, after: number, limit: number): Promise<Member[]> {
    const text = `select a.id, a.state, a.severity, a.ended_at, a.labels, a.topic, a.causes, a.acknowledged is not null as is_acknowledged,
        m.told, m.told_at from alert_member m join alert a on a.id = m.alert_id
      where m.group_id = $1 and m.alert_id > $2 order by m.alert_id limit $3`;
    return (await this.#sql.query<MemberColumns>(text, [groupId, after, limit])).map(toMember);
  }

  async tell(
    groupId: number,
    { told, alertIds, atMs }: { readonly told: Told; readonly alertIds: readonly number[]; readonly atMs: number },
  ): Promise<void> {
    if (alertIds.length === 0) return;
    const text = 'update alert_member set told = $2, told_at = $4 where group_id = $1 and alert_id = any($3::bigint[])';
    await this.#sql.query(text, [groupId, told, alertIds, atMs]);
  }

  async save(group: AlertGroup, before: LookedAt, closedAtMs: number | null): Promise<boolean> {
    const { id, noticedAtMs, refreshedAtMs, level, notices, dueAtMs } = group;
    const text = `update alert_group set noticed_at = $3, refreshed_at = $4, level = $5, notices = $6, due_at = $7, closed_at = $8
      where id = $1 and notices = $2 and due_at is not distinct from $9 and closed_at is null returning 1`;
    const values = [
      id,
      before.notices,
      noticedAtMs,
      refreshedAtMs,
      level,
      notices,
      dueAtMs,
      closedAtMs,
      before.dueAtMs,
    ];
    return (await this.#sql.query(text, values)).length > 0;
  }
}
