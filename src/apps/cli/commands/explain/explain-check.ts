import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CheckResult, ExplainerReport, FlipOptions } from '../../../../core/explain/index.js';
import type { Model } from '../../../../core/models/index.js';
import {
  checkContext,
  checkDocument,
  DEFAULT_CHECKED_ROWS,
  flipInContext,
  runSurrogate,
} from '../../../../domain/explanations/checks/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { cutoffRule } from '../../explain/cutoff-rule.js';
import { flipText } from '../../explain/flip-text.js';
import { groupsOption } from '../../explain/groups-file.js';
import { openFiles } from '../../explain/open-files.js';
import { METHOD_OPTIONS, MODEL_OPTIONS, methodOptions, wholeNumber } from '../../explain/options.js';
import { surrogateText } from '../../explain/surrogate-text.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';
import { type Paint, painter } from '../../terminal/paint.js';
import { wrap } from '../../terminal/verdict.js';

export const explainCheckCommand: CommandSpec = {
  name: 'explain check',
  summary: 'examine explanations: additivity, determinism, stability, faithfulness, randomisation, axioms',
  usage: ['tribune explain check MODEL DATA [--background DATA] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    ...METHOD_OPTIONS,
    rows: {
      type: 'string',
      value: 'N',
      help: `rows to examine, spread over the data (default ${DEFAULT_CHECKED_ROWS})`,
    },
    surrogate: {
      type: 'boolean',
      help: 'also compare the row --row with local linear surrogates (LIME), with their stability; no part of the verdict',
    },
    row: { type: 'string', value: 'N', help: 'the row that --surrogate looks at, from 0 (default 0)' },
    flip: {
      type: 'string',
      value: 'INPUTS',
      help: 'also count whose decision changes when only these inputs do: the protected one, then its declared proxies, separated by commas; no part of the verdict',
    },
    cutoff: { type: 'string', value: 'C', help: 'with --flip: the score at which the decision changes' },
    'cutoff-scale': {
      type: 'string',
      value: 'SCALE',
      choices: ['raw', 'linked'],
      help: 'scale of --cutoff, where the two differ',
    },
    accept: { type: 'string', value: 'SIDE', choices: ['above', 'below'], help: 'side of --cutoff that is accepted' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune explain check model.json applicants.csv --background approved.csv',
    'tribune explain check model.json applicants.csv --background approved.csv --surrogate --row 17',
    'tribune explain check model.json applicants.csv --flip sex,title --cutoff 0.7 --cutoff-scale linked --rows 1000 --out check.json',
  ],
  notes: ['Exit codes: 0 every check that applies passed, 1 one failed, 2 wrong use or data, 3 too little evidence.'],
  run: check,
};

const EXITS = { pass: EXIT.pass, fail: EXIT.fail, inconclusive: EXIT.inconclusive } as const;

async function check(args: ParsedArguments, context: CliContext): Promise<number> {
  const opened = await openFiles(args, context);
  const options = {
    ...methodOptions(args),
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    singleReference: flag(args, 'single-reference'),
    ...(await groupsOption(args)),
  };
  const row = wholeNumber(args, 'row', 0);
  if (row !== undefined && !flag(args, 'surrogate')) {
    throw new TribuneError('USAGE', '--row names the row that --surrogate looks at; the checks take many rows', {
      remedy: 'Add --surrogate, or leave --row out (--rows N says how many are examined).',
    });
  }
  const most = wholeNumber(args, 'rows', 1);
  const flipping = flipOptions(args, opened.model);
  const flip = flipping === null ? null : await flipInContext(opened, flipping, most);
  const report = await checkContext(opened, options, most);
  const surrogate = flag(args, 'surrogate') ? await runSurrogate(opened, options, row ?? 0) : null;
  const json = `${JSON.stringify(checkDocument(opened, report, { surrogate, flip }), null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  if (flag(args, 'json')) context.out(json);
  else {
    const paint = painter(context.outColour);
    context.out(reportText(report, paint, context.columns));
    if (flip !== null) context.out(flipText(flip, paint, context.columns));
    if (surrogate !== null) context.out(surrogateText(surrogate, paint, context.columns));
  }
  return EXITS[report.verdict];
}

/** What `--flip` asks; null without it. */
function flipOptions(args: ParsedArguments, model: Model): FlipOptions | null {
  const named = text(args, 'flip');
  const decision = cutoffRule(args, model);
  if (named === undefined && decision === null) return null;
  if (named === undefined || decision === null)
    throw new TribuneError(
      'USAGE',
      named === undefined ? '--cutoff is about --flip here, and that is not given' : '--flip needs --cutoff C',
      { remedy: 'Write both: --flip sex --cutoff 0.7 --cutoff-scale linked.' },
    );
  const { cutoff, scale, accept, output } = decision;
  const inputs = named.split(',').map((name) => name.trim());
  return { inputs, decision: { cutoff, cutoffScale: scale, accept, output } };
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
  const summary = `${report.verdict}: ${report.method} values on the ${report.scale} scale, ${counted(report.rows, 'row')}, seed ${report.seed}`;
  return `${[paint('bold', summary), ...lines].join('\n')}\n`;
}
