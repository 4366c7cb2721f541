import { explainWithWorkers, MAX_WORKERS } from '../../../adapters/explain-workers/index.js';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  compileExplainer,
  EXACT_EVALUATIONS,
  type ExplainOptions,
  type Explanation,
  type ExplanationMethod,
  explainByGameAsync,
  type FeatureGroups,
  makePlayers,
} from '../../../core/explain/index.js';
import { flag, type ParsedArguments, text } from '../frame/spec.js';
import { readGroups } from './groups-file.js';
import { digestOfBytes, readModelBytes } from './model-file.js';
import { methodOptions, wholeNumber } from './options.js';
import type { Setting } from './setting.js';

/** The explanation of the wanted rows by the options of the command line. */
export async function explainSetting(setting: Setting, args: ParsedArguments): Promise<Explanation> {
  const groupsPath = text(args, 'groups');
  const groups = groupsPath === undefined ? undefined : await readGroups(groupsPath);
  const options: ExplainOptions = {
    ...methodOptions(args),
    ...(setting.background === null ? {} : { background: setting.background.rows }),
    ...defined({ groups }),
    singleReference: flag(args, 'single-reference'),
    interactions: flag(args, 'interactions'),
  };
  const workers = wholeNumber(args, 'workers', 1) ?? 1;
  if (workers > MAX_WORKERS) throw new TribuneError('USAGE', `--workers ${workers}: at most ${MAX_WORKERS}`);
  if (setting.remote !== null) return explainRemote(setting, options, groups);
  if (workers > 1 && setting.indices.length > 1) return explainOnThreads(setting, options, workers);
  return compileExplainer(setting.model, { ...options, expectedRows: setting.wanted.rows }).explain(setting.wanted, {
    firstRow: setting.indices[0] ?? 0,
  });
}

/** Every thread reads the model for itself, from the bytes that were read when the command began. */
async function explainOnThreads(setting: Setting, options: ExplainOptions, workers: number): Promise<Explanation> {
  const { modelPath: name, digest, wanted } = setting;
  const bytes = await readModelBytes(name);
  const { used, best } = setting.model.rounds ?? { used: 0, best: -1 };
  const rounds = used === best ? 'best' : 'all';
  if (digestOfBytes(bytes) !== digest) {
    throw new TribuneError('MODEL_INVALID', `model ${name} changed while it was being explained`, {
      remedy: 'Run the command again when nothing writes to the file.',
      place: { file: name },
    });
  }
  return explainWithWorkers(bytes, wanted, options, { workers, name, inputs: setting.model.featureNames, rounds });
}

/** A model behind a network is known by its answers only: every coalition, or sampled ones. */
async function explainRemote(
  { remote, model, wanted, background, indices }: Setting,
  options: ExplainOptions,
  groups: FeatureGroups | undefined,
): Promise<Explanation> {
  const players = makePlayers(model.featureNames, groups);
  const wish = options.method ?? 'auto';
  if (wish === 'path-dependent' || wish === 'integrated-gradients') {
    throw new TribuneError('USAGE', `--method ${wish} needs the model itself, not a server that answers for it`, {
      remedy: 'Use exact or sampling with --background, or give the model file.',
    });
  }
  if (background === null) {
    throw new TribuneError('USAGE', 'a model server is explained against people to compare with', {
      remedy: 'Give --background DATA, for example those approved.',
    });
  }
  const cost = 2 ** players.names.length * background.rows.rows;
  const affordable = cost <= (options.evaluations ?? EXACT_EVALUATIONS);
  const method: ExplanationMethod = wish === 'auto' ? (affordable ? 'exact' : 'sampling') : wish;
  return explainByGameAsync(
    model,
    wanted,
    {
      ...options,
      method,
      scale: options.scale ?? 'raw',
      players,
      background: background.rows,
      firstRow: indices[0] ?? 0,
    },
    (rows) => remote!.predictLater(rows),
  );
}
