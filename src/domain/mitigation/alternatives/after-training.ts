import { chanceOf } from '../../../core/mitigation/index.js';
import type { RuleMethod } from '../../group-rules/rules/index.js';
import { findRule } from '../../group-rules/rules/index.js';
import { groupsOf, type Made, pickRows } from './learned.js';
import type { OverScores } from './technique.js';
import type { LearningTrial } from './trial.js';

/** Cutoffs by group over the scores of the unmitigated model. */
export const cutoffs = (attempt: OverScores): Promise<Made> => byCutoffs(attempt, undefined);

/** Cutoffs by group whose rates differ by half of what the requirement allows at most: more equality costs quality that nobody asks for. */
export function nearCutoffs(attempt: OverScores): Promise<Made> {
  const tolerance = allowedDifference(attempt.trial)! / 2;
  return byCutoffs(attempt, { name: 'within', tolerance, leastOpportunity: 0 });
}

/** Largest difference that the requirement allows; null where it bounds a ratio. */
function allowedDifference({ gap: { requirement } }: LearningTrial): number | null {
  const { bound, compare } = requirement;
  if (compare !== 'difference') return null;
  const ends = [bound.max, bound.min === undefined ? undefined : -bound.min].filter((end) => end !== undefined);
  return ends.length === 0 ? null : Math.max(0, Math.min(...ends));
}

/** Why cutoffs cannot come near to what is allowed. */
export const unfitForNear = (trial: LearningTrial): string | null =>
  allowedDifference(trial) === null ? 'the requirement bounds no difference' : null;

async function byCutoffs(
  { trial, id, plain, commit }: OverScores,
  method: (RuleMethod & { name: 'within' }) | undefined,
): Promise<Made> {
  const part = trial.parts.cutoffs;
  const { people, policy, gap, utility } = trial;
  const { rule } = await findRule({
    people: {
      ...people,
      groups: groupsOf(trial, part),
      label: pickRows(trial.data.target, part),
      score: pickRows(plain.score, part),
      weight: trial.weights === null ? new Float64Array(part.length).fill(1) : pickRows(trial.weights, part),
    },
    policy: { ...policy, data: { ...policy.data, score: 'score', cutoff: trial.cutoff } },
    constraint: gap.constraint!,
    objective: utility === null ? 'accuracy' : 'profit',
    utility: utility?.gains,
    method,
    deployment: policy.name,
    commit: () => commit(id),
  });
  const mixtures = new Map(rule.groups.map(({ key, mixture }) => [textOf(rule.attributes, key), mixture]));
  const byCode = trial.groups.keys.map((key) => mixtures.get(textOf(rule.attributes, key)) ?? null);
  const chance = plain.score.map((score, i) => {
    const code = trial.groups.codes[i]!;
    const mixture = code < 0 ? null : byCode[code]!;
    return mixture === null ? +(score >= trial.cutoff) : chanceOf(mixture, score);
  });
  const without = trial.groups.keys.length - rule.groups.length;
  const cautions =
    without === 0 ? [] : [`${without} groups have too few people for cutoffs of their own, and get that of everybody`];
  const settings = method === undefined ? {} : { settings: { tolerance: method.tolerance } };
  return { score: plain.score, chance, files: { [`rules/${id}.json`]: rule }, cautions, ...settings };
}

const textOf = (names: readonly string[], key: Readonly<Record<string, string | null>>): string =>
  JSON.stringify(names.map((name) => key[name]));

/** Why no cutoffs can be found. */
export const unfitForCutoffs = ({ gap }: LearningTrial): string | null =>
  gap.constraint === null ? `no cutoffs are known that make ${gap.requirement.metric} equal` : null;
