import { TribuneError } from '../../../core/base/errors.js';
import type { Queue } from '../../../core/oversight/index.js';
import { CASE_LIMITS } from '../model/index.js';
import type { CaseRows } from '../ports/index.js';
import type { OversightDeps } from './deps.js';
import { openDecision, wholeOf } from './opened.js';

/** Whether an error says that a case, or the decision that it is about, cannot be read as it is stored. */
export const isUnreadable = (cause: unknown): cause is TribuneError =>
  cause instanceof TribuneError && cause.code === 'STORE_INVALID';

/**
 * Cases that cannot be read as they are stored, such as one whose row was changed in the database: each is named and stands in nobody's way. They
 * are known from where they stood in the way, and forgotten once they can be read again.
 */
export class SetAside {
  readonly #deps: OversightDeps;
  /** By id, whether the row itself is not ours; otherwise what it is about cannot be opened. */
  readonly #cases = new Map<string, { readonly isRow: boolean }>();

  /** Classes whose claims are not ours. */
  readonly #counts = new Set<Queue>();

  constructor(deps: OversightDeps) {
    this.#deps = deps;
  }

  ids(): string[] {
    return [...this.#cases.keys()];
  }

  /** Those whose row is not ours; the record of the others still says how they stand. */
  rows(): string[] {
    return [...this.#cases].filter(([, { isRow }]) => isRow).map(([id]) => id);
  }

  /** Sets cases aside whose rows are not ours. @throws TribuneError STORE_INVALID where there are too many to go on */
  addRows(ids: readonly string[]): void {
    for (const id of ids) this.#add(id, true, changedRow(id));
  }

  /** Sets a case aside that cannot be opened. */
  addUnread(id: string, cause: TribuneError): void {
    this.#add(id, false, cause);
  }

  /** Tells once of each class that its claims were changed in the database: they are counted from 0 again, by the next claim of the class. */
  tellCounts(queues: readonly Queue[]): void {
    for (const queue of queues) {
      if (this.#counts.has(queue)) continue;
      this.#counts.add(queue);
      this.#deps.onProblem(changedCount(queue));
    }
    for (const queue of this.#counts) if (!queues.includes(queue)) this.#counts.delete(queue);
  }

  /** Asks until no changed row stands in the way. */
  async around<Found extends Pick<CaseRows, 'changed'>>(
    ask: (except: readonly string[]) => Promise<Found>,
  ): Promise<Found> {
    for (;;) {
      const found = await ask(this.rows());
      if (found.changed.length === 0) return found;
      this.addRows(found.changed);
    }
  }

  /** Forgets those that can be read again, or are over. */
  async look(): Promise<void> {
    for (const id of this.ids()) if (await isReadable(this.#deps, id)) this.#cases.delete(id);
  }

  #add(id: string, isRow: boolean, cause: TribuneError): void {
    const known = this.#cases.get(id);
    if (known !== undefined && (known.isRow || !isRow)) return;
    if (known === undefined && this.#cases.size >= CASE_LIMITS.setAside)
      throw new TribuneError('STORE_INVALID', `over ${CASE_LIMITS.setAside} cases cannot be read as they are stored`, {
        remedy: 'Find out who writes to the database, and restore it from a backup.',
        cause,
      });
    this.#cases.set(id, { isRow });
    this.#deps.onProblem(cause);
  }
}

async function isReadable(deps: OversightDeps, id: string): Promise<boolean> {
  try {
    const stored = await deps.store.find(id);
    if (stored === null || stored.record.stage === 'closed') return true;
    const { decision } = stored.record;
    // Whoever has read another case about the decision may not read this one, so the others have to be readable too.
    await deps.store.ofDecision(decision);
    wholeOf(stored, (await openDecision(deps, decision)).key, deps);
    return true;
  } catch (cause) {
    if (isUnreadable(cause)) return false;
    // Its decision was erased: the next claim ends it.
    if (cause instanceof TribuneError && cause.code === 'DECISION_UNKNOWN') return true;
    throw cause;
  }
}

/** Says that the names by which a case is looked for were changed, which is mended. */
export const namesMended = (id: string): TribuneError =>
  new TribuneError('STORE_INVALID', `who may not read the case ${id} was changed in the database, and is mended`, {
    remedy:
      'Find out who writes to the database. The case itself says who may not read it, and nobody read it who may not.',
  });

const changedCount = (queue: Queue): TribuneError =>
  new TribuneError(
    'STORE_INVALID',
    `the claims of the class ${queue} were changed in the database, and are counted from 0`,
    {
      remedy:
        'Find out who writes to the database. Until as many were claimed again, the class gets more than its reserved share.',
    },
  );

const changedRow = (id: string): TribuneError =>
  new TribuneError('STORE_INVALID', `the row of the case ${id} was changed in the database, and is set aside`, {
    remedy:
      'Find out who writes to the database, and restore the row from a backup. The log holds an entry of every act, with the digest of what was said.',
  });
