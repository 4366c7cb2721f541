import { counted } from '../../../base/counted.js';
import { asRecord, demand, isNumber, isValueList, readBig, readCount } from '../../tally/json-fields.js';
import { readFrame } from '../base/index.js';
import { amountCellKey, settlePlaces } from './cells.js';
import { demandFewPeople } from './merge.js';
import { FORMER_STEP_DIGITS, MAX_DECIMALS, MAX_PARTS, STEP_DIGITS, stepOf, stepWidth } from './scale.js';
import { type AmountCell, type AmountTally, type Places, QUANTITIES, type Quantity } from './types.js';

const BIG_FIELDS = ['weight', 'sum', 'squares'] as const;

/** A tally of amounts as plain JSON data: integers that may be beyond 2^53 are decimal strings. */
export function amountTallyToJson(tally: AmountTally): Record<string, unknown> {
  const cells = tally.cells.map((cell) => ({
    ...cell,
    ...Object.fromEntries(BIG_FIELDS.map((field) => [field, cell[field].toString()])),
  }));
  return { ...tally, cells };
}

/**
 * Reads what `amountTallyToJson` wrote in this version or one before, or another engine did, and checks all of it; cells may come in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong; `DATA_TOO_LARGE` beyond the limit of people
 * @example amountTallyFromJson(JSON.parse(text))
 */
export function amountTallyFromJson(json: unknown): AmountTally {
  const { root, cells: list, ...frame } = readFrame(json, 'amount', ['1', '2', '3']);
  const { unit, decimals, weightKind } = root;
  demand(typeof unit === 'string' && unit !== '', 'unit', 'is not the name of a unit');
  demand(
    isNumber(decimals) && Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS,
    'decimals',
    `is not a whole number from 0 to ${MAX_DECIMALS}`,
  );
  demand(weightKind === 'none' || weightKind === 'count', 'weightKind', 'is not none or count');
  const kept = asRecord(root.places, 'places');
  const isExplained = kept.actual !== undefined || kept.paired !== undefined;
  const hasIntervals = kept.covered !== undefined || kept.width !== undefined;
  const places: AmountTally['places'] = {
    amount: readPlaces(kept.amount, 'places.amount'),
    error: readPlaces(kept.error, 'places.error'),
    ...(isExplained
      ? { actual: readPlaces(kept.actual, 'places.actual'), paired: readPlaces(kept.paired, 'places.paired') }
      : {}),
    ...(hasIntervals
      ? { covered: readPlaces(kept.covered, 'places.covered'), width: readPlaces(kept.width, 'places.width') }
      : {}),
  };
  const { attributes } = frame;
  const digits = root.schemaVersion === '1' ? FORMER_STEP_DIGITS : STEP_DIGITS;
  const read = list.map((cell, i) => readCell(cell, `cells[${i}]`, { attributes, places, weightKind, digits }));
  checkCells(read, frame, isExplained);
  demandFewPeople(read);
  const declared = { outcome: 'amount', unit, decimals, weightKind } as const;
  // Former versions had finer steps and kept more distinct values.
  return { ...frame, schemaVersion: '3', ...declared, ...settlePlaces(read, places) };
}

function readPlaces(value: unknown, where: string): Places {
  demand(value === 'distinct' || value === 'steps', where, 'is not distinct or steps');
  return value;
}

interface Frame extends Pick<AmountTally, 'attributes' | 'places' | 'weightKind'> {
  /** Leading binary digits that steps keep. */
  readonly digits: number;
}

function readCell(json: unknown, where: string, { attributes, places, weightKind, digits }: Frame): AmountCell {
  const cell = asRecord(json, where);
  const { values, quantity, at } = cell;
  demand(isValueList(values), `${where}.values`, 'is not a list of texts and nulls');
  demand(
    values.length === attributes.length,
    `${where}.values`,
    `has not one value per attribute (${attributes.length})`,
  );
  const known = QUANTITIES.filter((name) => places[name] !== undefined);
  demand(
    known.includes(quantity as Quantity),
    `${where}.quantity`,
    `is not ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
  );
  const least = quantity === 'error' ? -MAX_PARTS : 0;
  const most = quantity === 'covered' ? 1 : MAX_PARTS;
  demand(
    isNumber(at) && Number.isInteger(at) && at >= least && at <= most,
    `${where}.at`,
    `is not a whole number from ${least} to ${most}`,
  );
  const rows = readCount(cell.rows, `${where}.rows`);
  demand(rows > 0, `${where}.rows`, 'is 0');
  const [weight, sum, squares] = BIG_FIELDS.map((field) => readBig(cell[field], `${where}.${field}`)) as [
    bigint,
    bigint,
    bigint,
  ];
  demand(weight > 0n, `${where}.weight`, 'is not above 0');
  demand(weightKind === 'count' || weight === BigInt(rows), `${where}.weight`, 'is not the number of rows');
  const read: AmountCell = { values, quantity: quantity as Quantity, at: at + 0, rows, weight, sum, squares };
  const stepDigits = places[read.quantity] === 'steps' ? digits : null;
  if (quantity === 'paired') checkPaired(read, where, stepDigits);
  else checkSums(read, where, stepDigits);
  return read;
}

/** The sums must follow from the one value of a cell, or lie where the values of its step put them: digits that were cut off on the way show. */
function checkSums({ at, weight, sum, squares }: AmountCell, where: string, digits: number | null): void {
  const width = digits === null ? 1 : stepWidth(at, digits);
  demand(digits === null || stepOf(at, digits) === at, `${where}.at`, 'is not the end of a step');
  const nearer = BigInt(at);
  const farther = BigInt(at < 0 ? at - (width - 1) : at + (width - 1));
  const [low, high] = at < 0 ? [farther, nearer] : [nearer, farther];
  demand(sum >= low * weight && sum <= high * weight, `${where}.sum`, 'does not follow from the values of the cell');
  const isBetween = squares >= nearer * nearer * weight && squares <= farther * farther * weight;
  demand(isBetween && squares * weight >= sum * sum, `${where}.squares`, 'does not follow from the values of the cell');
}

/** Errors of the people at one label may be anything that errors can be. */
function checkPaired({ at, weight, sum, squares }: AmountCell, where: string, digits: number | null): void {
  demand(digits === null || stepOf(at, digits) === at, `${where}.at`, 'is not the end of a step');
  const most = BigInt(MAX_PARTS);
  const isPossible = squares <= most * most * weight && squares * weight >= sum * sum;
  demand(isPossible, `${where}.squares`, 'does not follow from errors of so many people');
}

/**
 * Refuses a cell that comes twice, errors or intervals of more rows than there are amounts, labels of other rows than errors, covered labels of more rows than
 * there are intervals or errors, and rows that do not add up to those read.
 */
function checkCells(
  cells: readonly AmountCell[],
  { rowsRead, excluded }: Pick<AmountTally, 'rowsRead' | 'excluded'>,
  isExplained: boolean,
): void {
  const seen = new Set<string>();
  const rows = new Map<string, Record<Quantity, number>>();
  const pairs = new Map<string, { actual: number; paired: number }>();
  cells.forEach((cell, i) => {
    const key = amountCellKey(cell);
    demand(!seen.has(key), `cells[${i}]`, 'repeats values, quantity and place of a cell before it');
    seen.add(key);
    const group = JSON.stringify(cell.values);
    const there = rows.get(group) ?? { amount: 0, error: 0, actual: 0, paired: 0, covered: 0, width: 0 };
    there[cell.quantity] += cell.rows;
    rows.set(group, there);
    if (cell.quantity !== 'actual' && cell.quantity !== 'paired') return;
    const place = JSON.stringify([cell.values, cell.at]);
    const pair = pairs.get(place) ?? { actual: 0, paired: 0 };
    pair[cell.quantity] += cell.rows;
    pairs.set(place, pair);
  });
  for (const [group, { amount, error, actual, covered, width }] of rows) {
    demand(error <= amount, 'cells', `hold ${error} errors of ${amount} amounts of ${group}`);
    demand(!isExplained || actual === error, 'cells', `hold ${actual} labels and ${error} errors of ${group}`);
    demand(width <= amount, 'cells', `hold ${width} intervals of ${amount} amounts of ${group}`);
    demand(
      covered <= width && covered <= error,
      'cells',
      `hold ${covered} labels in or out of ${width} intervals, of ${error} labels of ${group}`,
    );
  }
  for (const [place, { actual, paired }] of pairs)
    demand(actual === paired, 'cells', `hold ${actual} labels and ${paired} errors at ${place}`);
  const held = [...rows.values()].reduce((sum, { amount }) => sum + amount, 0);
  const left = excluded.reduce((sum, part) => sum + part.rows, 0);
  demand(
    held + left === rowsRead,
    'rowsRead',
    `is ${rowsRead}, but cells and exclusions hold ${counted(held + left, 'row')}`,
  );
}
