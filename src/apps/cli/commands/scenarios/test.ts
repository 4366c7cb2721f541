import { dirname, isAbsolute, join } from 'node:path';
import { agree, counted } from '../../../../core/base/counted.js';
import { demandWatches, planMonitor, planOfRows } from '../../../../domain/monitor/index.js';
import { type Played, playScenario, readScenario, type Stage } from '../../../../domain/scenarios/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { readDecisions } from '../../monitor/read-decisions.js';
import { onOneLine } from '../../terminal/error.js';
import { type Paint, painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';
import { count } from '../../terminal/verdict.js';

export const testCommand: CommandSpec = {
  name: 'test',
  summary:
    'play scenarios, text files of what is decided and what is expected to be noticed, on the monitor of their policy',
  usage: ['tribune test FILE... [--junit FILE] [--json] [--quiet]'],
  positionals: { name: 'FILE (scenarios)', min: 1, max: 10_000 },
  options: {
    junit: { type: 'string', value: 'FILE', help: 'write the expectations as JUnit XML' },
    json: { type: 'boolean', help: 'print the result as JSON and nothing else on standard output' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: ['tribune test scenarios/*.scenario', 'tribune test scenarios/*.scenario --junit scenarios.xml'],
  notes: [
    'The form of a scenario stands in docs/guides/scenarios.md. Paths in it are read from its own folder.',
    'Exit codes: 0 every expectation is met, 1 some are not, 2 wrong use, scenario, policy or data.',
  ],
  run: runTest,
};

interface PlayedFile extends Played {
  readonly file: string;
}

async function runTest(args: ParsedArguments, context: CliContext): Promise<number> {
  const progress = progressTo(context, flag(args, 'quiet'));
  const played: PlayedFile[] = [];
  for (const [index, file] of args.positionals.entries()) {
    progress.report(`playing ${index + 1} of ${args.positionals.length}: ${onOneLine(file)}`);
    played.push({ file, ...(await playFile(file, context)) });
  }
  progress.done();
  const path = text(args, 'junit');
  if (path !== undefined) await writeJUnit(path, played);
  if (flag(args, 'json')) context.out(`${JSON.stringify(played, null, 2)}\n`);
  else context.out(testText(played, painter(context.outColour)));
  return played.some(isFailed) ? EXIT.fail : EXIT.pass;
}

async function playFile(file: string, context: CliContext): Promise<Played> {
  const scenario = readScenario(await readTextFile(file, 'scenario', 'USAGE'), file);
  const beside = (path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));
  const { policy } = await loadPolicy(beside(scenario.policy.text), context);
  const plan = planOfRows(planMonitor(policy));
  demandWatches(plan);
  // A scenario has a clock of its own: what it shows must not depend on the day on which it is played.
  const load: Stage['load'] = ({ file: data, time, labelTime }, taker) =>
    readDecisions([beside(data)], { policy, plan, time, labelTime, today: null }, taker);
  return playScenario(scenario, file, { policy, plan, load });
}

const isFailed = ({ expectations }: Played): boolean => expectations.some(({ isMet }) => !isMet);

function testText(played: readonly PlayedFile[], paint: Paint): string {
  const failed = played.filter(isFailed).length;
  const expectations = played.reduce((sum, one) => sum + one.expectations.length, 0);
  return [
    ...played.flatMap((one) => [
      `${isFailed(one) ? paint('red', '✗') : paint('green', '✓')} ${onOneLine(one.name)}  ${paint('dim', onOneLine(one.file))}`,
      ...Object.entries(one.uncounted).map(([reason, n]) =>
        paint('yellow', `    ${counted(count(n), 'row')} left out: ${onOneLine(reason)}`),
      ),
      ...one.expectations
        .filter(({ isMet }) => !isMet)
        .flatMap(({ line, text: said, seen }) => [
          `    line ${line}: ${onOneLine(said)}`,
          `      but ${onOneLine(seen)}`,
        ]),
    ]),
    '',
    `${counted(count(played.length), 'scenario')}, ${counted(count(expectations), 'expectation')}: ${failed === 0 ? 'all are met' : `${count(failed)} ${agree(failed, 'scenario fails', 'scenarios fail')}`}.`,
    '',
  ].join('\n');
}

async function writeJUnit(path: string, played: readonly PlayedFile[]): Promise<void> {
  const { printJUnit } = await import('../../../../domain/wording/formats/index.js');
  const cases = played.flatMap(({ file, name, expectations }) =>
    expectations.map(({ line, text: said, isMet, seen }) => ({
      name: `${name}: ${said}`,
      outcome: isMet ? ('passed' as const) : ('failure' as const),
      type: 'scenario',
      message: isMet ? '' : `but ${seen}`,
      text: isMet ? '' : `${file}:${line} ${said}\nbut ${seen}`,
    })),
  );
  const leftOut = played.flatMap(({ file, uncounted }) =>
    Object.entries(uncounted).map(([reason, n]) => [`left out of ${file}: ${reason}`, String(n)] as const),
  );
  const properties = [['scenarios', String(played.length)] as const, ...leftOut];
  await writePieces(path, [
    printJUnit({ tool: 'tribune test', name: 'scenarios', className: 'scenarios', properties, cases }),
  ]);
}
