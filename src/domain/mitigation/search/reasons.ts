import { compileExplainer } from '../../../core/explain/index.js';
import type { LearnColumn } from '../../../core/learn/index.js';
import { type Matrix, readNeutral } from '../../../core/models/index.js';
import { createGenerator, wilson } from '../../../core/stats/index.js';
import type { Trial } from '../alternatives/index.js';
import type { GroupReasons, ReasonMultiplicity } from './result.js';

/** An equally good model as its files hold it. */
export interface ExplainedModel {
  readonly id: string;
  readonly features: readonly string[];
  /** Contents of files by their place in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** Models beside the reference whose reasons are looked at: each has to be learned again. */
export const MOST_EXPLAINED = 8;
/** People whose reasons are looked at, and people whom they are compared with. */
const MOST_PEOPLE = 1000;
const BACKGROUND = 100;
const PEOPLE_STREAM = 6;

/**
 * Of whom the strongest reason against them changes among equally good models: people of the judging part about whom the reference decides
 * unfavourably, and the input that takes most from the score of each (Shapley values on the scale before the link, against people who were
 * learned from). Models that are a mixture, or learn from changed columns, have no such input and are left out and counted.
 *
 * @returns null where the reference itself is such a model, or decides unfavourably about nobody
 */
export function reasonsOf(
  trial: Trial,
  predictions: Uint8Array,
  reference: ExplainedModel,
  others: readonly ExplainedModel[],
): ReasonMultiplicity | null {
  const people = drawPeople(
    trial,
    trial.parts.judge.filter((i) => predictions[i] !== trial.policy.data.favourable),
    MOST_PEOPLE,
  );
  const background = drawPeople(trial, trial.parts.train, BACKGROUND);
  const first = people.length === 0 ? null : strongest(trial, reference, people, background);
  if (first === null) return null;
  const found = others.flatMap((one) => {
    const reasons = strongest(trial, one, people, background);
    return reasons === null ? [] : [reasons];
  });
  const changed = people.map((_, k) => +found.some((reasons) => reasons[k] !== first[k]));
  return {
    models: found.length + 1,
    without: others.length - found.length,
    people: people.length,
    groups: byGroup(trial, people, changed),
  };
}

/** At most so many people, by the seed, in their order. */
function drawPeople({ seed }: Trial, all: Int32Array, most: number): Int32Array {
  if (all.length <= most) return all;
  const random = createGenerator(seed, PEOPLE_STREAM);
  const left = all.slice();
  for (let k = 0; k < most; k++) {
    const at = k + random.nextInteger(left.length - k);
    [left[k], left[at]] = [left[at]!, left[k]!];
  }
  return left.slice(0, most).sort();
}

/** The input that takes most from each person, null where none takes anything; null for a model that is no single one of these columns. */
function strongest(
  trial: Trial,
  { id, features, files }: ExplainedModel,
  people: Int32Array,
  background: Int32Array,
): (string | null)[] | null {
  const models = Object.keys(files).filter((name) => name.startsWith('models/'));
  const isChanged = Object.keys(files).some((name) => name.startsWith('columns/'));
  if (models.length !== 1 || isChanged) return null;
  const model = readNeutral(JSON.parse(files[models[0]!]!), id);
  const columns = features.map((name) => trial.data.columns.find((column) => column.name === name)!);
  const explainer = compileExplainer(model, {
    background: matrixOf(columns, background),
    expectedRows: people.length,
    seed: trial.seed,
  });
  const { values } = explainer.explain(matrixOf(columns, people));
  const against = trial.policy.data.favourable === 1 ? -1 : 1;
  return Array.from(people, (_, k) => {
    let [most, at] = [0, -1];
    features.forEach((_name, j) => {
      const taken = against * values[k * features.length + j]!;
      if (taken > most) [most, at] = [taken, j];
    });
    return at < 0 ? null : features[at]!;
  });
}

function matrixOf(columns: readonly LearnColumn[], rows: Int32Array): Matrix {
  const data = new Float64Array(rows.length * columns.length);
  columns.forEach(({ values }, j) => {
    rows.forEach((row, i) => {
      data[i * columns.length + j] = values[row]!;
    });
  });
  return { data, rows: rows.length, columns: columns.length };
}

function byGroup({ groups, policy }: Trial, people: Int32Array, changed: ArrayLike<number>): GroupReasons[] {
  const { keys, codes } = groups;
  return [...keys, null].flatMap((key, g) => {
    let [n, count] = [0, 0];
    people.forEach((i, k) => {
      if ((codes[i]! < 0 ? keys.length : codes[i]!) !== g) return;
      n++;
      count += changed[k]!;
    });
    if (n === 0) return [];
    const share = wilson({ successes: count, n }, policy.statistics.level)!;
    return [{ key, n, changed: count, share: count / n, ...share }];
  });
}
