import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { LEARNERS } from '../../../../core/learn/index.js';
import { type Alternatives, findAlternatives, wantedGap } from '../../../../domain/mitigation/alternatives/index.js';
import {
  answerSentence,
  candidateTitle,
  meanText,
  movedText,
  partsSentence,
  qualityNote,
  qualityWords,
  renderAlternativesHtml,
  renderAlternativesMarkdown,
} from '../../../../domain/mitigation/page/index.js';
import { measureText, VERDICT_WORDS } from '../../../../domain/wording/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { nameList } from '../../explain/options.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { targetOf } from './demanded.js';
import { commitSeedFile } from './seed-file.js';
import { tableText } from './tables.js';

interface Given {
  readonly data: string;
  readonly policy: string;
  readonly out: string;
}

const SEED = 'tribune';
const MILLION = 1e6;
const KILO = 1024;
/** Learners of 0 and 1, all of which are tried unless somebody says otherwise. */
const NAMES = LEARNERS.filter(({ tasks }) => tasks.includes('binary')).map(({ name }) => name);
/** Learners that are tried where none is named: one of straight effects and one of any. */
const USUAL = ['logistic', 'gbdt'];

/** `tribune mitigate`: tries techniques before, in and after training, and says what each comes to. */
export async function writeAlternatives(given: Given, args: ParsedArguments, context: CliContext): Promise<number> {
  const { policy, digest } = await loadPolicy(given.policy, context, { isUndecided: true });
  const gap = wantedGap(policy, text(args, 'requirement'));
  const target = targetOf(args, policy, 'mitigate');
  const learners = learnersOf(args);
  await emptyFolder(given.out);
  const progress = progressTo(context, flag(args, 'quiet'));
  const { result, files } = await findAlternatives({
    table: columnsOfFiles(given.data, engineOptions(args)),
    policy,
    policyDigest: digest,
    gap,
    target,
    learners,
    features: nameList(args, 'features'),
    categorical: nameList(args, 'categorical'),
    seed: text(args, 'seed') ?? SEED,
    today: context.today,
    version: context.version,
    commit: async (id) => {
      await mkdir(join(given.out, 'rules'), { recursive: true });
      return commitSeedFile(join(given.out, 'rules', `${id}.seed`), policy.name);
    },
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / MILLION;
    },
    // Kilobytes on every system that Node runs on.
    peakBytes: () => process.resourceUsage().maxRSS * KILO,
    progress: progress.report,
  }).finally(progress.done);
  for (const [name, content] of Object.entries(files))
    await writePieces(join(given.out, name), [`${JSON.stringify(content)}\n`]);
  const json = `${JSON.stringify(result, null, 2)}\n`;
  await writePieces(join(given.out, 'report.html'), [renderAlternativesHtml(result)]);
  await writePieces(join(given.out, 'report.md'), [renderAlternativesMarkdown(result)]);
  // The last file: where it stands, all of them do.
  await writePieces(join(given.out, 'frontier.json'), [json]);
  tellCautions(result, context);
  context.out(flag(args, 'json') ? json : told(result, given.out));
  return EXIT.pass;
}

export function learnersOf(args: ParsedArguments): readonly string[] {
  const named = nameList(args, 'learner') ?? USUAL;
  const stray = named.find((name, i) => !NAMES.includes(name) || named.indexOf(name) < i);
  if (stray === undefined) return named;
  throw new TribuneError(
    'USAGE',
    `--learner ${stray}: ${NAMES.includes(stray) ? 'named twice' : 'no learner of 0 and 1'}`,
    {
      remedy: `There are: ${NAMES.join(', ')}.`,
      place: { name: stray },
    },
  );
}

/** Nothing that stands there is written over, but what is named: it may be what somebody signed. */
export async function emptyFolder(path: string, besides: readonly string[] = []): Promise<void> {
  const there = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write to ${path}: ${cause.message}`, {
      remedy: 'Give --out a folder that does not exist yet.',
      cause,
    });
  });
  const found = there.filter((name) => !besides.includes(name));
  if (found.length > 0)
    throw new TribuneError(
      'OUTPUT_UNWRITABLE',
      `${path} holds ${found.length === 1 ? 'a file' : `${found.length} files`}`,
      {
        remedy: 'Name another folder, or remove what stands there: nothing is written over.',
      },
    );
}

function tellCautions(result: Alternatives, context: CliContext): void {
  const { data, skipped, candidates } = result;
  const note = qualityNote(result);
  const lines = [
    ...(note === null ? [] : [`note: ${note}`]),
    ...data.excluded.map(({ reason, rows }) => `note: ${rows} rows left out: ${reason}`),
    ...data.notes.map(({ column, note }) => `note: ${JSON.stringify(column)} ${note}`),
    ...skipped.map(({ technique, learner, reason }) => `note: not tried: ${technique} with ${learner}: ${reason}`),
    ...new Set(candidates.flatMap(({ cautions }) => cautions.map((caution) => `warning: ${caution}`))),
    ...candidates.flatMap((one) =>
      one.stage !== 'none' && one.against?.levelsDown
        ? [
            `warning: levelling down: ${candidateTitle(one)} lowers the favourable rate of some group and raises none, beyond chance`,
          ]
        : [],
    ),
  ];
  for (const line of lines) context.err(`${onOneLine(line)}\n`);
}

function told(result: Alternatives, out: string): string {
  const { name, unit } = qualityWords(result);
  const rows = result.candidates.map((one) => [
    `${one.id === result.chosen ? '*' : ' '} ${candidateTitle(one)}`,
    meanText(one.judge.quality, unit),
    `${measureText(one.judge.gap)} ${VERDICT_WORDS[one.judge.gap.verdict].glyph}`,
    one.against === null ? '' : movedText(one.against.moved),
    one.seconds.toFixed(2),
  ]);
  const header = ['  alternative', name, `gap (${result.requirement})`, 'moved', 'cpu s'];
  return `${partsSentence(result)}

${tableText(header, rows)}
${result.chosen === null ? '' : '* chosen on the choosing part; + to the favourable decision, \u2212 to the unfavourable\n'}
${onOneLine(answerSentence(result))}
report: ${join(out, 'report.html')}
`;
}
