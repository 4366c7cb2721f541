import type { ViewWatcher } from '../../../core/base/followed-view.js';
import type { SystemEnd, SystemEndStore } from '../../../domain/system-ends/index.js';
import { type ChangeNotices, notify } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, GrownCounts, type GrownCountsDeps, RowSeal, type SealDeps } from '../tables/index.js';

const TOPIC = 'system-ends';
const MENDING =
  'The log holds an entry of every end that was announced, taken back or reached; restore the newest backup.';

/** All ends, and how often they were changed: an end may be taken back, so that their number does not only grow. */
interface Held {
  readonly changes: number;
  readonly ends: readonly SystemEnd[];
}

export interface SystemEndStoreDeps extends SealDeps, GrownCountsDeps {
  readonly notices: Pick<ChangeNotices, 'watch'>;
}

/** Ends of systems in PostgreSQL, in one row under a keyed hash; every change is told to all processes. */
export class PostgresSystemEndStore implements SystemEndStore {
  readonly #sql: Sql;
  readonly #notices: SystemEndStoreDeps['notices'];
  readonly #rows: RowSeal;
  readonly #counts: GrownCounts;

  constructor(sql: Sql, deps: SystemEndStoreDeps) {
    this.#sql = sql;
    this.#notices = deps.notices;
    this.#rows = new RowSeal('system_end', deps);
    this.#counts = new GrownCounts('system_end', deps);
  }

  async lock(): Promise<void> {
    await this.#sql.query('select 1 from system_end for update');
  }

  async all(): Promise<readonly SystemEnd[]> {
    const { ends } = await this.#counts.held(
      () => this.#held(),
      ({ changes }) => ({ counts: { 'changes of the ends of systems': changes }, isWhole: true }),
    );
    return ends;
  }

  async save(ends: readonly SystemEnd[]): Promise<void> {
    const { changes } = await this.#held();
    const content = JSON.stringify({ changes: changes + 1, ends } satisfies Held);
    await this.#sql.query('update system_end set content = $1, seal = $2', [content, this.#rows.of({ content })]);
    await notify(this.#sql, TOPIC);
  }

  async #held(): Promise<Held> {
    const text = 'select content, seal from system_end';
    const [row] = await this.#sql.query<{ content: string; seal: Buffer | null }>(text);
    // Before the first end nobody has sealed the row.
    const isNew = row?.content === '[]' && row.seal === null;
    if (row === undefined || !(isNew || this.#rows.isOwn({ content: row.content }, row.seal)))
      throw foreignRow('the ends of systems', MENDING);
    const held = JSON.parse(row.content) as Held | readonly SystemEnd[];
    // A list alone is what stands there before changes were counted.
    return 'ends' in held ? held : { changes: held.length, ends: held };
  }

  watch(watcher: ViewWatcher): () => void {
    return this.#notices.watch(TOPIC, watcher);
  }
}
