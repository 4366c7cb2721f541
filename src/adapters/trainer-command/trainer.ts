import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { TribuneError } from '../../core/base/errors.js';
import { readModel } from '../../core/models/index.js';
import { bindTable, chooseColumns } from '../../domain/explanations/table/index.js';
import { byCutoff, type LearningTrial } from '../../domain/mitigation/alternatives/index.js';
import {
  type CandidateLearner,
  type CandidateSpec,
  type LearnedCandidate,
  othersOf,
  trialFor,
  weightsFor,
} from '../../domain/mitigation/search/index.js';
import { filled, readCommand, type TrainerCommand } from './command.js';
import { readScores, textAt, writeCsv } from './files.js';
import { runCommand } from './run-command.js';

export { readCommand };

interface TrainerOptions {
  readonly command: TrainerCommand;
  /** Folder of the candidates, one each in it. */
  readonly folder: string;
  /** Longest time of one candidate. */
  readonly seconds: number;
  readonly atOnce: number;
}

/** A model file that is larger is no model that is read here. */
const MOST_MODEL_BYTES = 1 << 30;
const DONE = 'done.json';

const sha256 = (bytes: string | Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * Learns candidates by a command of the user. Each has a folder of its own; one that was learned before, by the same command from the same
 * people and settings, is not learned again.
 */
export function openTrainer(trial: LearningTrial, options: TrainerOptions): CandidateLearner {
  const people = peopleDigest(trial);
  const writing = new Map<string, Promise<string>>();
  /** Writes a file that several candidates share, once. */
  const shared = (name: string, write: (path: string) => Promise<void>): Promise<string> => {
    const path = resolve(options.folder, 'shared', name);
    if (!writing.has(path))
      writing.set(
        path,
        write(path).then(() => path),
      );
    return writing.get(path)!;
  };
  return {
    atOnce: options.atOnce,
    learn: (spec) => learnBy({ trial: trialFor(trial, spec), spec, options, people, shared }),
    close: async () => undefined,
  };
}

interface Work {
  /** Of the features of the candidate. */
  readonly trial: LearningTrial;
  readonly spec: CandidateSpec;
  readonly options: TrainerOptions;
  /** Of {@link peopleDigest}. */
  readonly people: string;
  readonly shared: (name: string, write: (path: string) => Promise<void>) => Promise<string>;
}

async function learnBy(work: Work): Promise<LearnedCandidate> {
  const { trial, spec, options, people } = work;
  const { command } = options;
  const folder = resolve(options.folder, spec.id);
  const paths = {
    model: join(folder, 'model'),
    scores: join(folder, 'scores.csv'),
    params: join(folder, 'params.json'),
  };
  const key = sha256(
    canonicalJson({
      command: command.words,
      spec,
      people,
      policy: trial.policyDigest,
      seed: trial.seed,
    }),
  );
  const done = await readFile(join(folder, DONE), 'utf8').catch(() => null);
  if (done !== key) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(paths.params, `${JSON.stringify(paramsOf(work), null, 2)}\n`);
    await runCommand(filled(command, { ...paths, ...(await inputsOf(work)) }), { folder, seconds: options.seconds });
  }
  const score = command.scores
    ? spread(trial, await readScores(paths.scores, othersOf(trial).length))
    : await scoredHere(work, paths.model);
  checkVaries(trial, score);
  const model = await readFile(paths.model).catch(() => null);
  // Written once all of it was good, so that what failed is tried again.
  await writeFile(join(folder, DONE), key);
  return {
    score,
    chance: byCutoff(trial, score),
    digest: model === null ? sha256(await readFile(paths.scores)) : sha256(model),
    cautions: [],
    files: {},
  };
}

/**
 * The digest of who is learned from and who is scored, and of all that the files of a command are made of: the same data come to other people and
 * numbers by another target, requirement or reading of the columns.
 */
function peopleDigest(trial: LearningTrial): string {
  const { data, groups, weights, parts } = trial;
  const hash = createHash('sha256');
  hash.update(canonicalJson(data.columns.map(({ name, categories }) => ({ name, categories: categories ?? null }))));
  const numbers = [
    parts.train,
    othersOf(trial),
    data.target,
    groups.codes,
    ...data.columns.map(({ values }) => values),
  ];
  for (const { buffer, byteOffset, byteLength } of weights === null ? numbers : [...numbers, weights])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

const paramsOf = ({ trial, spec }: Work): object => ({
  candidate: spec.id,
  seed: spec.seed,
  target: trial.policy.data.label!.column,
  features: trial.data.columns.map(({ name }) => name),
  parameters: spec.parameters,
});

/** The files that a command reads. */
async function inputsOf({ trial, spec, shared }: Work): Promise<Record<'train' | 'people' | 'weights', string>> {
  const { columns, target } = trial.data;
  const names = columns.map(({ name }) => name);
  const own = sha256(canonicalJson(names)).slice(-16);
  const { train } = trial.parts;
  const others = othersOf(trial);
  const table =
    (rows: Int32Array, more: readonly string[], last: (row: number) => readonly string[]) => (path: string) =>
      writeCsv(path, [...names, ...more], {
        rows: rows.length,
        cells: (row) => [...columns.map((column) => textAt(column, rows[row]!)), ...last(rows[row]!)],
      });
  const weights = weightsFor(trial, spec.step);
  return {
    train: await shared(
      `train-${own}.csv`,
      table(train, [trial.policy.data.label!.column], (row) => [String(target[row])]),
    ),
    people: await shared(
      `people-${own}.csv`,
      table(others, [], () => []),
    ),
    weights: await shared(`weights-${spec.step === 'reweighing' ? 'reweighing' : 'own'}.csv`, (path) =>
      writeCsv(path, ['row', 'weight'], { rows: train.length, cells: (row) => [String(row), String(weights[row])] }),
    ),
  };
}

/** Scores of the others at their places. */
function spread(trial: LearningTrial, scores: Float64Array): Float64Array {
  const all = new Float64Array(trial.data.rows).fill(Number.NaN);
  othersOf(trial).forEach((row, i) => {
    all[row] = scores[i]!;
  });
  return all;
}

/** Reads the model that a trainer wrote, and scores the others by it. */
async function scoredHere({ trial }: Work, path: string): Promise<Float64Array> {
  const found = await stat(path).catch(() => null);
  const wrong = (what: string): TribuneError =>
    new TribuneError('DATA_VALUE_INVALID', `the trainer's model ${what}`, {
      remedy: 'Let it write a format that Tribune reads (docs/explanations/model-files.md), or {scores} of {people}.',
    });
  if (found === null) throw wrong('is not there');
  if (found.size > MOST_MODEL_BYTES) throw wrong(`has ${found.size} bytes`);
  const model = readModel(new Uint8Array(await readFile(path)), { name: "the trainer's model" });
  if (model.numOutputs > 2) throw wrong(`has ${model.numOutputs} outputs, for 0 and 1`);
  const rows = othersOf(trial);
  const { columns } = trial.data;
  const chosen = chooseColumns(
    model.features,
    columns.map(({ name }) => name),
    undefined,
  ).names;
  const cells = chosen.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) throw wrong(`has an input "${name.slice(0, 60)}", which it was not given`);
    return Array.from(rows, (row) => textAt(column, row));
  });
  const table = { digest: '', rows: rows.length, total: rows.length, columns: chosen, cells };
  const linked = model.predictLinked(
    bindTable(table, model.features, { name: 'the people of the search', unseen: 'model' }),
  );
  const scores = Float64Array.from(rows, (_, i) => linked[i * model.numOutputs + model.numOutputs - 1]!);
  const stray = scores.find((score) => !(score >= 0 && score <= 1));
  if (stray !== undefined) throw wrong(`gives ${stray}, which is no chance of a 1`);
  return spread(trial, scores);
}

/** Refuses one score for everybody: such a model tells nobody from anybody. */
function checkVaries(trial: LearningTrial, score: Float64Array): void {
  const rows = othersOf(trial);
  if (rows.some((row) => score[row] !== score[rows[0]!])) return;
  throw new TribuneError('DATA_VALUE_INVALID', `the trainer gives everybody the score ${score[rows[0]!]}`, {
    remedy: 'Let it learn from the features that params.json names.',
  });
}
