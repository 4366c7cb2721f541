import { notify } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

/** The switch as it is read. */
export interface SwitchColumns {
  revision: string;
  in_force: string;
  canaries: string;
  seal: Buffer | null;
}

export interface SwitchState {
  readonly revision: number;
  /** Ids of the stops in force, so that a row that was taken away is missed. */
  readonly inForce: readonly string[];
  /** The canaries that are on, each with the number of its last change, so that neither a row that was taken away nor an older one passes. */
  readonly canaries: Readonly<Record<string, number>>;
}

export const SWITCH_TOPIC = 'stops';
const MENDING = 'The log holds every stop: throw it anew where it should hold, and then delete the row.';

/** The one row of the switch: what is in force, and the number of the last change, under a keyed hash. */
export class SwitchRow {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('stop_switch', deps);
  }

  async read(lock: '' | 'for update' | 'for share' = ''): Promise<SwitchState> {
    const [row] = await this.#sql.query<SwitchColumns>(
      `select revision, in_force, canaries, seal from stop_switch ${lock}`,
    );
    return this.own(row!);
  }

  /** Before the first change nobody has sealed the switch. */
  own({ revision, in_force, canaries, seal }: SwitchColumns): SwitchState {
    const state: SwitchState = {
      revision: Number(revision),
      inForce: JSON.parse(in_force) as string[],
      canaries: JSON.parse(canaries) as Record<string, number>,
    };
    const isNew = state.revision === 0 && state.inForce.length === 0 && seal === null;
    if ((isNew && canaries === '{}') || this.#seal.isOwn(sealed(state), seal)) return state;
    throw foreignRow('the stop switch', MENDING);
  }

  /** Counts a change of what is in force, and tells every process of it. */
  async change(made: (state: SwitchState) => Partial<SwitchState>): Promise<void> {
    const before = await this.read('for update');
    const revision = before.revision + 1;
    const state: SwitchState = { ...before, ...made({ ...before, revision }), revision };
    await this.#sql.query('update stop_switch set revision = $1, in_force = $2, canaries = $3, seal = $4', [
      ...[state.revision, JSON.stringify(state.inForce), JSON.stringify(state.canaries)],
      this.#seal.of(sealed(state)),
    ]);
    await notify(this.#sql, SWITCH_TOPIC);
  }
}

/** Without canaries the seal is that of the versions of this program that knew none. */
const sealed = ({ revision, inForce, canaries }: SwitchState) => ({
  ...{ revision, inForce },
  ...(Object.keys(canaries).length === 0 ? {} : { canaries }),
});
