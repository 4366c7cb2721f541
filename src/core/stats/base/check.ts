import { TribuneError } from '../../base/errors.js';

// These checks run inside loops of a million draws, so a message is built only when a check fails.

/** Throws `INVALID_ARGUMENT` with what, where and how to mend it, unless `ok`. */
export function demand(ok: boolean, what: string, remedy: string): asserts ok {
  if (!ok) throw new TribuneError('INVALID_ARGUMENT', what, { remedy });
}

/** Refuses everything but a finite number. */
export function demandFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) demand(false, `${name} is ${value}`, `Pass a finite number for ${name}.`);
}

/** Refuses everything but a finite number of at least zero: a count, a sum of weights, a variance. */
export function demandNonNegative(value: number, name: string): void {
  if (Number.isFinite(value) && value >= 0) return;
  demand(false, `${name} is ${value}`, `Pass a finite ${name} of at least 0.`);
}

/** Refuses everything but a finite number above zero: a shape, a scale, degrees of freedom. */
export function demandPositive(value: number, name: string): void {
  if (Number.isFinite(value) && value > 0) return;
  demand(false, `${name} is ${value}`, `Pass a finite ${name} above 0.`);
}

/** Refuses everything but a non-negative integer that a double holds exactly. */
export function demandCount(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  demand(false, `${name} is ${value}`, `Pass a whole number of at least 0 for ${name}.`);
}

/** Refuses everything but a probability; both ends are included. */
export function demandProbability(value: number, name: string): void {
  if (value >= 0 && value <= 1) return;
  demand(false, `${name} is ${value}`, `Pass a probability between 0 and 1 for ${name}.`);
}

/** Refuses everything but a confidence level or a power strictly between 0 and 1: 0 and 1 would need an empty or an endless interval. */
export function demandLevel(level: number, name = 'level'): void {
  if (level > 0 && level < 1) return;
  demand(false, `${name} is ${level}`, `Pass a ${name} strictly between 0 and 1, such as 0.95.`);
}
