import type { Rescored } from './ports.js';

/** What was recorded of a decision, as far as a model makes it. */
export interface RecordedDecision {
  readonly score: number | null;
  /** What was decided; null where it was an abstention or is not 0 or 1. */
  readonly outcome: 0 | 1 | null;
  /** Type of the outcome, such as `binary` or `amount`. */
  readonly type: string;
  /** The cutoff that the record names; null for none. */
  readonly cutoff: number | null;
  /** How the decision came about: `automatic`, `reviewed`, `fallback`. */
  readonly route: string;
  readonly version: string;
}

/** What the registry says was in force when the decision was made. */
export interface InForce {
  readonly version: string | null;
  readonly cutoff: number | null;
  /** The rule by which the deployment decided then, about this record; null or absent where it decided by its cutoff. */
  readonly rule?: RuleThen | null;
}

/** A rule, and what it says at a score of the decision. */
export interface RuleThen {
  readonly digest: string;
  readonly outcomeAt: (score: number) => 0 | 1 | null;
}

/** One thing that is not as it was, or that could not be held against anything. */
export interface Difference {
  readonly of: 'inputs' | 'version' | 'cutoff' | 'score' | 'outcome' | 'route';
  readonly recorded: number | string | null;
  readonly replayed: number | string | null;
  /** What differs or was not compared, as a sentence. */
  readonly detail: string;
}

export interface Comparison {
  /** Whether everything that could be compared is the same; null where nothing could be. */
  readonly equal: boolean | null;
  readonly replayed: { readonly score: number; readonly outcome: 0 | 1 | null };
  /** Scale on which the score was compared: what the model publishes, or its sum where only that is the recorded one. */
  readonly scale: 'linked' | 'raw';
  readonly differences: readonly Difference[];
}

/**
 * Holds what a model gives today against what was recorded. Scores are the same when they differ by at most `tolerance`; 0 means to the bit.
 * An outcome is that of the rule of its deployment, drawn by the same seed, or 1 if and only if score >= cutoff where there is none, and only compared where the decision was
 * automatic: what a person or a fallback decided is no work of the model.
 *
 * @example
 * compareReplay(recorded, { version, cutoff: 0.5 }, { raw: 0.4, linked: 0.6, byPlace: false }, 0).equal; // true for the score 0.6 and the outcome 1
 */
export function compareReplay(
  recorded: RecordedDecision,
  inForce: InForce,
  rescored: Rescored,
  tolerance: number,
): Comparison {
  const isSame = (score: number): boolean =>
    recorded.score !== null && (Object.is(score, recorded.score) || Math.abs(score - recorded.score) <= tolerance);
  const scale = !isSame(rescored.linked) && isSame(rescored.raw) ? 'raw' : 'linked';
  const score = rescored[scale];
  const cutoff = recorded.cutoff ?? inForce.cutoff;
  const { rule = null } = inForce;
  const byCutoff = cutoff === null ? null : score >= cutoff ? 1 : 0;
  const outcome = recorded.type !== 'binary' ? null : rule === null ? byCutoff : rule.outcomeAt(score);
  const differences = [
    ...aroundIt(recorded, inForce, rescored),
    ...ofScore(recorded, score, isSame(score)),
    ...ofOutcome(recorded, { outcome, cutoff, rule }),
  ];
  const isOutcomeCompared = outcome !== null && recorded.outcome !== null && recorded.route === 'automatic';
  const compared = [
    ...(recorded.score === null ? [] : [isSame(score)]),
    ...(isOutcomeCompared ? [recorded.outcome === outcome] : []),
  ];
  return {
    equal: compared.length === 0 ? null : compared.every(Boolean),
    replayed: { score, outcome },
    scale,
    differences,
  };
}

/** What was around the decision and is not as the registry has it. None of this makes the decision another one. */
function aroundIt(recorded: RecordedDecision, inForce: InForce, { byPlace }: Rescored): Difference[] {
  const found: Difference[] = [];
  if (byPlace) {
    const detail = 'The model names no inputs: those recorded were taken in the order in which they stand.';
    found.push({ of: 'inputs', recorded: null, replayed: null, detail });
  }
  if (inForce.version !== null && inForce.version !== recorded.version) {
    const detail = 'The decision names another version than the registry says was active then; the named one was run.';
    found.push({ of: 'version', recorded: recorded.version, replayed: inForce.version, detail });
  }
  if (recorded.cutoff !== null && inForce.cutoff !== null && recorded.cutoff !== inForce.cutoff) {
    const detail = 'The decision names another cutoff than the registry says held then; the named one was used.';
    found.push({ of: 'cutoff', recorded: recorded.cutoff, replayed: inForce.cutoff, detail });
  }
  return found;
}

function ofScore({ score: recorded }: RecordedDecision, replayed: number, isSame: boolean): Difference[] {
  if (recorded === null)
    return [{ of: 'score', recorded, replayed, detail: 'No score is recorded: that of today stands alone.' }];
  if (isSame) return [];
  const by = Math.abs(replayed - recorded);
  return [{ of: 'score', recorded, replayed, detail: `The score is another one, by ${by}.` }];
}

function ofOutcome(
  { outcome: recorded, type, route }: RecordedDecision,
  {
    outcome: replayed,
    cutoff,
    rule,
  }: { readonly outcome: 0 | 1 | null; readonly cutoff: number | null; readonly rule: RuleThen | null },
): Difference[] {
  const told = (of: Difference['of'], detail: string): Difference[] => [{ of, recorded, replayed, detail }];
  if (type !== 'binary') return told('outcome', `No cutoff makes an outcome of the type ${type}: it is not compared.`);
  if (rule !== null && replayed === null)
    return told('outcome', `The rule ${rule.digest} decides nothing about this record: the outcome is not compared.`);
  if (rule === null && cutoff === null)
    return told('cutoff', 'No cutoff is recorded, and none was registered then: the outcome is not compared.');
  if (recorded === null) return told('outcome', 'No decision was recorded as taken: the outcome is not compared.');
  if (route !== 'automatic') {
    const agrees = recorded === replayed ? 'the model alone decides the same' : 'the model alone decides otherwise';
    return [
      { of: 'route', recorded: route, replayed: 'automatic', detail: `The decision was ${route}, and ${agrees}.` },
    ];
  }
  if (recorded === replayed) return [];
  return told('outcome', rule === null ? 'The outcome is another one.' : `The rule ${rule.digest} decides otherwise.`);
}
