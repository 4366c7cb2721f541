import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  type Accept,
  type CutoffScale,
  findRecourse,
  type GroupRecourseReport,
  type RecourseConstraints,
  type RecourseOptions,
  type RecourseReport,
  readConstraints,
  recourseCostByGroup,
  recourseJson,
} from '../../../../core/explain/index.js';
import { pickRows } from '../../explain/bind-files.js';
import { roundsOf } from '../../explain/model-file.js';
import { openModel } from '../../explain/open-model.js';
import { DEFAULT_SEED, decimalNumber, MODEL_OPTIONS, nameList, wholeNumber } from '../../explain/options.js';
import { type RecourseRows, readRecourseRows } from '../../explain/recourse-table.js';
import { groupText, recourseText } from '../../explain/recourse-text.js';
import { openSetting, type Setting, withModel } from '../../explain/setting.js';
import { shownInput } from '../../explain/shown-input.js';
import { writePieces } from '../../explain/write-pieces.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';

export const recourseCommand: CommandSpec = {
  name: 'recourse',
  summary: 'the cheapest feasible change that flips a decision, with proof, or proof that there is none',
  usage: ['tribune recourse MODEL DATA --constraints FILE --cutoff C [--cutoff-scale raw|linked] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    constraints: {
      type: 'string',
      short: 'c',
      value: 'FILE',
      help: 'what may change and at what cost (YAML); required',
    },
    cutoff: { type: 'string', value: 'C', help: 'the score at which the decision changes; required' },
    'cutoff-scale': {
      type: 'string',
      value: 'SCALE',
      choices: ['raw', 'linked'],
      help: 'scale of the cutoff; required unless the two are the same',
    },
    accept: {
      type: 'string',
      value: 'SIDE',
      choices: ['above', 'below'],
      help: 'accepted are scores >= cutoff (above, default) or < cutoff (below)',
    },
    output: { type: 'string', value: 'K', help: 'the output that decides, for a model with several' },
    row: { type: 'string', value: 'N', help: 'only this row of the data, from 0' },
    background: {
      type: 'string',
      short: 'b',
      value: 'DATA',
      help: 'rows that `scale: mad` is measured on (default DATA)',
    },
    protected: { type: 'string', value: 'NAMES', help: 'attributes that may never be mutable, separated by commas' },
    by: { type: 'string', value: 'COLUMN', help: 'also cost of recourse by group of this column of the data' },
    wanted: { type: 'string', value: 'N', help: 'options to offer, the cheapest included (default 3)' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of a search that cannot be exact (default "tribune")' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune recourse model.json applicants.csv --row 17 --constraints actions.yaml --cutoff 0.5 --cutoff-scale linked',
    'tribune recourse model.json applicants.csv --constraints actions.yaml --cutoff 600 --json > recourse.json',
  ],
  run: recourse,
};

async function recourse(args: ParsedArguments, context: CliContext): Promise<number> {
  const [, dataPath] = args.positionals as [string, string];
  const constraintsPath = text(args, 'constraints');
  const cutoff = decimalNumber(args, 'cutoff');
  if (constraintsPath === undefined || cutoff === undefined) {
    throw new TribuneError(
      'USAGE',
      `tribune recourse needs --${constraintsPath === undefined ? 'constraints FILE' : 'cutoff C'}`,
      {
        remedy: 'tribune recourse --help tells what they are.',
      },
    );
  }
  const options = readOptions(args, cutoff);
  const constraints = await readYamlFile(constraintsPath, 'constraints', 'CONSTRAINTS_INVALID', (value) =>
    readConstraints(value),
  );
  const row = wholeNumber(args, 'row', 0);
  const opened = await openModelOnly(args, context);
  const source = { path: dataPath, constraints: constraints.value, args, row, background: text(args, 'background') };
  const { model, table } = await readRecourseRows(opened.model, source);
  const { digest } = opened;
  const indices = table.rows.rows === table.total ? pickRows(table, row).indices : [0];
  let report: RecourseReport;
  try {
    report = await reportOf({ ...opened, model }, table, constraints.value, {
      ...options,
      reference: table.reference,
      rows: indices,
      firstRow: table.firstRow,
    });
  } catch (cause) {
    throw constraints.place(cause);
  }
  const by = text(args, 'by');
  const groups = by === undefined ? null : costByGroup(report, table, by);
  const { schemaVersion, ...rest } = recourseJson(report);
  const { kind, numOutputs: outputs } = model;
  const head = { kind, digest, outputs, ...roundsOf(model), scale: report.cutoffScale };
  const byGroup = groups === null ? {} : { byGroup: { attribute: by, ...groups } };
  const json = `${JSON.stringify({ schemaVersion, model: head, ...rest, ...byGroup }, null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  if (flag(args, 'json')) context.out(json);
  else {
    context.out(recourseText(report, painter(context.outColour)));
    if (groups !== null) context.out(groupText(groups, painter(context.outColour)));
  }
  return EXIT.pass;
}

type Opened = Pick<Setting, 'model' | 'remote' | 'digest'>;

/** The model; one behind a server bound to all rows of the data. The background is read with other columns here. */
async function openModelOnly(args: ParsedArguments, context: CliContext): Promise<Opened> {
  const opened = await openModel(args.positionals[0]!, args, context);
  if (opened.file !== null) return { ...opened.file, remote: null };
  const { background: _, row: _row, ...options } = args.options;
  return openSetting({ ...args, options }, context);
}

/** Row by row for a model behind a network, so that a stopped search begins again with one row only. */
async function reportOf(
  setting: Opened,
  table: RecourseRows,
  constraints: RecourseConstraints,
  options: RecourseOptions,
): Promise<RecourseReport> {
  const reports: RecourseReport[] = [];
  const parts = setting.remote === null ? [options.rows!] : options.rows!.map((row) => [row]);
  for (const rows of parts) {
    reports.push(await withModel(setting, (model) => findRecourse(model, table, constraints, { ...options, rows })));
  }
  return { ...reports[0]!, rows: reports.flatMap((report) => report.rows) };
}

/** Cost of recourse by the groups of a column, named as in the file; a missing group is a group of its own, never dropped. */
function costByGroup(report: RecourseReport, table: RecourseRows, by: string): GroupRecourseReport {
  const column = table.columns.findIndex((feature) => feature.name === by);
  const feature = table.columns[column];
  if (feature === undefined) {
    throw new TribuneError('DATA_COLUMN_MISSING', `no column "${by}" in ${table.path} (named by --by)`, {
      remedy: `Columns: ${table.columns.map(({ name }) => name).join(', ')}.`,
      place: { name: by },
    });
  }
  const { data, columns } = table.rows;
  return recourseCostByGroup(
    report.rows,
    report.rows.map(({ index }) => {
      const r = index - table.firstRow;
      const value = data[r * columns + column]!;
      // Numbers are one group however they are written; a category never seen keeps its own name.
      return shownInput(feature, value, feature.categories === undefined ? undefined : table.cells[column]![r]);
    }),
  );
}

function readOptions(args: ParsedArguments, cutoff: number): RecourseOptions {
  const output = wholeNumber(args, 'output', 0);
  const scale = text(args, 'cutoff-scale');
  const wanted = wholeNumber(args, 'wanted', 1);
  return {
    cutoff,
    accept: (text(args, 'accept') ?? 'above') as Accept,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    protectedFeatures: nameList(args, 'protected') ?? [],
    ...(scale === undefined ? {} : { cutoffScale: scale as CutoffScale }),
    ...defined({ output, wanted }),
  };
}
