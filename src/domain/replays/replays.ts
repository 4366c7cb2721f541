import { printExact } from '../../core/base/exact-json.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { DecisionReading, Reader } from '../decisions/api/index.js';
import type { ModelStore } from '../model-store/ports.js';
import type { Deployment } from '../registry/index.js';
import type { RuleView } from '../rule-door/index.js';
import { type Comparison, compareReplay } from './compare.js';
import { decisionReplayed, replayEvents } from './events/index.js';
import { fieldsOf, inForceOf, playedOf, refused, ruleOf, withNothing, withoutNumber } from './played.js';
import type { Scorer } from './ports.js';

export const replayDecision = defineAct('decision.replay', { enters: replayEvents });

/** The acts that run decisions again. */
export const replayActs = [replayDecision] as const;

export interface ReplayDeps {
  readonly reading: Pick<DecisionReading, 'decision'>;
  readonly deployment: (id: string) => Promise<Deployment | undefined>;
  /** The rules by which deployments decided. */
  readonly rules: () => RuleView | Promise<RuleView>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly score: Scorer;
  readonly acts: Acts<object>;
}

export interface ReplayRequest {
  readonly id: string;
  /** Greatest difference of scores that counts as none; 0 means to the bit. */
  readonly tolerance: number;
  /** The output of a model with several whose score was recorded; null for the only one. */
  readonly output: number | null;
}

/** A decision that was run again by the bytes of its version. */
export interface Replay extends Comparison {
  readonly id: string;
  readonly equal: boolean;
  readonly version: string;
  readonly tolerance: number;
  readonly recorded: { readonly score: number | null; readonly outcome: unknown };
}

/** Runs recorded decisions again: the inputs that were sealed, by the bytes that the registry names, held against what was recorded. */
export class Replays {
  readonly #deps: ReplayDeps;

  constructor(deps: ReplayDeps) {
    this.#deps = deps;
  }

  /**
   * Runs a decision again, and leaves an entry about what came of it. The read of its payload is logged as every other.
   *
   * @returns null for an id that no decision has
   * @throws TribuneError `decision.erased` by its caller for null records; INVALID where it cannot be run, NOT_FOUND where the bytes of its
   * version are not held, STORE_INVALID where they were changed
   */
  async replay({ id, tolerance, output }: ReplayRequest, reader: Reader): Promise<Replay | 'unknown' | 'erased'> {
    const { reading, deployment: find, rules, models, score, acts } = this.#deps;
    const view = await reading.decision(id, { payload: true, attributes: false }, reader);
    if (view === null) return 'unknown';
    if (view.erased) return 'erased';
    const deployment = await find(String(fieldsOf(view).deployment));
    const decision = playedOf(view, deployment);
    const bytes = await models.get(decision.version);
    const name = `the inputs of decision ${view.id}`;
    const request = { digest: decision.version, bytes, name, inputs: printExact(decision.inputs), output };
    const rescored = await score(request).catch(refused);
    const rule = ruleOf(decision, await rules());
    const ruled = rule === undefined ? undefined : { rule, attributes: await this.#attributesOf(id, reader) };
    const inForce = inForceOf(decision, deployment, ruled);
    const { equal, ...compared } = compareReplay(decision, inForce, rescored, tolerance);
    if (!Number.isFinite(compared.replayed.score)) throw withoutNumber(view.id, compared.replayed.score);
    if (equal === null) throw withNothing(view.id);
    await acts.run(replayDecision, async (tx) => {
      const differs = [...new Set(compared.differences.map(({ of }) => of))];
      const { actor, purpose } = reader;
      tx.enter(decisionReplayed({ actor, purpose, of: view.id, version: decision.version, equal, tolerance, differs }));
    });
    const recorded = { score: decision.score, outcome: decision.written };
    return { id: view.id, equal, version: decision.version, tolerance, recorded, ...compared };
  }

  /** The attributes by which a rule decided; this read is logged too. */
  async #attributesOf(id: string, reader: Reader): Promise<unknown> {
    const view = await this.#deps.reading.decision(id, { payload: false, attributes: true }, reader);
    return view?.ownAttributes ?? null;
  }
}
