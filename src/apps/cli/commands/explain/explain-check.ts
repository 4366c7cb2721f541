import { TribuneError } from '../../../../core/base/errors.js';
import {
  type CheckResult,
  checkExplainer,
  type ExplainerReport,
  type ExplainOptions,
} from '../../../../core/explain/index.js';
import type { Matrix } from '../../../../core/models/index.js';
import { readGroups } from '../../explain/groups-file.js';
import { roundsOf } from '../../explain/model-file.js';
import { DEFAULT_SEED, METHOD_OPTIONS, MODEL_OPTIONS, methodOptions, wholeNumber } from '../../explain/options.js';
import { openSetting, type Setting, withModel } from '../../explain/setting.js';
import { runSurrogate, surrogateJson, surrogateText } from '../../explain/surrogate.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';
import { type Paint, painter } from '../../terminal/paint.js';
import { wrap } from '../../terminal/verdict.js';

/** Rows that are examined unless told otherwise: intervals are narrow by then, and the checks explain each row some thirty times. */
const DEFAULT_ROWS = 100;

export const explainCheckCommand: CommandSpec = {
  name: 'explain check',
  summary: 'examine explanations: additivity, determinism, stability, faithfulness, randomisation, axioms',
  usage: ['tribune explain check MODEL DATA [--background DATA] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    ...METHOD_OPTIONS,
    rows: { type: 'string', value: 'N', help: `rows to examine, spread over the data (default ${DEFAULT_ROWS})` },
    surrogate: {
      type: 'boolean',
      help: 'also compare the row --row with local linear surrogates (LIME), with their stability; no part of the verdict',
    },
    row: { type: 'string', value: 'N', help: 'the row that --surrogate looks at, from 0 (default 0)' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune explain check model.json applicants.csv --background approved.csv',
    'tribune explain check model.json applicants.csv --background approved.csv --surrogate --row 17',
  ],
  notes: ['Exit codes: 0 every check that applies passed, 1 one failed, 2 wrong use or data, 3 too little evidence.'],
  run: check,
};

const EXITS = { pass: EXIT.pass, fail: EXIT.fail, inconclusive: EXIT.inconclusive } as const;

async function check(args: ParsedArguments, context: CliContext): Promise<number> {
  const setting = await openSetting(args, context);
  const groupsPath = text(args, 'groups');
  const options: ExplainOptions & { seed: string } = {
    ...methodOptions(args),
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    singleReference: flag(args, 'single-reference'),
    ...(setting.background === null ? {} : { background: setting.background.rows }),
    ...(groupsPath === undefined ? {} : { groups: await readGroups(groupsPath) }),
  };
  const row = wholeNumber(args, 'row', 0);
  if (row !== undefined && !flag(args, 'surrogate')) {
    throw new TribuneError('USAGE', '--row names the row that --surrogate looks at; the checks take many rows', {
      remedy: 'Add --surrogate, or leave --row out (--rows N says how many are examined).',
    });
  }
  const rows = spread(setting.data.rows, wholeNumber(args, 'rows', 1) ?? DEFAULT_ROWS);
  const report = await withServer(
    setting,
    rows,
    await withModel(setting, (model) => checkExplainer(model, rows, options)),
  );
  const surrogate = flag(args, 'surrogate') ? await runSurrogate(setting, options, row ?? 0) : null;
  const { model, digest, data, background } = setting;
  const json = `${JSON.stringify(
    {
      schemaVersion: '1',
      model: { kind: model.kind, digest, outputs: model.numOutputs, ...roundsOf(model), scale: report.scale },
      data: { rows: data.rows.rows, digest: data.digest },
      background: background === null ? null : { rows: background.rows.rows, digest: background.digest },
      ...report,
      ...(surrogate === null ? {} : { surrogate: surrogateJson(surrogate) }),
    },
    null,
    2,
  )}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  if (flag(args, 'json')) context.out(json);
  else {
    const paint = painter(context.outColour);
    context.out(reportText(report, paint, context.columns));
    if (surrogate !== null) context.out(surrogateText(surrogate, paint, context.columns));
  }
  return EXITS[report.verdict];
}

/** Answers of a server are remembered while it is examined, so whether it repeats itself is asked apart. */
async function withServer(setting: Setting, rows: Matrix, report: ExplainerReport): Promise<ExplainerReport> {
  if (setting.remote === null) return report;
  const [first, again] = [await setting.remote.predictLater(rows), await setting.remote.predictLater(rows)];
  const different = first.filter((score, i) => !Object.is(score, again[i])).length;
  if (different === 0) return report;
  const checks = report.checks.map(
    (result): CheckResult =>
      result.check === 'determinism'
        ? {
            ...result,
            verdict: 'fail',
            value: different,
            why: `the server answers ${different} scores otherwise when asked again`,
          }
        : result,
  );
  return { ...report, verdict: 'fail', checks };
}

/** So many rows, evenly spread: a sorted file does not give its first rows only. */
function spread(rows: Matrix, wanted: number): Matrix {
  const count = Math.min(wanted, rows.rows);
  const data = new Float64Array(count * rows.columns);
  for (let i = 0; i < count; i++) {
    const r = Math.floor((i * rows.rows) / count);
    data.set(rows.data.subarray(r * rows.columns, (r + 1) * rows.columns), i * rows.columns);
  }
  return { data, rows: count, columns: rows.columns };
}

const COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow', not_applicable: 'dim' } as const;

function reportText(report: ExplainerReport, paint: Paint, columns: number): string {
  const name = Math.max(...report.checks.map(({ check: each }) => each.length));
  const wordOf = (result: CheckResult): string => result.verdict.replace('_', ' ');
  const verdict = Math.max(...report.checks.map((result) => wordOf(result).length));
  const indent = name + verdict + 4;
  const lines = report.checks.flatMap((result) => {
    const [first = '', ...more] = wrap(printable(result.why), Math.max(30, columns - indent));
    const head = `${result.check.padEnd(name)}  ${paint(COLOURS[result.verdict], wordOf(result).padEnd(verdict))}  ${first}`;
    return [head, ...more.map((line) => `${' '.repeat(indent)}${line}`)];
  });
  const summary = `${report.verdict}: ${report.method} values on the ${report.scale} scale, ${report.rows} rows, seed ${report.seed}`;
  return `${[paint('bold', summary), ...lines].join('\n')}\n`;
}
