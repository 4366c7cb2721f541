import { readFile } from 'node:fs/promises';
import { TribuneError } from '../../core/base/errors.js';
import { AmbiguousJson, parseStrict } from '../../core/base/strict-json.js';
import {
  type AmountTally,
  amountTallyFromJson,
  amountTallyToJson,
  mergeAmountTallies,
} from '../../core/fairness/outcomes/amount/index.js';
import { mergeTallies, tallyFromJson } from '../../core/fairness/tally/api.js';
import { type Tally, toFixedPoint } from '../../core/fairness/tally/index.js';
import {
  amountOf,
  type CountedOutcomeTally,
  groupSets,
  type OutcomePlan,
  outcomeBinding,
  outcomePlan,
  type ReadPlan,
  readPlan,
} from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/sections/index.js';
import {
  anyTallyToJson,
  type SourceRecord,
  type TallyPlan,
  type TallySource,
} from '../../domain/audits/source/index.js';
import { demandDistinct } from './demand-distinct.js';
import { withEngine } from './engine/engine.js';
import { type DataFile, findFiles } from './find-files.js';
import { digestFile } from './hash.js';
import { resultColumns } from './statement/statement.js';
import { tableOf } from './tables.js';
import { outcomeCollector, readResult, type TextFields } from './tally/read-result.js';

type OutcomeTallyPlan = Omit<TallyPlan, 'scores'>;

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
    tally: (plan, progress) =>
      mergedFiles(paths, progress, {
        read: (file) =>
          readTallyFile(file, plan.policy, {
            json: (value) => checked(tallyFromJson(value), plan, file.path),
            result: (rows) => resultTally(file.path, plan, rows),
          }),
        merge: (a, b) => mergeTallies(a, b, { bins: plan.policy.data.scoreBins }),
      }),
    outcome: (plan, progress) =>
      outcomeBinding(plan.policy.data.outcome) === null
        ? mergedFiles(paths, progress, amountReading(plan))
        : mergedFiles(paths, progress, countedReading(plan)),
  };
}

interface Reading<AnyTally> {
  read(file: DataFile): Promise<AnyTally>;
  merge(a: AnyTally, b: AnyTally): AnyTally;
}

const amountReading = (plan: OutcomeTallyPlan): Reading<AmountTally> => ({
  read: (file) =>
    readTallyFile(file, plan.policy, {
      json: (value) => checkedAmounts(amountTallyFromJson(value), plan, file.path),
      result: (rows) => resultAmounts(file.path, plan, rows),
    }),
  merge: mergeAmountTallies,
});

/** Decisions that are neither 0 or 1 nor amounts. */
function countedReading(plan: OutcomeTallyPlan): Reading<CountedOutcomeTally> {
  const binding = outcomeBinding(plan.policy.data.outcome)!;
  return {
    read: (file) =>
      readTallyFile(file, plan.policy, {
        json: (value) => checkedCounted(binding.read(value), plan, file.path),
        result: (rows) => resultCounted(file.path, plan, rows),
      }),
    merge: binding.merge,
  };
}

async function mergedFiles<AnyTally extends { readonly rowsRead: number }>(
  paths: string | readonly string[],
  progress: ((message: string) => void) | undefined,
  { read, merge }: Reading<AnyTally>,
): Promise<{ readonly tally: AnyTally; readonly sources: readonly SourceRecord[] }> {
  const files = await withEngine({}, (engine) => findFiles(engine, typeof paths === 'string' ? [paths] : paths));
  const sources: SourceRecord[] = [];
  let sum: AnyTally | null = null;
  for (const file of files) {
    const { path } = file;
    progress?.(`reading ${path}`);
    const tally = await read(file);
    const { sha256 } = await digestFile(file.absolute);
    sources.push({ path, sha256, rows: tally.rowsRead });
    sum = sum === null ? tally : merge(sum, tally);
  }
  demandDistinct(
    sources.map((source) => ({ ...source, content: source.sha256 })),
    'Name each tally once; people in equal but separate data are counted by tribune tally FIRST SECOND.',
  );
  return { tally: sum!, sources };
}

/** How a file is turned into a tally, in either of its forms. */
interface Forms<AnyTally> {
  json(value: unknown): AnyTally;
  result(rows: readonly TextFields[]): AnyTally;
}

async function readTallyFile<AnyTally>(file: DataFile, policy: Policy, forms: Forms<AnyTally>): Promise<AnyTally> {
  const { path } = file;
  return withEngine({}, async (engine) => {
    if (file.format === 'json' && !file.gzip) {
      const json = await wholeJson(file.absolute);
      if (json !== undefined) {
        demandSameType((json as { outcome?: unknown }).outcome, policy, path);
        return forms.json(json);
      }
    }
    await engine.lock([file.absolute]);
    const names = resultColumns(planOf(policy));
    const table = await tableOf(engine, [file], names);
    const actual = names.map((name) => columnOfResult(name, table.columns, path));
    const sql = `SELECT ${actual.map((name, index) => `${table.column(name).sql} AS f${index}`).join(', ')} FROM ${table.from(actual)}`;
    const rows: TextFields[] = [];
    await engine.each(
      sql,
      names.map((_, index) => `f${index}`),
      (row) => rows.push(row),
    );
    return forms.result(rows);
  });
}

/** The column of a result by its name, which some warehouses write in capitals. */
function columnOfResult(name: string, columns: readonly string[], path: string): string {
  const found = columns.filter((column) => column.toLowerCase() === name);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw notResult(path, `it has no column "${name}"`);
  throw notResult(path, `the columns ${found.map((one) => `"${one}"`).join(' and ')} could both be "${name}"`);
}

/** The value of a file that is one JSON object with cells, or with the sets of rankings; undefined for JSON lines (or a file longer than any string). */
async function wholeJson(path: string): Promise<unknown> {
  try {
    const value = parseStrict(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && ('cells' in value || 'sets' in value) ? value : undefined;
  } catch (cause) {
    if (cause instanceof AmbiguousJson) throw notResult(path, `it ${cause.message}`);
    return undefined;
  }
}

/** The attributes of the tally of a policy, strata among them. */
const attributesOf = (policy: Policy): string[] => planOf(policy).attributes.map(({ name }) => name);

const planOf = (policy: Policy): ReadPlan =>
  policy.data.outcome === undefined ? readPlan(policy, { scores: true }) : outcomePlan(policy, {});

/** Refuses a tally whose decisions are of another type than those of the policy. */
function demandSameType(type: unknown, { data }: Policy, path: string): void {
  const told = (one: unknown): string => (one === undefined ? '0 or 1' : `of type ${one}`);
  const [made, asked] = [told(type), told(data.outcome?.type)];
  if (made !== asked) throw otherPolicy(path, `its decisions are ${made}, those of the policy ${asked}`);
}

function notResult(path: string, why: string): TribuneError {
  return new TribuneError('TALLY_INVALID', `${path} is no tally: ${why}`, {
    remedy: 'Give the JSON of "tribune tally", or the whole result of the SQL of "tribune sql" as CSV or JSON lines.',
  });
}

/** The only row of a kind, by the names of its columns. */
function factOf(policy: Policy, rows: readonly TextFields[], kind: string): Record<string, string | null> | undefined {
  const row = rows.find((fields) => fields[0] === kind);
  const columns = resultColumns(planOf(policy));
  return row && Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
}

/** The settings that a result was made under. That of amounts has their unit, that of other outcomes their type, and that of yes and no neither. */
function madeUnder(path: string, policy: Policy, rows: readonly TextFields[]): Record<string, string | null> {
  const made = factOf(policy, rows, 'policy');
  if (made === undefined) throw notResult(path, 'the row of kind "policy" is missing');
  demandSameType(made.prediction || (made.label ? 'amount' : undefined), policy, path);
  return made;
}

function resultAmounts(path: string, plan: OutcomeTallyPlan, rows: readonly TextFields[]): AmountTally {
  const made = madeUnder(path, plan.policy, rows);
  const read = outcomePlan(plan.policy, { policyDigest: made.reason ?? '' });
  const collector = outcomeCollector(read);
  for (const row of rows) collector.add(row);
  const tally = collector.finish().tally as AmountTally;
  const attributes = read.attributes.map((_, index) => made[`a${index + 1}`] ?? '');
  const [unit, decimals, weightKind] = [made.label ?? '', Number(made.score), made.weight];
  // The checks of a stored tally find digits that the export has cut off.
  const json = amountTallyToJson({ ...tally, attributes, unit, decimals });
  return checkedAmounts(amountTallyFromJson({ ...json, weightKind }), plan, path);
}

/** Refuses a tally of amounts that was made under another policy than the one that asks. */
function checkedAmounts(tally: AmountTally, plan: OutcomeTallyPlan, path: string): AmountTally {
  const read = outcomePlan(plan.policy, { policyDigest: plan.policyDigest });
  demandSameFrame(tally, { ...plan, attributes: attributesOf(plan.policy), weightKind: read.weightKind }, path);
  const { unit, decimals } = amountOf(read)!;
  if (tally.unit !== unit || tally.decimals !== decimals)
    throw otherPolicy(
      path,
      `its amounts are in ${tally.unit} with ${tally.decimals} decimals, those of the policy in ${unit} with ${decimals}`,
    );
  return { ...tally, policyDigest: plan.policyDigest };
}

function resultCounted(path: string, plan: OutcomeTallyPlan, rows: readonly TextFields[]): CountedOutcomeTally {
  const made = madeUnder(path, plan.policy, rows);
  const read = outcomePlan(plan.policy, { policyDigest: made.reason ?? '' });
  const collector = outcomeCollector(read);
  for (const row of rows) collector.add(row);
  const attributes = read.attributes.map((_, index) => made[`a${index + 1}`] ?? '');
  const weightKind = weightKindOf(path, made.weight);
  // The checks of a stored tally find places that nobody declared.
  const tally = outcomeBinding(read.outcome)!.read({ ...anyTallyToJson(collector.finish().tally), attributes });
  return checkedCounted(tally, plan, path, weightKind);
}

/** Refuses a tally of counted outcomes that was made under another policy than the one that asks; in JSON it does not say what its people are. */
function checkedCounted(
  tally: CountedOutcomeTally,
  plan: OutcomeTallyPlan,
  path: string,
  weightKind?: Tally['weightKind'],
): CountedOutcomeTally {
  const read: OutcomePlan = outcomePlan(plan.policy, { policyDigest: plan.policyDigest });
  const attributes = attributesOf(plan.policy);
  demandSameFrame(
    { ...tally, weightKind: weightKind ?? read.weightKind },
    { ...plan, attributes, weightKind: read.weightKind },
    path,
  );
  const binding = outcomeBinding(read.outcome)!;
  const { policyDigest } = plan;
  const nobody = binding.tallyOf({ policyDigest, attributes, rowsRead: 0, excluded: [] }, [], groupSets(read));
  try {
    return binding.merge({ ...tally, policyDigest }, nobody);
  } catch (error) {
    if (error instanceof TribuneError && error.code === 'TALLY_INVALID') throw otherPolicy(path, error.message);
    throw error;
  }
}

interface Asked {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  readonly weightKind: Tally['weightKind'];
}

/** Refuses a tally whose digest, attributes or weights are not those that are asked for. */
function demandSameFrame(tally: Asked, asked: Asked, path: string): void {
  if (tally.policyDigest !== '' && asked.policyDigest !== '' && tally.policyDigest !== asked.policyDigest)
    throw otherPolicy(path, `its digest is ${tally.policyDigest}, the policy's ${asked.policyDigest}`);
  const wanted = asked.attributes.join(', ');
  if (tally.attributes.join(', ') !== wanted)
    throw otherPolicy(path, `its attributes are ${tally.attributes.join(', ')}; wanted: ${wanted}`);
  if (tally.weightKind !== asked.weightKind)
    throw otherPolicy(path, `its weights are "${tally.weightKind}", the policy's "${asked.weightKind}"`);
}

const otherPolicy = (path: string, what: string): TribuneError =>
  new TribuneError('TALLY_INVALID', `${path} was made under another policy: ${what}`, {
    remedy: 'Make the tally again with this policy.',
  });

function resultTally(path: string, plan: TallyPlan, rows: readonly TextFields[]): Tally {
  const made = madeUnder(path, plan.policy, rows);
  const keeping = factOf(plan.policy, rows, 'scores')?.reason;
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
  demandSameFrame(tally, { ...plan, attributes: attributesOf(plan.policy), weightKind: read.weightKind }, path);
  if (tally.scoreScale !== read.scoreScale)
    throw otherPolicy(path, `its scores were divided by ${tally.scoreScale}, the policy says ${read.scoreScale}`);
  return { ...tally, policyDigest: plan.policyDigest };
}
