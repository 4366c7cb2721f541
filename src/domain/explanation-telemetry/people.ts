import { TribuneError } from '../../core/base/errors.js';
import { readTime } from '../../core/base/time.js';
import type { DecisionView } from '../decisions/api/index.js';
import {
  basisOf,
  type Decided,
  decidedOf,
  isAdverse,
  openExplanation,
  SAME_SCORE,
} from '../explained-decisions/index.js';
import type { BasisFacts, MadeExplanation, SealedExplanation } from '../explained-decisions/ports/index.js';
import { type Answer, openAnswer } from '../explanation-answers/index.js';
import type { SealedAnswer } from '../explanation-answers/ports.js';
import type { RegistryView } from '../registry/index.js';
import { compareReplay } from '../replays/index.js';
import { LEAST_CELL, type Decided as Measured, shownCount } from './measures/index.js';
import type { TelemetryDeps, Wanted } from './ports.js';

/** Decisions whose explanations are read at once. */
const AT_ONCE = 500;
/** Group of people of whom the attribute is not known. */
const NOT_KNOWN = 'not known';

/** Somebody whose explanation was read, with what another version needs to decide about them. */
export interface Person extends Measured {
  readonly decided: Decided;
  /** Scale of the recorded score. */
  readonly scale: 'linked' | 'raw';
  /** What they said of their explanation; null where nothing. */
  readonly answer: Answer | null;
}

/** Of how many decisions what is said is known; null for a number that is withheld as it is one of few people. */
export interface Coverage {
  /** Decisions of the span, and how many were drawn. */
  readonly of: number;
  readonly drawn: number;
  /** Those drawn that are of the deployment. */
  readonly ofDeployment: number;
  readonly adverse: number | null;
  /** Those that are explained by what is registered with their version today. */
  readonly explained: number | null;
  readonly adverseExplained: number | null;
  readonly erased: number | null;
  /** Those that cannot be explained, such as without inputs. */
  readonly notExplainable: number | null;
}

interface Opened {
  readonly decided: Decided;
  readonly key: Uint8Array;
  readonly basis: string;
  readonly group: string | null;
}

/** What is kept of decisions beside their records. */
interface Kept {
  readonly explanations: ReadonlyMap<string, SealedExplanation>;
  readonly answers: ReadonlyMap<string, SealedAnswer>;
}

type Counts = Record<keyof Omit<Coverage, 'of' | 'drawn'>, number>;

/** What was found so far. */
interface Found {
  readonly counts: Counts;
  readonly people: Person[];
  /** Facts of the bases that were met; null for one that is not there. */
  readonly facts: Map<string, BasisFacts | null>;
}

const noCounts = (): Counts => ({
  ...{ ofDeployment: 0, adverse: 0, explained: 0, adverseExplained: 0, erased: 0, notExplainable: 0 },
});

/** Of an erased decision it is not known any more whose deployment it was, so that its others are all that were drawn. */
const shownCounts = ({ ofDeployment, erased, ...among }: Counts, drawn: number): Omit<Coverage, 'of' | 'drawn'> => ({
  ofDeployment,
  erased: shownCount(erased, drawn),
  ...(Object.fromEntries(
    Object.entries(among).map(([name, count]) => [name, shownCount(count, ofDeployment)]),
  ) as Record<keyof typeof among, number | null>),
});

/** Reads people whose decisions are explained. */
export class PeopleReader {
  readonly #deps: Pick<TelemetryDeps, 'reading' | 'store' | 'crypto'>;

  constructor(deps: Pick<TelemetryDeps, 'reading' | 'store' | 'crypto'>) {
    this.#deps = deps;
  }

  async read(
    wanted: Wanted,
    registry: RegistryView,
  ): Promise<{ readonly coverage: Coverage; readonly people: readonly Person[] }> {
    const { of, ids } = await this.#drawn(wanted);
    const found: Found = { counts: noCounts(), people: [], facts: new Map() };
    for (let at = 0; at < ids.length; at += AT_ONCE)
      await this.#readPart(ids.slice(at, at + AT_ONCE), { wanted, registry }, found);
    return { coverage: { of, drawn: ids.length, ...shownCounts(found.counts, ids.length) }, people: found.people };
  }

  /** A sample that leaves out a few is made the whole: beside the whole it would tell of those few. */
  async #drawn({ fromMs, toMs, sample: count }: Wanted) {
    const { reading } = this.#deps;
    const drawn = await reading.drawn({ fromMs, toMs, count });
    const left = drawn.of - drawn.ids.length;
    return left > 0 && left < LEAST_CELL ? reading.drawn({ fromMs, toMs, count: drawn.of }) : drawn;
  }

  async #readPart(
    ids: readonly string[],
    { wanted, registry }: { readonly wanted: Wanted; readonly registry: RegistryView },
    found: Found,
  ): Promise<void> {
    const { reading, store } = this.#deps;
    const { deployment, by } = wanted;
    const kept: Kept = {
      explanations: await this.#sealedOf(ids),
      answers: new Map((await store.answersOf(ids)).map((one) => [one.decision, one])),
    };
    for await (const batch of reading.materials(ids, { attributes: by !== null })) {
      for (const { open } of batch) {
        const { view, key } = await open();
        if (key === null) found.counts.erased += 1;
        else if (fieldOf(view, 'deployment') === deployment)
          await this.#count(openedOf(view, key, { registry, by }), kept, found);
      }
    }
  }

  /** Counts a decision of the deployment, and its person where it is explained. */
  async #count(
    opened: Opened | null,
    { explanations, answers }: Kept,
    { counts, people, facts }: Found,
  ): Promise<void> {
    counts.ofDeployment += 1;
    if (opened === null) {
      counts.notExplainable += 1;
      return;
    }
    const { decided, basis } = opened;
    const against = isAdverse(decided) === true ? 1 : 0;
    counts.adverse += against;
    const row = explanations.get(`${decided.id} ${basis}`);
    const answer = answers.get(decided.id);
    const person = row === undefined ? null : await this.#personOf(opened, { row, answer }, facts);
    if (person === null) return;
    counts.explained += 1;
    counts.adverseExplained += against;
    people.push(person);
  }

  async #sealedOf(decisions: readonly string[]): Promise<ReadonlyMap<string, SealedExplanation>> {
    const rows = await this.#deps.store.explanationsOf(decisions);
    return new Map(rows.map((row) => [`${row.decision} ${row.basis}`, row]));
  }

  async #personOf(
    { decided, key, basis, group }: Opened,
    { row, answer }: { readonly row: SealedExplanation; readonly answer: SealedAnswer | undefined },
    seen: Map<string, BasisFacts | null>,
  ): Promise<Person | null> {
    if (!seen.has(basis)) seen.set(basis, await this.#deps.store.basis(basis));
    const facts = seen.get(basis);
    if (facts === null || facts === undefined) return null;
    const { made } = openExplanation(this.#deps.crypto, key, row);
    return {
      decision: decided.id,
      decided,
      atMs: readTime(decided.decidedAt) ?? 0,
      inputs: facts.players,
      values: made.values,
      good: decided.favourable === 1 ? 1 : -1,
      isAdverse: isAdverse(decided),
      group,
      answer: answer === undefined ? null : openAnswer(this.#deps.crypto, key, answer),
      ...answerOf(decided, made),
    };
  }
}

/** What the version that decided gives, on the scale of the recorded score. */
function answerOf(decided: Decided, { raw, linked }: Pick<MadeExplanation, 'raw' | 'linked'>) {
  const { scale, replayed } = compareReplay(decided, decided.inForce, { raw, linked, byPlace: false }, SAME_SCORE);
  return { scale, outcome: replayed.outcome };
}

const fieldOf = ({ record }: DecisionView, name: string): unknown => (record as Record<string, unknown> | null)?.[name];

/** What can be explained of a decision; null where that is nothing. */
function openedOf(
  view: DecisionView,
  key: Uint8Array,
  { registry, by }: { readonly registry: RegistryView; readonly by: string | null },
): Opened | null {
  try {
    const decided = decidedOf(view, registry);
    return { decided, key, basis: basisOf(decided), group: by === null ? null : groupOf(view, by) };
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'INVALID') return null;
    throw cause;
  }
}

function groupOf({ attributes }: DecisionView, by: string): string {
  const values = attributes as Readonly<Record<string, unknown>> | null;
  const value = values?.[by];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : NOT_KNOWN;
}
