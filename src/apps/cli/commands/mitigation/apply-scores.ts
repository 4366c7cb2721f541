import { columnsOfFiles } from '../../../../adapters/dataset/index.js';
import {
  type RankingFile,
  rankPeople,
  readForRule,
  type ShiftsFile,
  shiftScores,
} from '../../../../domain/group-rules/rules/index.js';
import { engineOptions } from '../../audit/source-options.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { progressTo } from '../../terminal/progress.js';
import { csvPieces } from './csv.js';
import { refuseDraws } from './demanded.js';
import { rankedText } from './rank.js';
import { keyWords } from './shift-scores.js';

interface Given {
  readonly data: string;
  readonly out: string;
}

/** `tribune apply` of an order: a place for everybody with a score. */
export async function applyRanking(
  file: RankingFile,
  { data, out }: Given,
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  refuseDraws(args, 'an order');
  const progress = progressTo(context, flag(args, 'quiet'));
  const table = columnsOfFiles(data, engineOptions(args));
  const people = await readForRule(file, table, { progress: progress.report }).finally(progress.done);
  const ranked = rankPeople(people, file);
  const { places, ...told } = ranked;
  await writePieces(
    out,
    csvPieces(['row', 'place'], people.rows, (row) => [String(row), places[row] === 0 ? null : String(places[row])]),
  );
  if (ranked.unranked > 0) context.err(`note: ${ranked.unranked} rows have no score, and no place\n`);
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ schemaVersion: '1', rows: people.rows, ...told }, null, 2)}\n`
      : `${rankedText(ranked)}${people.rows} rows: ${out}\n`,
  );
  return EXIT.pass;
}

/** `tribune apply` of shifts: a score for everybody who has one. */
export async function applyShiftsOf(
  file: ShiftsFile,
  { data, out }: Given,
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  refuseDraws(args, 'shifts of scores');
  const progress = progressTo(context, flag(args, 'quiet'));
  const table = columnsOfFiles(data, engineOptions(args));
  const people = await readForRule(file, table, { progress: progress.report }).finally(progress.done);
  const { score, changed, absent } = shiftScores(people, file.shifts);
  const missing = score.reduce((sum, value) => sum + +Number.isNaN(value), 0);
  await writePieces(
    out,
    csvPieces(['row', 'score'], people.rows, (row) => [
      String(row),
      Number.isNaN(score[row]!) ? null : String(score[row]),
    ]),
  );
  for (const words of new Set(absent.map(keyWords)))
    context.err(`${onOneLine(`note: nobody is of ${words}, whose scores the file shifts`)}\n`);
  if (missing > 0) context.err(`note: ${missing} rows have no score\n`);
  context.out(
    flag(args, 'json')
      ? `${JSON.stringify({ schemaVersion: '1', rows: people.rows, changed, missing, absent }, null, 2)}\n`
      : `${changed} of ${people.rows} scores changed: ${out}\n`,
  );
  return EXIT.pass;
}
