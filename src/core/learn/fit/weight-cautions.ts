import { counted } from '../../base/counted.js';
import { kishEffectiveSize } from '../../stats/index.js';
import type { Caution } from '../base/index.js';

/** Share of the rows below which the rows that weights leave are told. */
const FEW_BY_WEIGHT = 0.5;
/** Share of all weight above which one row alone is told. */
const HEAVY_SHARE = 0.05;
/** Times the mean weight that such a row weighs at least: of twelve rows alike each holds more than a twentieth. */
const HEAVY_TIMES = 2;

/** Says so where a few rows weigh so much that the others hardly count, or that a part of the people may be one of them. */
export function weightCautions(weights: Float64Array | null): Caution[] {
  if (weights === null) return [];
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  let [rows, sum, squares] = [0, 0, 0];
  for (const weight of weights) {
    if (weight === 0) continue;
    const share = weight / largest;
    rows++;
    sum += share;
    squares += share * share;
  }
  return [
    ...fewByWeight(rows, kishEffectiveSize(sum, squares)),
    ...heavyRows(weights, { rows, total: sum * largest, largest }),
  ];
}

function fewByWeight(rows: number, effective: number): Caution[] {
  if (effective >= FEW_BY_WEIGHT * rows) return [];
  return [
    {
      kind: 'few-by-weight',
      column: null,
      message: `${counted(rows, 'row')} with weights say what ${counted(Math.round(effective), 'row')} would without (Kish): a few weigh much more than the others`,
    },
  ];
}

function heavyRows(
  weights: Float64Array,
  { rows, total, largest }: { rows: number; total: number; largest: number },
): Caution[] {
  const least = Math.max(HEAVY_SHARE, HEAVY_TIMES / rows);
  const heavy = weights.filter((weight) => weight / total > least).length;
  if (heavy === 0) return [];
  const [who, whose] = heavy === 1 ? ['1 row holds', 'it'] : [`${heavy} rows each hold`, 'each of them'];
  return [
    {
      kind: 'heavy-rows',
      column: null,
      message: `${who} more than ${percent(least)} of all weight (the heaviest ${percent(largest / total)}): what is learned of people like ${whose} rests on that one row, whatever minRows says`,
    },
  ];
}

/** Parts in a hundred, rounded down, so that nearly all is not told as all. */
const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
