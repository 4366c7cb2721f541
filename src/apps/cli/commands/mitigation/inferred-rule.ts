import { TribuneError } from '../../../../core/base/errors.js';
import type { InferredRule } from '../../../../domain/group-rules/rules/index.js';
import { decimalNumber } from '../../explain/options.js';
import { type ParsedArguments, text } from '../../frame/spec.js';
import { mixtureWords } from './cutoff-words.js';
import { groupWords, tableText } from './tables.js';

/** The attribute that people are taken by, and the tolerance between what they are; undefined where the group is known. */
export function inferredOf(args: ParsedArguments): { readonly name: string; readonly tolerance: number } | undefined {
  const name = text(args, 'inferred');
  if (name === undefined) return undefined;
  const stray = ['method', 'objective', 'costs', 'least-opportunity'].find((one) => text(args, one) !== undefined);
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--${stray} with --inferred`, { remedy: 'It takes --constraint and --tolerance.' });
  const tolerance = decimalNumber(args, 'tolerance');
  if (tolerance !== undefined && text(args, 'by') !== undefined) return { name, tolerance };
  throw new TribuneError('USAGE', `--inferred needs --${tolerance === undefined ? 'tolerance' : 'by'}`, {
    remedy: 'Say what people are and how far their rates may differ: --by sex --inferred guess --tolerance 0.05.',
  });
}

const DIGITS = 4;
const ROUNDING = 1e-9;

export function inferredCautions(
  { rule, found }: InferredRule,
  excluded: readonly { reason: string; rows: number }[],
  seed: string,
): string[] {
  return [
    ...excluded.map(({ reason, rows }) => `note: ${rows} rows left out: ${reason}`),
    ...(found.excess > ROUNDING
      ? [`warning: the tolerance is missed by ${found.excess.toPrecision(3)}; the rule is the nearest`]
      : []),
    ...(found.lookedAt < 1 ? [`note: ${(100 * found.lookedAt).toFixed(0)} % of the cutoffs were looked at`] : []),
    ...(rule.seedCommitment === null ? [] : [`note: the rule draws; its seed is ${seed}: keep it secret, and keep it`]),
    `note: where a share d of those of a group whom a rate counts comes to be taken for others than here, a rate of it moves by at most ${found.sensitivity.toFixed(DIGITS)} d, and a difference by twice that`,
  ];
}

export function toldInferred({ rule, found }: InferredRule, out: string): string {
  const cutoffs = rule.groups.map(({ key, mixture }) => [groupWords(key), mixtureWords(mixture)]);
  const groups = found.groups.map(({ key, selectionRate, truePositiveRate, falsePositiveRate, taken }) => [
    groupWords(key),
    ...[selectionRate, truePositiveRate, falsePositiveRate].map((rate) => rate.toFixed(DIGITS)),
    taken === null
      ? 'not known'
      : `${taken.estimate.toFixed(DIGITS)} [${taken.lower.toFixed(DIGITS)}, ${taken.upper.toFixed(DIGITS)}]`,
  ]);
  return `${tableText(['taken for', 'cutoff'], cutoffs)}
${tableText(['truly', 'selected', 'TPR', 'FPR', 'taken for it'], groups)}
largest difference ${rule.expected.constraint.toFixed(DIGITS)}; accuracy ${rule.expected.objective.toFixed(DIGITS)}
rule: ${out} ${rule.digest}
`;
}
