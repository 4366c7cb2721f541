import { TribuneError } from '../../../core/base/errors.js';
import type { Decided } from './decided.js';

/** Demands that only inputs are changed that the decision has. @throws TribuneError INVALID */
export function demandInputs({ id, inputs }: Decided, corrections: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(corrections).find((name) => !Object.hasOwn(inputs, name));
  if (unknown === undefined) return;
  throw new TribuneError('INVALID', `the decision ${id} has no input ${JSON.stringify(unknown.slice(0, 80))}`, {
    remedy: `It has ${Object.keys(inputs).slice(0, 20).join(', ')}. What is no input goes into the statement.`,
  });
}
