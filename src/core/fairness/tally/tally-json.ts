import { counted } from '../../base/counted.js';
import { cellKey } from './cells.js';
import {
  asList,
  asRecord,
  demand,
  isNumber,
  isTextList,
  isValueList,
  readBig,
  readCount,
  readExclusion,
} from './json-fields.js';
import { compareCells } from './order.js';
import { areValidBins } from './score-bins.js';
import type { ScoreKeeping, Tally, TallyCell } from './types.js';

const BIG_FIELDS = ['weight', 'weightSquares', 'scoreSum', 'scoreSquares', 'errorSquares'] as const;

/** A tally as plain JSON data: integers beyond 2^53 are decimal strings. */
export function tallyToJson(tally: Tally): Record<string, unknown> {
  const cells = tally.cells.map((cell) => ({
    ...cell,
    ...Object.fromEntries(BIG_FIELDS.map((field) => [field, cell[field].toString()])),
  }));
  return { ...tally, cells };
}

/**
 * Reads what `tallyToJson` wrote, or another engine did, and checks all of it; cells may come in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 * @example tallyFromJson(JSON.parse(text))
 */
export function tallyFromJson(json: unknown): Tally {
  const root = asRecord(json, 'the tally');
  demand(root.schemaVersion === '1', 'schemaVersion', 'is not "1"');
  demand(typeof root.policyDigest === 'string', 'policyDigest', 'is not text');
  demand(isTextList(root.attributes), 'attributes', 'is not a list of names');
  demand(new Set(root.attributes).size === root.attributes.length, 'attributes', 'names one attribute twice');
  const { weightKind } = root;
  demand(
    weightKind === 'none' || weightKind === 'count' || weightKind === 'sampling',
    'weightKind',
    'is not none, count or sampling',
  );
  demand(isNumber(root.scoreScale) && root.scoreScale > 0, 'scoreScale', 'is not a number above 0');
  const score = readKeeping(root.score);
  const attributes = root.attributes;
  const cells = asList(root.cells, 'cells').map((cell, i) =>
    readCell(cell, `cells[${i}]`, { attributes, score, weightKind }),
  );
  checkDistinct(cells);
  const excluded = asList(root.excluded, 'excluded').map((entry, i) => readExclusion(entry, `excluded[${i}]`));
  const rowsRead = readCount(root.rowsRead, 'rowsRead');
  const held = [...cells, ...excluded].reduce((sum, part) => sum + part.rows, 0);
  demand(held === rowsRead, 'rowsRead', `is ${rowsRead}, but cells and exclusions hold ${counted(held, 'row')}`);
  return {
    schemaVersion: '1',
    policyDigest: root.policyDigest,
    attributes,
    weightKind,
    score,
    scoreScale: root.scoreScale,
    rowsRead,
    excluded,
    cells: cells.sort(compareCells),
  };
}

type Frame = Pick<Tally, 'attributes' | 'score' | 'weightKind'>;

function readCell(json: unknown, where: string, frame: Frame): TallyCell {
  const cell = asRecord(json, where);
  const { values, label, prediction } = cell;
  demand(isValueList(values), `${where}.values`, 'is not a list of texts and nulls');
  demand(
    values.length === frame.attributes.length,
    `${where}.values`,
    `has not one value per attribute (${frame.attributes.length})`,
  );
  demand(label === 0 || label === 1 || label === null, `${where}.label`, 'is not 0, 1 or null');
  demand(prediction === 0 || prediction === 1, `${where}.prediction`, 'is not 0 or 1');
  const score = readScore(cell.score, `${where}.score`, frame.score);
  const rows = readCount(cell.rows, `${where}.rows`);
  demand(rows > 0, `${where}.rows`, 'is 0');
  const sums = Object.fromEntries(BIG_FIELDS.map((field) => [field, readBig(cell[field], `${where}.${field}`)]));
  const { weight, weightSquares, scoreSum, scoreSquares, errorSquares } = sums as Record<
    (typeof BIG_FIELDS)[number],
    bigint
  >;
  const signed = { weight, weightSquares, scoreSquares, errorSquares };
  for (const [field, value] of Object.entries(signed)) demand(value >= 0n, `${where}.${field}`, 'is negative');
  demand(weight > 0n || frame.weightKind === 'sampling', `${where}.weight`, 'is 0');
  demand(frame.weightKind !== 'none' || weight === BigInt(rows), `${where}.weight`, 'is not the number of rows');
  return { values, label, prediction, score, rows, weight, weightSquares, scoreSum, scoreSquares, errorSquares };
}

function readScore(score: unknown, where: string, keeping: ScoreKeeping): number | null {
  if (score === null) return null;
  demand(keeping.kind !== 'none', where, 'is given, but the tally keeps no scores');
  demand(isNumber(score), where, 'is not a finite number or null');
  if (keeping.kind === 'bins') {
    demand(Number.isInteger(score) && score >= 0 && score < keeping.count, where, 'is not the index of a bin');
  }
  return score + 0;
}

function readKeeping(json: unknown): ScoreKeeping {
  const score = asRecord(json, 'score');
  if (score.kind === 'none' || score.kind === 'distinct') return { kind: score.kind };
  demand(score.kind === 'bins', 'score.kind', 'is not none, distinct or bins');
  const { lower, upper, count } = score;
  demand(isNumber(lower) && isNumber(upper) && isNumber(count), 'score', 'has not lower, upper and count');
  demand(areValidBins({ lower, upper, count }), 'score', 'has edges out of order or no whole count');
  return { kind: 'bins', lower, upper, count };
}

function checkDistinct(cells: readonly TallyCell[]): void {
  const seen = new Set<string>();
  cells.forEach((cell, i) => {
    const key = cellKey(cell);
    demand(!seen.has(key), `cells[${i}]`, 'repeats values, label, prediction and score of a cell before it');
    seen.add(key);
  });
}
