import { TribuneError } from '../../../core/base/errors.js';
import {
  compareVersions,
  type DecisionOptions,
  type ExplanationMethod,
  type ScoreScale,
  summariseVersions,
  type VersionComparison,
  type VersionSummary,
} from '../../../core/explain/index.js';
import { DEFAULT_SEED, decimalNumber } from '../explain/options.js';
import { openSetting, type Setting } from '../explain/setting.js';
import type { CliContext } from '../frame/context.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { readGroupColumn } from './columns.js';
import { decisionOf, oneOutput } from './options.js';

/** One score per row, and what each version decides where a cutoff is given. */
export interface Scores {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** What `tribune model compare` found, and what it was found from. */
export interface Comparison {
  readonly before: Setting;
  readonly after: Setting;
  readonly output: number;
  readonly by: string | null;
  readonly groups: readonly string[] | null;
  readonly comparison: VersionComparison;
  /** On the scale of the comparison. */
  readonly scores: Scores;
  readonly decision: (DecisionOptions & { readonly cutoffScale: ScoreScale; readonly cutoffBefore: number }) | null;
  readonly decisions: { readonly before: readonly boolean[]; readonly after: readonly boolean[] } | null;
  readonly summary: VersionSummary;
}

export async function runCompare(args: ParsedArguments, context: CliContext): Promise<Comparison> {
  const [beforePath, afterPath, dataPath] = args.positionals as [string, string, string];
  const after = await openFile(args, [afterPath, dataPath], context);
  // The same warnings about the data would come twice.
  const before = await openFile(args, [beforePath, dataPath], { ...context, err: () => undefined });
  const output = oneOutput(args, after.model);
  const by = text(args, 'by') ?? null;
  const groups = by === null ? null : await readGroupColumn(dataPath, by);
  const scale = (text(args, 'scale') ?? 'raw') as ScoreScale;
  const comparison = compareVersions(before.model, after.model, after.data.rows, {
    method: (text(args, 'method') ?? 'auto') as ExplanationMethod | 'auto',
    scale,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    outputs: [output],
    ...(after.background === null ? {} : { background: after.background.rows }),
  });
  const decision = decisionAt(args);
  const decisions =
    decision === null
      ? null
      : {
          before: accepted(scoresOf(before, decision.cutoffScale, output), decision, decision.cutoffBefore),
          after: accepted(scoresOf(after, decision.cutoffScale, output), decision, decision.cutoff),
        };
  const summary = summariseVersions({
    comparison,
    ...(groups === null ? {} : { groups }),
    ...(decisions === null ? {} : { decisions }),
  });
  const scores = { before: scoresOf(before, scale, output), after: scoresOf(after, scale, output) };
  return { before, after, output, by, groups, comparison, scores, decision, decisions, summary };
}

async function openFile(args: ParsedArguments, positionals: readonly string[], context: CliContext): Promise<Setting> {
  const setting = await openSetting({ ...args, positionals }, context);
  if (setting.remote === null) return setting;
  throw new TribuneError('USAGE', `${setting.modelPath} is not read natively: versions are compared by their files`, {
    remedy: 'Give two model files that tribune model inspect reads.',
  });
}

function decisionAt(args: ParsedArguments): Comparison['decision'] {
  const cutoff = decimalNumber(args, 'cutoff');
  const cutoffBefore = decimalNumber(args, 'cutoff-before');
  if (cutoff !== undefined) return { ...decisionOf(args, cutoff), cutoffBefore: cutoffBefore ?? cutoff };
  const orphan = ['cutoff-before', 'cutoff-scale', 'accept'].find((name) => text(args, name) !== undefined);
  if (orphan === undefined) return null;
  throw new TribuneError('USAGE', `--${orphan} is about a cutoff, and none is given`, {
    remedy: 'Give --cutoff C, the score at which AFTER decides.',
  });
}

function scoresOf({ model, data }: Setting, scale: ScoreScale, output: number): Float64Array {
  const scores = scale === 'raw' ? model.predictRaw(data.rows) : model.predictLinked(data.rows);
  return Float64Array.from({ length: data.rows.rows }, (_, r) => scores[r * model.numOutputs + output]!);
}

const accepted = (scores: Float64Array, { accept }: DecisionOptions, cutoff: number): boolean[] =>
  Array.from(scores, (score) => (accept === 'below' ? score < cutoff : score >= cutoff));
