import { HOUR_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { CaseRecord } from '../../../core/oversight/index.js';
import type { OversightDeps } from '../acts/index.js';
import { openDecision, wholeOf } from '../acts/index.js';
import type { StoredCase } from '../model/index.js';
import type { CaseStore } from '../ports/index.js';
import { type CaseFacts, factsOf } from './case-facts.js';

/** Cases that measures are made of, the newest. */
const MOST = 2000;
/** Cases that are opened in one look, so that a look takes no more than seconds. */
const AT_ONCE = 500;

/** For how long what was opened is known, ms: an erasure of the person changes nothing in a case that is over. */
const KNOWN_MS = HOUR_MS;

interface Known {
  readonly revision: number;
  readonly untilMs: number;
  readonly facts: CaseFacts | null;
}

/** What measures rest on. */
export interface FactsLook {
  readonly facts: readonly CaseFacts[];
  /** Cases that are decided and were not opened yet: the next look takes them. */
  readonly pending: number;
  /** Cases that cannot be opened: their decisions were erased, or they cannot be read as they are stored. */
  readonly left: number;
}

export interface FactsDeps extends Pick<OversightDeps, 'crypto' | 'registry' | 'nowMs'> {
  /** Gives a decision with the attributes of its person, for rates by group. */
  readonly materialWithGroups: OversightDeps['material'];
  readonly store: Pick<CaseStore, 'settled'>;
}

/**
 * Facts of the newest cases that are decided, kept in memory: to open a case takes about a millisecond, and one that is over changes no more. What was
 * erased since goes within an hour.
 */
export class FactsMemory {
  readonly #deps: FactsDeps;
  readonly #known = new Map<string, Known>();
  #looking: Promise<FactsLook> | null = null;

  constructor(deps: FactsDeps) {
    this.#deps = deps;
  }

  /** Looks for cases that were decided since; askers at one time share a look. */
  look(): Promise<FactsLook> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<FactsLook> {
    const { cases } = await this.#deps.store.settled(MOST);
    const ids = new Set(cases.map(({ record }) => record.id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    const nowMs = this.#deps.nowMs();
    const unknown = cases.filter(({ record }) => {
      const known = this.#known.get(record.id);
      return known?.revision !== record.revision || known.untilMs <= nowMs;
    });
    for (const stored of unknown.slice(0, AT_ONCE)) {
      const { id, revision } = stored.record;
      this.#known.set(id, { revision, untilMs: nowMs + KNOWN_MS, facts: await this.#open(stored) });
    }
    const found = cases.flatMap(({ record }) => this.#factsOf(record));
    return {
      facts: found,
      pending: Math.max(0, unknown.length - AT_ONCE),
      left: [...this.#known.values()].filter(({ facts }) => facts === null).length,
    };
  }

  #factsOf({ id, revision }: CaseRecord): CaseFacts[] {
    const known = this.#known.get(id);
    return known === undefined || known.revision !== revision || known.facts === null ? [] : [known.facts];
  }

  async #open(stored: StoredCase): Promise<CaseFacts | null> {
    try {
      let attributes: unknown = null;
      const material = async (decision: string) => {
        const found = await this.#deps.materialWithGroups(decision);
        attributes = found?.view.attributes ?? null;
        return found;
      };
      const { key, decided } = await openDecision({ material, registry: this.#deps.registry }, stored.record.decision);
      return factsOf(wholeOf(stored, key, this.#deps), { attributes, inputs: decided.inputs });
    } catch (cause) {
      if (cause instanceof TribuneError && UNOPENED.includes(cause.code)) return null;
      throw cause;
    }
  }
}

const UNOPENED: readonly string[] = ['DECISION_UNKNOWN', 'INVALID', 'STORE_INVALID'];
