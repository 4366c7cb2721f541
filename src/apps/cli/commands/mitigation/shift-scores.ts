import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { readPeople } from '../../../../domain/group-rules/people/index.js';
import { findShifts, type ShiftsFile, shiftScores } from '../../../../domain/group-rules/rules/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { decimalNumber, nameList } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { movesByCutoff } from './moves.js';
import { tableText } from './tables.js';

const SEED = 'tribune';
const ALPHA = 0.02;
const DIGITS = 4;

/** `tribune mitigate --multicalibrate`: shifts after which no group that overlaps others is shown to be off. */
export async function writeShifts(
  { data, policy: path, out }: { readonly data: string; readonly policy: string; readonly out: string },
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  const alpha = decimalNumber(args, 'alpha') ?? ALPHA;
  if (!(alpha >= 0 && alpha < 1))
    throw new TribuneError('USAGE', `--alpha ${alpha}: not from 0 to 1`, { remedy: 'Give a number such as 0.02.' });
  await keepInputs(out, [data, path]);
  const { policy } = await loadPolicy(path, context, { isUndecided: true });
  if (policy.data.label === null)
    throw new TribuneError('POLICY_INVALID', 'the policy names no label', {
      remedy: 'Name the column of what became true as data.label: without it nobody knows which scores are off.',
    });
  const progress = progressTo(context, flag(args, 'quiet'));
  const people = await readPeople({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    by: nameList(args, 'by'),
    need: 'score',
    progress: progress.report,
  }).finally(progress.done);
  const { file, found } = findShifts(people, policy, { alpha, seed: text(args, 'seed') ?? SEED });
  await writePieces(out, [`${JSON.stringify(file, null, 2)}\n`]);
  for (const { reason, rows } of people.excluded) context.err(`note: ${rows} rows left out: ${reason}\n`);
  if (found.tooSmall.length > 0)
    context.err(`note: ${found.tooSmall.length} groups have too few people to be judged anywhere\n`);
  const { favourable, cutoff } = policy.data;
  const after = shiftScores(people, file.shifts).score;
  const moves = cutoff === null ? null : movesByCutoff(people, after, { favourable, cutoff });
  if (moves === null) context.err('note: the policy names no data.cutoff, so how many decisions change is not known\n');
  else if (moves.levelsDown)
    context.err('warning: levelling down: the favourable rate falls for some group and rises for none\n');
  const { shifts: _, before: __, after: ___, ...rest } = found;
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ schemaVersion: '1', file, ...rest, moved: moves?.groups ?? null }, null, 2)}\n`
      : `${told(file, rest)}${moves === null ? '' : moves.text}shifts: ${out} ${file.digest}\n`,
  );
  return EXIT.pass;
}

/** A group of some attributes in words. */
export const keyWords = (key: Readonly<Record<string, string>>): string =>
  Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .join(' & ') || 'everybody';

function told(
  { shifts, before, after }: ShiftsFile,
  {
    judged,
    refused,
    lossBefore,
    lossAfter,
  }: { judged: number; refused: number; lossBefore: number; lossAfter: number },
): string {
  const worst = (part: ShiftsFile['before']): string =>
    part === null
      ? 'none'
      : `${keyWords(part.key)} from ${part.from} to ${part.to}: ${part.off.toFixed(DIGITS)}, ${part.n} people`;
  const table = tableText(
    ['group', 'scores from', 'to', 'shift'],
    shifts.map(({ key, from, to, by }) => [keyWords(key), String(from), String(to), by.toFixed(DIGITS)]),
  );
  return `${shifts.length === 0 ? 'no shift: no group is shown to be off\n' : `${table}\n`}${judged} groups and parts judged, ${refused} shifts refused by other people
${onOneLine(`worst shown before: ${worst(before)}; after: ${worst(after)}`)}
log-loss ${lossBefore.toFixed(DIGITS)}, then ${lossAfter.toFixed(DIGITS)}, of people by whom no shift was found
`;
}
