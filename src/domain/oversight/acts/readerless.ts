import { actOn, type CaseRecord, conflictsOf, type Done, type Person, SERVICE } from '../../../core/oversight/index.js';
import { CASE_LIMITS, READERLESS_LOOK_MS } from '../model/index.js';
import { contextAt, currentCase, onRecord } from './change-case.js';
import { changeCase, type OversightDeps } from './deps.js';
import { mendNames, withKeptFrom } from './kept-from.js';
import { isUnreadable, namesMended, type SetAside } from './set-aside.js';
import { possibleReaders } from './training.js';

/**
 * Escalates cases that nobody is left to read because accounts were closed or lost the role since, or because a training that is demanded is fresh no longer. Each act on a case sees to that by itself, so
 * it is looked for where the readers have changed, and from time to time for acts that were under way meanwhile.
 */
export class ReaderlessCases {
  readonly #deps: OversightDeps;
  readonly #aside: SetAside;
  #last: { readonly readers: string; readonly atMs: number } | null = null;

  constructor(deps: OversightDeps, aside: SetAside) {
    this.#deps = deps;
    this.#aside = aside;
  }

  /** Escalates them where it is time for a look. */
  async look(): Promise<void> {
    const { nowMs } = this.#deps;
    const readers = (await possibleReaders(this.#deps)).filter(
      (one) => conflictsOf({ excluded: [], reads: [] }, one).length === 0,
    );
    const [now, names] = [nowMs(), JSON.stringify(readers.map(({ id, name }) => [id, name]).toSorted())];
    if (this.#last?.readers === names && Math.abs(now - this.#last.atMs) < READERLESS_LOOK_MS) return;
    for (let after: string | null = null; ; ) {
      const asked = { readers, nowMs: now, after, limit: CASE_LIMITS.dueAtOnce, except: this.#aside.rows() };
      const ids: string[] = await this.#deps.store.withoutReader(asked);
      for (const id of ids) await this.#escalateOne(id, readers).catch((cause: unknown) => this.#failed(id, cause));
      if (ids.length < CASE_LIMITS.dueAtOnce) break;
      after = ids.at(-1)!;
    }
    this.#last = { readers: names, atMs: now };
  }

  /** Escalates a case by its record alone; nothing where somebody may read it after all, or has it. */
  async #escalateOne(id: string, readers: readonly Person[]): Promise<void> {
    const deps = this.#deps;
    // Enters clocks that ran out, with their incident.
    const { decision } = (await currentCase(deps, id)).record;
    // What other cases about the decision say is only added to, so that what they say now holds at the act.
    const about = await deps.store.ofDecision(decision).catch((cause: unknown) => {
      if (!isUnreadable(cause)) throw cause;
      this.#aside.addUnread(id, cause);
      return null;
    });
    if (about === null) return;
    const nowMs = deps.nowMs();
    const accounts = await deps.readers();
    const { record } = await onRecord(
      deps,
      id,
      (whole): Done =>
        isReaderless(withKeptFrom(whole.record, about), { readers, accounts, nowMs })
          ? actOn(whole, { act: 'escalate', by: SERVICE }, contextAt(nowMs))
          : { whole, entries: [] },
      { isErased: false },
    );
    if (record.stage === 'escalated') return;
    // Names that were added, by which nobody found the case, are away then.
    const ids = await deps.acts.run(changeCase, async ({ cases }) =>
      mendNames(cases, await cases.ofDecision(decision)),
    );
    for (const one of ids) deps.onProblem(namesMended(one));
  }

  #failed(id: string, cause: unknown): void {
    if (isUnreadable(cause)) this.#aside.addRows([id]);
    else this.#deps.onProblem(cause as Error);
  }
}

const FREE: readonly string[] = ['waiting', 'panel-waiting'];
const READ: readonly string[] = ['reading', 'revealed', 'panel-reading', 'panel-revealed'];

function isReaderless(
  record: CaseRecord,
  {
    readers,
    accounts,
    nowMs,
  }: {
    readonly readers: readonly Person[];
    /** Everybody with an account that reads cases, whether or not another one may be leased to them. */
    readonly accounts: readonly Person[];
    readonly nowMs: number;
  },
): boolean {
  if (readers.some((one) => conflictsOf(record, one).length === 0)) return false;
  if (FREE.includes(record.stage)) return true;
  // Whoever still has an account goes on with a case whose lease ran out, as long as nobody took it.
  const read = record.reads.findLast(({ ended }) => ended === null);
  return READ.includes(record.stage) && read!.untilMs <= nowMs && !accounts.some(({ id }) => id === read!.by);
}
