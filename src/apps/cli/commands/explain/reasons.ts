import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  type Accept,
  type AllowedWays,
  BASELINE_POLICIES,
  type BaselinePolicy,
  type CutoffScale,
  type DecisionOptions,
  type ReasonConfig,
  type ReasonResult,
  readConstraints,
  readReasons,
} from '../../../../core/explain/index.js';
import { AUDIENCES } from '../../../../domain/documents/explanation/index.js';
import type { ExplanationContext } from '../../../../domain/explanations/context/index.js';
import {
  DEFAULT_SEED,
  type ReasonsRecourse,
  reasonsDocument,
  reasonsFor,
  recourseBeside,
} from '../../../../domain/explanations/reasons/index.js';
import { bindingOf, openFiles } from '../../explain/open-files.js';
import { decimalNumber, MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { readingText, writeReasonsPage } from '../../explain/reasons-page.js';
import { reasonsText } from '../../explain/reasons-text.js';
import { recourseText } from '../../explain/recourse-text.js';
import { writePieces } from '../../explain/write-pieces.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';
import { painter } from '../../terminal/paint.js';

export const reasonsCommand: CommandSpec = {
  name: 'reasons',
  summary: 'the principal reasons of an adverse decision as sentences, verified on the model that decided',
  usage: ['tribune reasons MODEL DATA --row N --reasons FILE [--baseline just-approved] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    row: { type: 'string', value: 'N', help: 'the person: a row of the data, from 0; required' },
    reasons: { type: 'string', value: 'FILE', help: 'families of features and their texts (YAML); required' },
    baseline: {
      type: 'string',
      value: 'POLICY',
      choices: BASELINE_POLICIES,
      help: 'whom the person is compared with (default just-approved)',
    },
    background: {
      type: 'string',
      short: 'b',
      value: 'DATA',
      help: 'people from whom the baseline is picked (default DATA)',
    },
    cutoff: { type: 'string', value: 'C', help: 'wins over the `decision` of the reasons file' },
    'cutoff-scale': { type: 'string', value: 'SCALE', choices: ['raw', 'linked'], help: 'scale of --cutoff' },
    accept: { type: 'string', value: 'SIDE', choices: ['above', 'below'], help: 'side of --cutoff that is accepted' },
    output: { type: 'string', value: 'K', help: 'the output that decides, for a model with several' },
    rule: { type: 'string', multiple: true, value: 'CODE', help: 'a hard rule that denied this person' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of the resampled baseline (default "tribune")' },
    html: { type: 'string', value: 'FILE', help: 'write a page for the reader that --view names' },
    view: {
      type: 'string',
      value: 'WHO',
      choices: AUDIENCES,
      help: 'for whom the page is written (default reviewer)',
    },
    notice: {
      type: 'string',
      value: 'FILE',
      help: 'sender, dates and appeal of the letter (YAML), for --view applicant',
    },
    constraints: {
      type: 'string',
      short: 'c',
      value: 'FILE',
      help: 'what the person may change (as of `tribune recourse`): also up to three ways to a yes',
    },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: [
    'tribune reasons model.json applicants.csv --row 17 --reasons ecoa.yaml --baseline just-approved',
    'tribune reasons model.json applicants.csv --row 17 --reasons ecoa.yaml --constraints actions.yaml --html letter.html --view applicant --notice notice.yaml',
  ],
  notes: [
    'Exit codes: 0 the reasons may go out (or the decision is not adverse), 1 blocked: a protected or proxy factor leads,',
    '2 wrong use or data, 3 no reasons that can be verified, against any baseline: a person must decide.',
  ],
  run: reasons,
};

const EXITS: Readonly<Record<ReasonResult['status'], number>> = {
  ready: EXIT.pass,
  'not adverse': EXIT.pass,
  blocked: EXIT.fail,
  undefined: EXIT.inconclusive,
};

async function reasons(args: ParsedArguments, context: CliContext): Promise<number> {
  const path = text(args, 'reasons');
  const row = wholeNumber(args, 'row', 0);
  if (path === undefined || row === undefined) {
    throw new TribuneError('USAGE', `tribune reasons needs --${row === undefined ? 'row N' : 'reasons FILE'}`, {
      remedy: 'tribune reasons --help tells what they are.',
    });
  }
  const config = await readYamlFile(path, 'reasons', 'REASONS_INVALID', (value) => readReasons(value));
  const opened = await openFiles(args, context, { rowOnly: text(args, 'background') !== undefined });
  const seed = text(args, 'seed') ?? DEFAULT_SEED;
  let result: ReasonResult;
  try {
    result = await reasonsFor(opened, config.value, {
      baseline: (text(args, 'baseline') ?? 'just-approved') as BaselinePolicy,
      decision: decisionOf(args),
      ruleHits: list(args, 'rule'),
      seed,
    });
  } catch (cause) {
    throw config.place(cause);
  }
  const recourse = await recourseOf(opened, { config: config.value, result, seed }, args, context);
  const json = `${JSON.stringify(reasonsDocument(opened, result, recourse), null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  const page = { config: config.value, result, recourse: recourse?.report.rows[0] ?? null };
  const reading = await writeReasonsPage({ context: opened, ...page, args });
  if (reading !== null) context.err(readingText(reading, config.value.texts.locale));
  if (flag(args, 'json')) context.out(json);
  else {
    const paint = painter(context.outColour);
    context.out(reasonsText(result, paint, context.columns));
    if (recourse !== null)
      context.out(
        `\n${paint('bold', 'what would have made it a yes')}${waysText(recourse.ways)}\n${recourseText(recourse.report, paint)}`,
      );
  }
  return EXITS[result.status];
}

/** Says in which directions inputs may change, because no change contradicts a reason above it. */
function waysText(ways: AllowedWays): string {
  const told = Object.entries(ways).map(
    ([name, way]) => `${printable(name)} may only ${way === 'increase' ? 'rise' : 'fall'}`,
  );
  return told.length === 0 ? '' : `, in line with the reasons: ${told.join(', ')}`;
}

/** Decision options of the command line, which take precedence over those of the file. */
function decisionOf(args: ParsedArguments): Partial<DecisionOptions> {
  return {
    ...defined({
      cutoff: decimalNumber(args, 'cutoff'),
      cutoffScale: text(args, 'cutoff-scale') as CutoffScale | undefined,
      accept: text(args, 'accept') as Accept | undefined,
      output: wholeNumber(args, 'output', 0),
    }),
  };
}

/** The recourse that `--constraints` asks for. Throws CONSTRAINTS_INVALID with line and column. */
async function recourseOf(
  opened: ExplanationContext,
  given: { readonly config: ReasonConfig; readonly result: ReasonResult; readonly seed: string },
  args: ParsedArguments,
  context: CliContext,
): Promise<ReasonsRecourse | null> {
  const path = text(args, 'constraints');
  if (path === undefined) return null;
  const constraints = await readYamlFile(path, 'constraints', 'CONSTRAINTS_INVALID', (value) => readConstraints(value));
  const { seed, ...reasoned } = given;
  try {
    const asked = { ...reasoned, constraints: constraints.value };
    return await recourseBeside(opened, asked, { ...bindingOf(args, context), seed });
  } catch (cause) {
    throw constraints.place(cause);
  }
}
