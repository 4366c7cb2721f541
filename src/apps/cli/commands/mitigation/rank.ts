import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { LeastShare } from '../../../../core/mitigation/index.js';
import { readPeople } from '../../../../domain/group-rules/people/index.js';
import { makeRanking, type rankPeople } from '../../../../domain/group-rules/rules/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { engineOptions } from '../../audit/source-options.js';
import { wholeNumber } from '../../explain/options.js';
import { keepInputs, writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, list, type ParsedArguments } from '../../frame/spec.js';
import { progressTo } from '../../terminal/progress.js';
import { keyOf } from './rule-method.js';
import { groupWords, tableText } from './tables.js';

/** Places that keep the shares unless somebody says otherwise. */
const FIRST = 100;
const MOST_FIRST = 10_000;

/** `tribune mitigate --share`: an order of which every first k people has least shares of groups. */
export async function writeRanking(
  { data, policy: path, out }: { readonly data: string; readonly policy: string; readonly out: string },
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  const shares = list(args, 'share').map(shareOf);
  const by = Object.keys(shares[0]!.key);
  const other = shares.find(({ key }) => Object.keys(key).sort().join() !== [...by].sort().join());
  if (other !== undefined)
    throw new TribuneError('USAGE', 'shares of groups by different attributes', {
      remedy: `Name the same attributes in each --share: ${by.join(', ')}.`,
    });
  const first = wholeNumber(args, 'first', 1) ?? FIRST;
  if (first > MOST_FIRST)
    throw new TribuneError('USAGE', `--first ${first}: more than ${MOST_FIRST}`, {
      remedy: `Behind ${MOST_FIRST} places the order is that of the scores.`,
    });
  await keepInputs(out, [data, path]);
  const { policy } = await loadPolicy(path, context, { isUndecided: true });
  const progress = progressTo(context, flag(args, 'quiet'));
  const people = await readPeople({
    table: columnsOfFiles(data, engineOptions(args)),
    policy,
    by,
    option: 'share',
    need: 'score',
    progress: progress.report,
  }).finally(progress.done);
  const { file, ranked } = makeRanking(people, policy, { shares, first });
  await writePieces(out, [`${JSON.stringify(file, null, 2)}\n`]);
  for (const { reason, rows } of people.excluded) context.err(`note: ${rows} rows left out: ${reason}\n`);
  if (ranked.unranked > 0) context.err(`note: ${ranked.unranked} rows have no place: no score\n`);
  const { places: _, ...told } = ranked;
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ schemaVersion: '1', file, ranked: told }, null, 2)}\n`
      : `${rankedText(ranked)}order: ${out} ${file.digest}\n`,
  );
  return EXIT.pass;
}

/** `sex=f:0.4` as a share of a group. */
function shareOf(given: string): LeastShare {
  const at = given.lastIndexOf(':');
  const share = at < 0 ? Number.NaN : Number(given.slice(at + 1).trim() || Number.NaN);
  if (share >= 0 && share <= 1) return { key: keyOf(given.slice(0, at)), share };
  throw new TribuneError('USAGE', `--share ${JSON.stringify(given)}: no group with a share`, {
    remedy: 'Write NAME=VALUE:SHARE, such as sex=f:0.4.',
    place: { name: given },
  });
}

/** Who is in the first places, who came in and who went out. */
export function rankedText({ groups, first, raised, largestInversion }: ReturnType<typeof rankPeople>): string {
  const rows = groups.map(({ key, n, inFirst, entered, left, shortAt }) => [
    groupWords(key),
    String(n),
    String(inFirst),
    String(entered),
    String(left),
    shortAt === null ? '' : String(shortAt),
  ]);
  return `${tableText(['group', 'n', `in the first ${first}`, 'entered', 'left', 'short from place'], rows)}
${raised} people stand before somebody with a better score, over a difference of at most ${largestInversion.toPrecision(4)}
`;
}
