import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { applyColumns, readColumnsFile } from '../../../../domain/group-rules/data/index.js';
import { kindOfFile } from '../../../../domain/group-rules/files/index.js';
import type { People } from '../../../../domain/group-rules/people/index.js';
import {
  type AgainstRecorded,
  againstRecorded,
  decideByRule,
  type RuleDecisions,
  readForRule,
  readRanking,
  readRule,
  readShifts,
} from '../../../../domain/group-rules/rules/index.js';
import { engineOptions } from '../../audit/source-options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { applyRanking, applyShiftsOf } from './apply-scores.js';
import { csvPieces } from './csv.js';
import { refuseDraws } from './demanded.js';
import { drawsBy, seedPathOf } from './seed-file.js';
import { groupWords, tableText } from './tables.js';

export const applyCommand: CommandSpec = {
  name: 'apply',
  summary: 'the decisions of a rule of cutoffs, shifted scores, an order, or the columns that a model was learned from',
  usage: [
    'tribune apply RULE SCORED [--seed-file FILE] [--against COLUMN] --out decisions.csv',
    'tribune apply SHIFTS SCORED --out scores.csv',
    'tribune apply ORDER SCORED --out places.csv',
    'tribune apply COLUMNS DATA --out changed.csv',
  ],
  positionals: { name: 'a file that thresholds, mitigate or search wrote, and SCORED or DATA', min: 2, max: 2 },
  options: {
    'seed-file': { type: 'string', value: 'FILE', help: 'the seed of draws (default rule.seed beside rule.json)' },
    id: {
      type: 'string',
      value: 'COLUMN',
      help: 'who is decided about: the draw of a person is always the same (default the number of the row)',
    },
    against: {
      type: 'string',
      value: 'COLUMN',
      help: 'with a rule: what was decided, 0 or 1; each is held against the rule, and shares by group against what was planned',
    },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write there; required' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine that reads the data' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine that reads the data' },
  },
  examples: [
    'tribune apply rule.json scored.csv --id applicant --out decisions.csv',
    'tribune apply mitigated/columns/repair-gbdt.json people.csv --out repaired.csv',
  ],
  notes: [
    'With --against the command ends with 1 where a decision is another than that of the rule, and with 3 where no row has both. A share that is off the plan alone says that the people are others.',
    'Of a rule the columns row and prediction are written. Rows count from 0 and keep their order. A row without a decision has an empty prediction.',
    'Of shifts (tribune mitigate --multicalibrate) the columns row and score are written, a chance of label 1; of an order (tribune mitigate --share) row and place, from 1.',
    'Of changes of columns (columns/ of tribune mitigate) the whole table is written, every other cell as it stood: tribune predict scores it by the model that was learned from them.',
  ],
  run: apply,
};

async function apply(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path, data] = args.positionals as [string, string];
  const out = text(args, 'out');
  if (out === undefined)
    throw new TribuneError('USAGE', 'tribune apply needs --out', { remedy: 'Name the file: --out decisions.csv.' });
  const seed = text(args, 'seed-file') ?? seedPathOf(path);
  await keepInputs(out, [path, data, seed]);
  const content = await readTextFile(path, 'rule', 'DATA_NOT_FOUND');
  const kind = kindOfFile(content);
  const recorded = text(args, 'against');
  if (recorded !== undefined && (kind === 'columns/v1' || kind === 'ranking/v1' || kind === 'scores/v1'))
    throw new TribuneError('USAGE', `--against ${recorded} with a file that decides nothing`, {
      remedy: 'Name a rule of cutoffs, as tribune thresholds writes it.',
    });
  if (kind === 'columns/v1') return applyChanges(readColumnsFile(content, path), { data, out }, args, context);
  if (kind === 'ranking/v1') return applyRanking(readRanking(content, path), { data, out }, args, context);
  if (kind === 'scores/v1') return applyShiftsOf(readShifts(content, path), { data, out }, args, context);
  return applyRule(readRule(content, path), { data, out, seed, recorded }, args, context);
}

/** Decides by a rule of cutoffs, and holds what was recorded against it where that is asked for. */
async function applyRule(
  rule: ReturnType<typeof readRule>,
  {
    data,
    out,
    seed,
    recorded,
  }: { readonly data: string; readonly out: string; readonly seed: string; readonly recorded: string | undefined },
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  const { seedCommitment, deployment } = rule;
  const draws = seedCommitment === null ? null : await drawsBy(seed, { deployment, seedCommitment });
  const id = text(args, 'id');
  const progress = progressTo(context, flag(args, 'quiet'));
  const people = await readForRule(rule, columnsOfFiles(data, engineOptions(args)), {
    id,
    recorded,
    progress: progress.report,
  }).finally(progress.done);
  const found = decideByRule(rule, people, (row) => draws!(subjectOf(people, id, row)));
  await writePieces(
    out,
    csvPieces(['row', 'prediction'], people.rows, (row) => [
      String(row),
      found.predictions[row]! < 0 ? null : String(found.predictions[row]),
    ]),
  );
  if (found.others > 0)
    context.err(
      `note: ${found.others} rows are of no group of the rule: ${rule.others === null ? 'no decision' : `cutoff ${rule.others}`}\n`,
    );
  if (found.undecided > 0) context.err(`note: ${found.undecided} rows have no decision\n`);
  if (draws !== null && id === undefined)
    context.err('note: draws are by the number of the row; --id COLUMN draws for people, whatever row they stand in\n');
  const against = recorded === undefined ? null : againstRecorded(rule, people, found, recorded);
  context.out(
    flag(args, 'json')
      ? jsonOf(found, people.rows, against)
      : `${told(found, people.rows, out)}${against === null ? '' : againstText(against)}`,
  );
  if (against === null) return EXIT.pass;
  // Where nothing could be compared, nobody knows whether the rule was kept.
  if (against.compared === 0) return EXIT.inconclusive;
  return against.equal < against.compared ? EXIT.fail : EXIT.pass;
}

/** Writes the table with its columns changed as those that a model was learned from. */
async function applyChanges(
  file: ReturnType<typeof readColumnsFile>,
  { data, out }: { readonly data: string; readonly out: string },
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  refuseDraws(args, 'changes of columns');
  const progress = progressTo(context, flag(args, 'quiet'));
  const found = await applyColumns(file, columnsOfFiles(data, engineOptions(args)), progress.report).finally(
    progress.done,
  );
  const { columns, rows, cell, groups, others, changed } = found;
  await writePieces(
    out,
    csvPieces(columns, rows, (row) => columns.map((_, place) => cell(row, place))),
  );
  if (others > 0) context.err(`note: ${others} rows are of no group of the changes, and stay as they are\n`);
  if (flag(args, 'json'))
    context.out(`${JSON.stringify({ schemaVersion: '1', rows, groups, others, changed }, null, 2)}\n`);
  else
    context.out(
      `${tableText(
        ['column', 'rows changed'],
        changed.map((one) => [one.column, String(one.rows)]),
      )}\n${rows} rows: ${out}\n`,
    );
  return EXIT.pass;
}

function subjectOf(people: People, id: string | undefined, row: number): string {
  const subject = id === undefined ? String(row) : people.text(id, row);
  if (subject !== null) return subject;
  throw new TribuneError('DATA_VALUE_INVALID', `row ${row} has no "${id}", and its decision is to be drawn`, {
    remedy: 'Give everybody an id.',
    place: { name: id! },
  });
}

const told = ({ groups }: RuleDecisions, rows: number, out: string): string =>
  `${tableText(
    ['group', 'n', 'prediction 1', 'drawn'],
    groups.map(({ key, n, ones, drawn }) => [groupWords(key), String(n), String(ones), String(drawn)]),
  )}
${rows} rows: ${out}
`;

const DIGITS = 4;

function againstText(against: AgainstRecorded): string {
  const { column, compared, equal, toOne, toZero, first, unrecorded, undecided, groups } = against;
  const differ =
    compared === equal
      ? ''
      : `: ${toOne} got 1 in place of 0, ${toZero} got 0 in place of 1; first rows ${first.join(', ')}`;
  const rows = groups.map(({ key, n, rate, lower, upper, planned, isOff }) => [
    groupWords(key),
    String(n),
    `${rate.toFixed(DIGITS)} [${lower.toFixed(DIGITS)}, ${upper.toFixed(DIGITS)}]`,
    `${planned.toFixed(DIGITS)}${isOff ? ' (off)' : ''}`,
  ]);
  return `${onOneLine(`"${column}": ${equal} of ${compared} decisions are those of the rule${differ}${unrecorded === 0 ? '' : `; ${unrecorded} rows have none`}${undecided === 0 ? '' : `; of ${undecided} the rule makes none`}`)}
${tableText(['group', 'n', 'recorded 1', 'planned'], rows)}
`;
}

const jsonOf = ({ predictions: _, ...found }: RuleDecisions, rows: number, recorded: AgainstRecorded | null): string =>
  `${JSON.stringify({ schemaVersion: '1', rows, ...found, ...(recorded === null ? {} : { recorded }) }, null, 2)}\n`;
