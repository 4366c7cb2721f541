import { readFile } from 'node:fs/promises';
import { TribuneError } from '../../core/base/errors.js';
import { mergeTallies, tallyFromJson } from '../../core/fairness/tally/api.js';
import { type Tally, toFixedPoint } from '../../core/fairness/tally/index.js';
import { readPlan } from '../../core/policy/bind/index.js';
import type { SourceRecord, TallyPlan, TallySource } from '../../domain/audits/source/index.js';
import { demandDistinct } from './demand-distinct.js';
import { withEngine } from './engine/engine.js';
import { type DataFile, findFiles } from './find-files.js';
import { digestFile } from './hash.js';
import { resultColumns } from './statement/statement.js';
import { tableOf } from './tables.js';
import { readResult, type TextFields } from './tally/read-result.js';

/**
 * A source of tallies made elsewhere, each as the JSON of `tribune tally`, or as the result of the SQL of `tribune sql` in CSV or JSON
 * lines. Several, by paths or patterns, are merged into the tally of all rows.
 *
 * @throws TribuneError (from `tally`) TALLY_INVALID where one is malformed or was made under another policy, DATA_REPEATED where one is given
 * twice; those of `openFiles`
 * @example openTallyFile(['monday.json', 'tuesday.json'])
 */
export function openTallyFile(paths: string | readonly string[]): TallySource {
  return {
    async tally(plan, progress) {
      const files = await withEngine({}, (engine) => findFiles(engine, typeof paths === 'string' ? [paths] : paths));
      const sources: SourceRecord[] = [];
      let sum: Tally | null = null;
      for (const file of files) {
        const { path } = file;
        progress?.(`reading ${path}`);
        const tally = await readTally(file, plan);
        const { sha256 } = await digestFile(file.absolute);
        sources.push({ path, sha256, rows: tally.rowsRead });
        sum = sum === null ? tally : mergeTallies(sum, tally, { bins: plan.policy.data.scoreBins });
      }
      demandDistinct(
        sources.map((source) => ({ ...source, content: source.sha256 })),
        'Name each tally once; people in equal but separate data are counted by tribune tally FIRST SECOND.',
      );
      return { tally: sum!, sources };
    },
  };
}

async function readTally(file: DataFile, plan: TallyPlan): Promise<Tally> {
  const { path } = file;
  return withEngine({}, async (engine) => {
    if (file.format === 'json' && !file.gzip) {
      const json = await wholeJson(file.absolute);
      if (json !== undefined) return checked(tallyFromJson(json), plan, path);
    }
    await engine.lock([file.absolute]);
    const names = resultColumns(attributesOf(plan).length);
    const table = await tableOf(engine, [file], names);
    const actual = names.map((name) => columnOfResult(name, table.columns, path));
    const sql = `SELECT ${actual.map((name, index) => `${table.column(name).sql} AS f${index}`).join(', ')} FROM ${table.from(actual)}`;
    const rows: TextFields[] = [];
    await engine.each(
      sql,
      names.map((_, index) => `f${index}`),
      (row) => rows.push(row),
    );
    return resultTally(path, plan, rows);
  });
}

/** The column of a result by its name, which some warehouses write in capitals. */
function columnOfResult(name: string, columns: readonly string[], path: string): string {
  const found = columns.filter((column) => column.toLowerCase() === name);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw notResult(path, `it has no column "${name}"`);
  throw notResult(path, `the columns ${found.map((one) => `"${one}"`).join(' and ')} could both be "${name}"`);
}

/** The value of a file that is one JSON object with cells; undefined for JSON lines (or a file longer than any string). */
async function wholeJson(path: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && 'cells' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

const attributesOf = (plan: TallyPlan): string[] =>
  readPlan(plan.policy, { scores: plan.scores }).attributes.map((attribute) => attribute.name);

function notResult(path: string, why: string): TribuneError {
  return new TribuneError('TALLY_INVALID', `${path} is no tally: ${why}`, {
    remedy: 'Give the JSON of "tribune tally", or the whole result of the SQL of "tribune sql" as CSV or JSON lines.',
  });
}

/** The only row of a kind, by the names of its columns. */
function factOf(plan: TallyPlan, rows: readonly TextFields[], kind: string): Record<string, string | null> | undefined {
  const row = rows.find((fields) => fields[0] === kind);
  const columns = resultColumns(attributesOf(plan).length);
  return row && Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
}

function resultTally(path: string, plan: TallyPlan, rows: readonly TextFields[]): Tally {
  const made = factOf(plan, rows, 'policy');
  if (made === undefined) throw notResult(path, 'the row of kind "policy" is missing');
  const keeping = factOf(plan, rows, 'scores')?.reason;
  const read = readPlan(plan.policy, { scores: keeping !== 'none', policyDigest: made.reason ?? '' });
  const names = read.attributes.map((_, index) => made[`a${index + 1}`] ?? null);
  const { tally } = readResult(
    { ...read, weightKind: weightKindOf(path, made.weight), scoreScale: Number(made.score) },
    rows,
  );
  checkScoreDigits(tally, path);
  return checked({ ...tally, attributes: names.map((name) => name ?? '') }, plan, path);
}

/** Refuses a tally whose export has cut digits off: the sum of the scores of a cell must follow from its one score. */
function checkScoreDigits(tally: Tally, path: string): void {
  if (tally.score.kind !== 'distinct' || tally.weightKind === 'sampling') return;
  for (const { score, weight, scoreSum } of tally.cells) {
    if (score === null || toFixedPoint(score) * weight === scoreSum) continue;
    throw new TribuneError(
      'TALLY_INVALID',
      `${path}: the score ${score} does not fit its sum: digits were lost on the way`,
      {
        remedy: 'Export scores with 17 significant digits.',
      },
    );
  }
}

function weightKindOf(path: string, text: string | null | undefined): Tally['weightKind'] {
  if (text === 'none' || text === 'count' || text === 'sampling') return text;
  throw notResult(path, `"${text}" is no kind of weight`);
}

/** Refuses a tally that was made under another policy than the one that asks. */
function checked(tally: Tally, plan: TallyPlan, path: string): Tally {
  const read = readPlan(plan.policy, { scores: plan.scores });
  const mismatch = (what: string): TribuneError =>
    new TribuneError('TALLY_INVALID', `${path} was made under another policy: ${what}`, {
      remedy: 'Make the tally again with this policy.',
    });
  if (tally.policyDigest !== '' && plan.policyDigest !== '' && tally.policyDigest !== plan.policyDigest) {
    throw mismatch(`its digest is ${tally.policyDigest}, the policy's ${plan.policyDigest}`);
  }
  const wanted = read.attributes.map((attribute) => attribute.name).join(', ');
  if (tally.attributes.join(', ') !== wanted)
    throw mismatch(`its attributes are ${tally.attributes.join(', ')}; wanted: ${wanted}`);
  if (tally.weightKind !== read.weightKind)
    throw mismatch(`its weights are "${tally.weightKind}", the policy's "${read.weightKind}"`);
  if (tally.scoreScale !== read.scoreScale)
    throw mismatch(`its scores were divided by ${tally.scoreScale}, the policy says ${read.scoreScale}`);
  return { ...tally, policyDigest: plan.policyDigest };
}
