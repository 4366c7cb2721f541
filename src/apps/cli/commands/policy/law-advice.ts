import { lineInPolicy } from '../../../../core/policy/api.js';
import { lawOf, parsePolicy } from '../../../../core/policy/index.js';
import { adviseOn } from '../../../../domain/controls/index.js';

/** Where and in which field decisions are made, where the policy is not to say it. */
export interface GivenPlace {
  readonly domain: string | undefined;
  readonly places: readonly string[];
}

/** A line of advice, at the part of the policy that it is about. */
export interface LawLine {
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
  /** `note` leaves nothing out: it says what law says of what is there. */
  readonly severity: 'advice' | 'note';
}

/** Advice with the day on which law was known so; null where neither the policy nor the command says where it is about. */
export interface LawAdvice {
  readonly date: string;
  readonly lines: readonly LawLine[];
}

/** Holds a policy that is valid against what law asks for at its place and in its field. */
export function lawAdvice(text: string, path: string, given: GivenPlace): LawAdvice | null {
  const { policy } = parsePolicy(text, { file: path });
  const law = lawOf(policy);
  const places = given.places.length > 0 ? given.places : (law?.places ?? []);
  const domain = given.domain ?? law?.domain;
  if (places.length === 0 && domain === undefined) return null;
  const isPositive = policy.data.favourable === 1;
  const { date, advice } = adviseOn({
    ...{ domain: domain ?? '', places, attributes: policy.data.attributes.map(({ name }) => name) },
    ...{ standsFor: law?.attributes ?? {}, leftOut: law?.leftOut ?? {} },
    requirements: policy.requirements.map(({ metric, compare, by, bound }) => ({
      // The rate of a prediction of 1 is the favourable one where 1 is good for the person.
      metric: metric === 'selection_rate' && isPositive ? 'favourable_rate' : metric,
      ...{ compare, by, min: bound.min ?? null },
    })),
  });
  const at = {
    asks: ['law'],
    attribute: ['data', 'attributes'],
    bound: ['requirements'],
    decision: ['data', 'attributes'],
  };
  return {
    date,
    lines: advice.map(({ about, message, remedy }) => ({
      ...{ line: lineInPolicy(text, at[about]), message, remedy },
      severity: about === 'decision' ? 'note' : 'advice',
    })),
  };
}
