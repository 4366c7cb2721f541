import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { type Reweighing, reweigh } from '../../../../core/mitigation/index.js';
import { type ChangedTable, changeColumns } from '../../../../domain/group-rules/data/index.js';
import { type People, readPeople } from '../../../../domain/group-rules/people/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { decimalNumber, nameList } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { csvPieces } from './csv.js';
import { groupWords, tableText } from './tables.js';

interface Given {
  readonly data: string;
  readonly policy: string;
  readonly out: string;
}

/** `tribune mitigate --weights`: a weight for every row, for whatever trainer. */
export async function writeWeights(given: Given, args: ParsedArguments, context: CliContext): Promise<number> {
  const { people } = await peopleOf(given, args, context);
  const found = reweigh(people.groups, people.label, people.weight);
  await writePieces(
    given.out,
    csvPieces(['row', 'weight'], people.rows, (row) => [String(row), String(found.weights[row])]),
  );
  context.out(flag(args, 'json') ? weightsJson(found, people) : weightsTold(found, people, given.out));
  tellExcluded(people, 'weight 0', context);
  if (found.rowsWithoutGroup > 0)
    context.err(`note: ${found.rowsWithoutGroup} rows have no known group and keep their weight\n`);
  for (const key of found.oneLabel)
    context.err(
      onOneLine(`warning: everybody in ${groupWords(key)} has one label: no weight makes their share that of others`) +
        '\n',
    );
  return EXIT.pass;
}

/** `tribune mitigate --repair` and `--decorrelate`: the table with changed columns. */
export async function writeChanged(given: Given, args: ParsedArguments, context: CliContext): Promise<number> {
  const level = decimalNumber(args, 'level') ?? 1;
  if (!(level >= 0 && level <= 1))
    throw new TribuneError('USAGE', `--level ${level}: not from 0 to 1`, { remedy: 'Give a share such as 0.5.' });
  const { people, fixed } = await peopleOf(given, args, context);
  const progress = progressTo(context, flag(args, 'quiet'));
  const changed = await changeColumns({
    table: columnsOfFiles(given.data, engineOptions(args)),
    groups: people.groups,
    repair: nameList(args, 'repair') ?? [],
    decorrelate: nameList(args, 'decorrelate') ?? [],
    level,
    ties: text(args, 'ties') === 'shared' ? 'shared' : 'split',
    fixed,
    progress: progress.report,
  }).finally(progress.done);
  await writePieces(
    given.out,
    csvPieces(changed.columns, changed.rows, (row) => changed.columns.map((_, place) => changed.cell(row, place))),
  );
  context.out(flag(args, 'json') ? changedJson(changed, people) : changedTold(changed, given.out));
  tellExcluded(people, 'unchanged', context);
  context.err(
    'note: whoever decides by these columns must change them for new people too, and know the group of each\n',
  );
  return EXIT.pass;
}

async function peopleOf(
  { data, policy: path, out }: Given,
  args: ParsedArguments,
  context: CliContext,
): Promise<{ people: People; fixed: string[] }> {
  await keepInputs(out, [data, path]);
  const { policy } = await loadPolicy(path, context, { isUndecided: true });
  const progress = progressTo(context, flag(args, 'quiet'));
  const people = await readPeople({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    by: nameList(args, 'by'),
    need: 'label',
    progress: progress.report,
  }).finally(progress.done);
  const { attributes, label, prediction, score } = policy.data;
  const fixed = [...attributes.map(({ column }) => column), label?.column, prediction?.column, score];
  return { people, fixed: fixed.filter((name) => name != null) };
}

function tellExcluded({ excluded }: People, fate: string, context: CliContext): void {
  for (const { reason, rows } of excluded) context.err(`note: ${rows} rows: ${reason}, ${fate}\n`);
}

const DIGITS = 4;

function weightsTold(found: Reweighing, people: People, out: string): string {
  const counted = people.rows - people.excluded.reduce((sum, { rows }) => sum + rows, 0);
  const rows = found.groups.map(({ key, n, baseRate, weightedBaseRate }) => [
    groupWords(key),
    String(n),
    baseRate.toFixed(DIGITS),
    weightedBaseRate.toFixed(DIGITS),
  ]);
  return `${tableText(['group', 'n', 'share of label 1', 'by weight'], rows)}
${counted} rows weigh what ${found.effectiveRows.toFixed(1)} say without weights; largest weight ${found.largestWeight.toPrecision(DIGITS)}
weights: ${out}
`;
}

const weightsJson = ({ weights: _, ...found }: Reweighing, { rows, excluded, by, digest }: People): string =>
  `${JSON.stringify({ schemaVersion: '1', rows, by, data: digest, excluded, ...found }, null, 2)}\n`;

const distance = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(DIGITS));

function changedTold({ repairs, decorrelations }: ChangedTable, out: string): string {
  const repaired = repairs.map(({ column, distanceBefore, distanceAfter, moved }) => [
    column,
    distance(distanceBefore),
    distance(distanceAfter),
    String(moved),
  ]);
  const traces = decorrelations.flatMap((one) =>
    one.with.map((key, i) => [
      one.column,
      groupWords(key),
      distance(one.correlationBefore[i]!),
      distance(one.correlationAfter[i]!),
    ]),
  );
  return [
    repaired.length === 0 ? '' : `${tableText(['repaired', 'distance before', 'after', 'rows moved'], repaired)}\n`,
    traces.length === 0 ? '' : `${tableText(['decorrelated', 'with', 'correlation before', 'after'], traces)}\n`,
    `data: ${out}\n`,
  ].join('');
}

function changedJson({ repairs, decorrelations, rows }: ChangedTable, { by, digest, excluded }: People): string {
  const short = <T extends { values: Float64Array }>({ values: _, ...rest }: T): Omit<T, 'values'> => rest;
  const told = {
    repairs: repairs.map(short),
    decorrelations: decorrelations.map((one) => ({
      ...short(one),
      coefficients: [...one.coefficients],
      means: [...one.means],
    })),
  };
  return `${JSON.stringify({ schemaVersion: '1', rows, by, data: digest, excluded, ...told }, null, 2)}\n`;
}
