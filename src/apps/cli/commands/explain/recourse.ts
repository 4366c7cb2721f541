import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  type Accept,
  type CutoffScale,
  type RecourseOptions,
  type RecourseReport,
  readConstraints,
  recourseJson,
} from '../../../../core/explain/index.js';
import { type ExplanationContext, roundsOf } from '../../../../domain/explanations/context/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { costByGroup, readRecourseRows, recourseFor } from '../../../../domain/explanations/recourse/index.js';
import { fileTable } from '../../explain/file-table.js';
import { bindingOf, openFiles } from '../../explain/open-files.js';
import { openModel } from '../../explain/open-model.js';
import { decimalNumber, MODEL_OPTIONS, nameList, wholeNumber } from '../../explain/options.js';
import { groupText, recourseText } from '../../explain/recourse-text.js';
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
  const background = text(args, 'background');
  const { model, table } = await readRecourseRows(opened.model, {
    ...bindingOf(args, context),
    table: fileTable(dataPath),
    constraints: constraints.value,
    row,
    background: background === undefined ? undefined : fileTable(background),
  });
  const { digest } = opened;
  let report: RecourseReport;
  try {
    report = await recourseFor({ ...opened, model }, table, constraints.value, { ...options, row });
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

type Opened = Pick<ExplanationContext, 'model' | 'remote' | 'digest'>;

/** Opens the model; one behind a server is bound to all rows of the data. The background is read elsewhere, with other columns. */
async function openModelOnly(args: ParsedArguments, context: CliContext): Promise<Opened> {
  const opened = await openModel(args.positionals[0]!, args, context);
  if (opened.file !== null) return { ...opened.file, remote: null };
  const { background: _, row: _row, ...options } = args.options;
  return openFiles({ ...args, options }, context);
}

function readOptions(args: ParsedArguments, cutoff: number): Omit<RecourseOptions, 'reference' | 'rows' | 'firstRow'> {
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
