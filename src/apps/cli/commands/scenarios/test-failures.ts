import { join } from 'node:path';
import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { type KnownFailuresResult, testKnownFailures } from '../../../../domain/known-failures/index.js';
import {
  ANSWER_WORDS,
  failureSentence,
  failuresHeadline,
  renderFailuresHtml,
} from '../../../../domain/reports/failures/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { type Paint, painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';
import { wrap } from '../../terminal/verdict.js';

export const testFailuresCommand: CommandSpec = {
  name: 'test failures',
  summary: 'look in your own decisions for thirteen things that went wrong with systems elsewhere',
  usage: ['tribune test failures DATA --policy FILE [--out DIR] [--json] [--quiet]'],
  positionals: { name: 'DATA (a file or a pattern: CSV, TSV, gz, Parquet, JSONL)', min: 1, max: 1 },
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      short: 'p',
      help: 'the policy (YAML), with its section knownFailures; required',
    },
    out: { type: 'string', value: 'DIR', short: 'o', help: 'write failures.json and failures.html there' },
    json: { type: 'boolean', help: 'print failures.json on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress, no answers' },
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine, such as 512MB or 4GB' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine' },
  },
  examples: ['tribune test failures decisions.csv --policy policy.yaml --out out'],
  notes: [
    'Each failure is answered: shown, not shown at this n (with the effect that may be there unseen), undecided for too few people, or not applicable (with what is needed).',
    'failures.json is a report that `tribune gate attest` can bind to a gate.',
    'Exit codes: 0 none is shown, 1 some are, 2 wrong use, policy or data, 3 nothing could be looked for.',
  ],
  run: testFailures,
};

async function testFailures(args: ParsedArguments, context: CliContext): Promise<number> {
  const [data] = args.positionals as [string];
  const path = text(args, 'policy');
  if (path === undefined)
    throw new TribuneError('USAGE', 'tribune test failures needs --policy FILE', {
      remedy: 'tribune policy init DATA proposes one.',
    });
  const { policy, digest } = await loadPolicy(path, context, { isUndecided: true });
  const quiet = flag(args, 'quiet');
  const progress = progressTo(context, quiet);
  const result = await testKnownFailures(columnsOfFiles(data, engineOptions(args)), {
    ...{ policy, policyDigest: digest, today: context.today, toolVersion: context.version },
    progress: progress.report,
  }).finally(progress.done);
  const out = text(args, 'out');
  if (out !== undefined)
    await writeFiles(out, { 'failures.json': jsonOf(result), 'failures.html': renderFailuresHtml(result) });
  if (flag(args, 'json')) context.out(jsonOf(result));
  else if (!quiet) {
    context.out(told(result, painter(context.outColour), context.columns));
    if (out !== undefined) context.out(`report: ${join(out, 'failures.html')}\n`);
  }
  if (result.shown > 0) return EXIT.fail;
  return result.notShown > 0 ? EXIT.pass : EXIT.inconclusive;
}

const jsonOf = (result: KnownFailuresResult): string => `${JSON.stringify(result, null, 2)}\n`;

const COLOUR = { shown: 'red', 'not-shown': 'green', undecided: 'yellow', 'not-applicable': 'dim' } as const;
const INDENT = '    ';
/** Decimals of a number of failures that are expected by chance. */
const CHANCE_DECIMALS = 2;

function told(result: KnownFailuresResult, paint: Paint, columns: number): string {
  const lines = (said: string): string[] =>
    wrap(onOneLine(said), columns - INDENT.length - 2).map((line) => `${INDENT}${line}`);
  return [
    ...result.failures.flatMap((one) => {
      const { glyph, word } = ANSWER_WORDS[one.answer];
      return [
        `${paint(COLOUR[one.answer], glyph)} ${paint('bold', one.name)}  ${one.title} ${paint('dim', `(${word})`)}`,
        ...lines(failureSentence(one)),
        ...one.notes.flatMap((note) => lines(note).map((line) => paint('dim', line))),
        ...lines(`after: ${one.source}`).map((line) => paint('dim', line)),
        '',
      ];
    }),
    failuresHeadline(result),
    `A sound system shows ${result.expectedByChance.toFixed(CHANCE_DECIMALS)} of them by chance on average, at most.`,
    '',
  ].join('\n');
}
