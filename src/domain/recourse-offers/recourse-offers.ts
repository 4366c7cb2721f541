import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { printExact } from '../../core/base/exact-json.js';
import { sha256 } from '../../core/base/sha256.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { DecisionMaterial, DecisionReading, Reader } from '../decisions/api/index.js';
import {
  type Decided,
  decidedOf,
  openExplanation,
  type SealingCrypto,
  waysOf,
  withChanges,
} from '../explained-decisions/index.js';
import type { ExplanationStore, SealedExplanation } from '../explained-decisions/ports/index.js';
import type { ModelStore } from '../model-store/ports.js';
import { activeAt, type Deployment, type RegistryView } from '../registry/index.js';
import type { ManyScorer } from '../replays/ports.js';
import { noCutoff, notRegistered } from './errors.js';
import { offerEvents, offersChecked } from './events/index.js';

export const checkOffers = defineAct('offers.check', { enters: offerEvents });

/** Explanations with offers that one call looks at, of whatever deployment. */
const PART = 500;
/** Decisions whose offers are broken and that are named. */
const MOST_NAMED = 100;

export interface OffersDeps {
  readonly reading: Pick<DecisionReading, 'materials'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly store: Pick<ExplanationStore, 'offers'>;
  readonly models: Pick<ModelStore, 'get'>;
  readonly score: ManyScorer;
  readonly crypto: SealingCrypto;
  readonly acts: Acts<object>;
  readonly nowMs: () => number;
}

export interface OffersWanted {
  readonly deployment: string;
  /** The version that is to serve. */
  readonly version: string;
  /** The cutoff that it is to serve with; null for the one in force now. */
  readonly cutoff: number | null;
  /** Where the part before ended; null at the beginning. */
  readonly after: Pick<SealedExplanation, 'decision' | 'basis'> | null;
}

/** What came of a part of the offers. */
export interface CheckedOffers {
  readonly cutoff: number;
  /** Where the next part begins; null after the last. */
  readonly next: Pick<SealedExplanation, 'decision' | 'basis'> | null;
  /** People whose offers hold. */
  readonly offers: number;
  /** Those for whom every way that was proposed leads to a yes of the version as well. */
  readonly kept: number;
  readonly broken: number;
  /** Those whose changed inputs the version cannot read, or of whom the bytes of the offer cannot be opened. */
  readonly notRun: number;
  /** Those whose offers are broken, the first hundred of the part. */
  readonly named: readonly { readonly decision: string; readonly until: string }[];
}

/** An offer that was opened. */
interface Offer {
  readonly row: SealedExplanation;
  readonly decided: Decided;
  readonly scale: 'raw' | 'linked';
  readonly inputs: readonly string[];
}

type Outcome = 'kept' | 'broken' | 'not run';

/** Holds a version that is to serve against what was promised to people whom another one refused. */
export class RecourseOffers {
  readonly #deps: OffersDeps;

  constructor(deps: OffersDeps) {
    this.#deps = deps;
  }

  /**
   * Checks a part of the offers of a deployment, and enters what came of it. Nothing of a person is in the answer but the ids of broken offers.
   *
   * @throws TribuneError NOT_FOUND for a deployment, or for bytes that are not held; INVALID where no cutoff is known
   */
  async part(
    { deployment, version, cutoff: given, after }: OffersWanted,
    { actor, purpose }: Reader,
  ): Promise<CheckedOffers> {
    const { store, acts, registry, nowMs } = this.#deps;
    const view = await registry();
    const known = view.deployment(deployment);
    // The version need not be registered: it is checked before it may serve. Its bytes must be held.
    if (known === undefined) throw unknownDeployment(deployment);
    const atMs = nowMs();
    const cutoff = given ?? activeAt(known, atMs)?.cutoff ?? null;
    if (cutoff === null) throw withoutCutoff(deployment);
    const rows = await store.offers({ atMs, after, limit: PART });
    const offers = await this.#opened(rows, known, view);
    const outcomes = await this.#outcomes(offers.opened, { version, cutoff });
    for (const row of offers.unread) outcomes.set(row, 'not run');
    const count = (kind: Outcome): number => [...outcomes.values()].filter((one) => one === kind).length;
    const counts = { offers: outcomes.size, kept: count('kept'), broken: count('broken'), notRun: count('not run') };
    await acts.run(checkOffers, async (tx) => {
      const lines = [...outcomes].map(([{ decision }, outcome]) => `${decision} ${outcome}\n`).toSorted();
      const digest = digestText(sha256(utf8(lines.join(''))));
      tx.enter(offersChecked({ actor, purpose, deployment, version, cutoff, ...counts, digest }));
    });
    const named = [...outcomes].flatMap(([{ decision, offerUntilMs }, outcome]) =>
      outcome === 'broken' ? [{ decision, until: new Date(offerUntilMs!).toISOString() }] : [],
    );
    const last = rows.at(-1);
    const next = last === undefined || rows.length < PART ? null : { decision: last.decision, basis: last.basis };
    return { cutoff, next, ...counts, named: named.slice(0, MOST_NAMED) };
  }

  /** The offers of a deployment among rows, and those of it that cannot be opened. */
  async #opened(rows: readonly SealedExplanation[], { id }: Deployment, view: RegistryView) {
    const opened: Offer[] = [];
    const unread: SealedExplanation[] = [];
    const byDecision = new Map(rows.map((row) => [row.decision, row]));
    for await (const batch of this.#deps.reading.materials(rows.map(({ decision }) => decision))) {
      for (const one of batch) {
        const row = byDecision.get(one.id)!;
        const offer = await this.#offerOf(row, await one.open(), { id, view });
        if (offer === 'unread') unread.push(row);
        else if (offer !== null) opened.push(offer);
      }
    }
    return { opened, unread };
  }

  async #offerOf(
    row: SealedExplanation,
    { view: decision, key }: DecisionMaterial,
    { id, view }: { readonly id: string; readonly view: RegistryView },
  ): Promise<Offer | 'unread' | null> {
    const { deployment } = (decision.record ?? {}) as { readonly deployment?: unknown };
    if (key === null || deployment !== id) return null;
    try {
      const decided = decidedOf(decision, view);
      const { recourse } = openExplanation(this.#deps.crypto, key, row).made;
      const inputs = waysOf(recourse).map(({ changes }) => printExact(withChanges(decided.inputs, changes)));
      return { row, decided, scale: recourse!.cutoffScale, inputs };
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'INVALID') return 'unread';
      throw cause;
    }
  }

  async #outcomes(
    offers: readonly Offer[],
    { version, cutoff }: { readonly version: string; readonly cutoff: number },
  ): Promise<Map<SealedExplanation, Outcome>> {
    const outcomes = new Map<SealedExplanation, Outcome>();
    if (offers.length === 0) return outcomes;
    const { models, score } = this.#deps;
    const asked = offers.flatMap(({ row: { decision }, inputs }) =>
      inputs.map((one) => ({ name: `the proposed inputs of decision ${decision}`, inputs: one })),
    );
    // The output is the one that the version explains, as it was for the offer.
    const output = offers[0]!.decided.explain.output ?? null;
    const scored = await score({ digest: version, bytes: await models.get(version), output, decisions: asked });
    let at = 0;
    for (const { row, decided, scale, inputs } of offers) {
      const own = scored.slice(at, at + inputs.length);
      at += inputs.length;
      const answers = own.map((one) =>
        'code' in one || !Number.isFinite(one[scale]) ? null : (one[scale] >= cutoff ? 1 : 0) === decided.favourable,
      );
      outcomes.set(row, answers.includes(null) ? 'not run' : answers.every(Boolean) ? 'kept' : 'broken');
    }
    return outcomes;
  }
}

const unknownDeployment = (id: string): TribuneError =>
  notRegistered(`no deployment "${id}" is registered`, { remedy: 'Name a registered one: tribune admin apply FILE.' });

const withoutCutoff = (deployment: string): TribuneError =>
  noCutoff(`the deployment ${deployment} has no cutoff now, and none was given`, {
    remedy: 'Give the cutoff with which the version is to serve.',
  });
