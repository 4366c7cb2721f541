import { measuredCosts } from '../../data/measured-costs/index.js';
import { TribuneError } from '../base/errors.js';

/** What something was measured to cost, on one machine. */
export interface MeasuredCost {
  readonly id: string;
  readonly what: string;
  readonly low: number;
  readonly high: number;
  readonly unit: 'us' | 'bytes' | 'share';
  /** How it was measured. */
  readonly origin: string;
}

interface MeasuredFile {
  readonly kind: string;
  readonly date: string;
  readonly machine: string;
  readonly costs: readonly MeasuredCost[];
}

/** The newest measurements of this product; a test holds the files to their schema. */
export const MEASURED: MeasuredFile = (measuredCosts as readonly MeasuredFile[]).reduce((newest, one) =>
  one.date > newest.date ? one : newest,
);

/** @throws TribuneError INVALID_ARGUMENT for an id that was not measured */
export function measuredCost(id: string): MeasuredCost {
  const found = MEASURED.costs.find((one) => one.id === id);
  if (found === undefined)
    throw new TribuneError('INVALID_ARGUMENT', `"${id}" was not measured`, {
      remedy: `Measured: ${MEASURED.costs.map((one) => one.id).join(', ')}.`,
    });
  return found;
}
