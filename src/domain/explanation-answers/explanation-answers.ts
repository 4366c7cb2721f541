import { type Acts, defineAct } from '../acts/index.js';
import type { DecisionReading } from '../decisions/api/index.js';
import {
  type Decided,
  decidedOf,
  type ExplanationMaker,
  inputNamed,
  SAME_SCORE,
  type SealingCrypto,
  withChanges,
} from '../explained-decisions/index.js';
import type { RegistryView } from '../registry/index.js';
import { compareReplay } from '../replays/index.js';
import { type Answer, type Check, openAnswer, sealAnswer, type Understood } from './answer.js';
import { answerEvents, explanationAnswered } from './events/index.js';
import type { AnswerStore } from './ports.js';

export const answerExplanation = defineAct('explanation.answer', { enters: answerEvents });

export interface AnswersDeps {
  readonly reading: Pick<DecisionReading, 'material'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly maker: Pick<ExplanationMaker, 'explainedBy' | 'isFar'>;
  readonly crypto: SealingCrypto;
  readonly acts: Acts<{ readonly explanations: AnswerStore }>;
  readonly nowMs: () => number;
}

/** What a person says. */
export interface Said {
  readonly why: Understood | null;
  readonly next: Understood | null;
  /** Inputs that are wrong, with what they should be. */
  readonly wrong: readonly { readonly input: string; readonly value: number | string | boolean | null }[];
}

/** Takes what people say of explanations. What they call wrong is checked by running the version again; none of their values is kept. */
export class ExplanationAnswers {
  readonly #deps: AnswersDeps;

  constructor(deps: AnswersDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps what a person said of the explanation of a decision, in place of what they said before; what they say nothing of now stays as they said it.
   *
   * @throws TribuneError INVALID for a decision that cannot be explained
   */
  async take(id: string, said: Said, by: string): Promise<'unknown' | 'erased' | Answer> {
    const { reading, registry, acts, crypto, nowMs } = this.#deps;
    const material = await reading.material(id);
    if (material === null) return 'unknown';
    const { view, key } = material;
    if (key === null) return 'erased';
    const decided = decidedOf(view, await registry());
    const wrong = await this.#checked(decided, said.wrong);
    return acts.run(answerExplanation, async (tx) => {
      const [kept] = await tx.explanations.answersOf([decided.id]);
      const before = kept === undefined ? null : openAnswer(crypto, key, kept);
      const answer: Answer = {
        why: said.why ?? before?.why ?? null,
        next: said.next ?? before?.next ?? null,
        wrong: wrong.length > 0 ? wrong : (before?.wrong ?? []),
      };
      const { bytes, digest } = sealAnswer(crypto, key, { decision: decided.id, answer });
      await tx.explanations.saveAnswer({ decision: decided.id, atMs: nowMs(), bytes });
      tx.enter(explanationAnswered({ of: decided.id, by, digest }));
      return answer;
    });
  }

  async #checked(decided: Decided, wrong: Said['wrong']): Promise<{ input: string; check: Check }[]> {
    const found = wrong.map(({ input, value }) => ({ input, value, recorded: inputNamed(decided.inputs, input) }));
    const isOther = ({ value, recorded }: (typeof found)[number]): boolean =>
      recorded !== undefined && String(recorded.value) !== String(value);
    const others = found.filter(isOther);
    const outcome = others.length === 0 ? 'as recorded' : await this.#outcomeBy(decided, others);
    return found.map((one) => ({
      input: one.input,
      check: one.recorded === undefined ? 'no such input' : isOther(one) ? outcome : 'as recorded',
    }));
  }

  /** What the version decides by all the values that the person gives. */
  async #outcomeBy(
    decided: Decided,
    others: readonly { readonly input: string; readonly value: unknown }[],
  ): Promise<Check> {
    // What a person says is taken whether or not an endpoint answers, and is not kept waiting for thousands of questions to one.
    if (await this.#deps.maker.isFar(decided.version)) return 'not run';
    const changes = Object.fromEntries(others.map(({ input, value }) => [input, { to: value }]));
    const corrected = { ...decided, inputs: withChanges(decided.inputs, changes) };
    const { made } = await this.#deps.maker.explainedBy([decided, corrected], decided);
    const [own, other] = made;
    if (own === undefined || other === undefined || 'code' in own || 'code' in other) return 'not run';
    const { scale, replayed } = compareReplay(decided, decided.inForce, { ...own, byPlace: false }, SAME_SCORE);
    const { cutoff } = decided;
    if (cutoff === null || replayed.outcome === null) return 'not run';
    return (other[scale] >= cutoff ? 1 : 0) === replayed.outcome ? 'same outcome' : 'other outcome';
  }
}
