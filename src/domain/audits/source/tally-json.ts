import { amountTallyFromJson, amountTallyToJson } from '../../../core/fairness/outcomes/amount/index.js';
import {
  classTallyFromJson,
  orderedTallyFromJson,
  rankingSetsFromJson,
  rankingSetsToJson,
  stagesTallyFromJson,
} from '../../../core/fairness/outcomes/index.js';
import { tallyToJson } from '../../../core/fairness/tally/api.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import type { Outcome } from '../../../core/policy/sections/index.js';
import type { OutcomeTally } from './source.js';

export const isOutcomeTally = (tally: Tally | OutcomeTally): tally is OutcomeTally => 'outcome' in tally;

/** A tally of any decisions as plain JSON data. */
export function anyTallyToJson(tally: Tally | OutcomeTally): Record<string, unknown> {
  if (!isOutcomeTally(tally)) return tallyToJson(tally);
  if (tally.outcome === 'ranking') return rankingSetsToJson(tally);
  // Tallies of words hold counts only, which JSON takes as they are.
  const plain = tally.outcome === 'amount' ? amountTallyToJson(tally) : { ...tally };
  const cells = (plain.cells as Record<string, unknown>[]).map((cell) => inOrder(cell, CELL));
  return inOrder({ ...plain, cells }, TALLY);
}

/** The names that stand at the beginning and at the end; the others stand between them by the alphabet. */
interface Order {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const TALLY: Order = {
  first: ['schemaVersion', 'outcome', 'policyDigest', 'attributes'],
  last: ['rowsRead', 'excluded', 'cells'],
};
const CELL: Order = { first: ['values'], last: ['rows', 'people'] };

/** Fields in one order, whoever made the tally: a service and a file of the same rows give the same bytes, which a digest can tell. */
function inOrder(fields: Readonly<Record<string, unknown>>, { first, last }: Order): Record<string, unknown> {
  const kept = (names: readonly string[]): string[] => names.filter((name) => name in fields);
  const between = Object.keys(fields)
    .filter((name) => !first.includes(name) && !last.includes(name))
    .sort();
  return Object.fromEntries([...kept(first), ...between, ...kept(last)].map((name) => [name, fields[name]]));
}

/**
 * Reads a tally of the type that a policy declares, as `anyTallyToJson` wrote it.
 *
 * @throws TribuneError TALLY_INVALID
 */
export function outcomeTallyFromJson(json: unknown, { type }: Pick<Outcome, 'type'>): OutcomeTally {
  switch (type) {
    case 'amount':
      return amountTallyFromJson(json);
    case 'ordered':
      return orderedTallyFromJson(json);
    case 'class':
      return classTallyFromJson(json);
    case 'stages':
      return stagesTallyFromJson(json);
    case 'ranking':
      return rankingSetsFromJson(json);
  }
}
