import { TribuneError } from '../../../core/errors.js';
import type { Tally } from '../../../core/fairness/types.js';
import type { Policy } from '../../../core/policy/types.js';
import { type LivePolicy, whereColumns } from '../live-binding.js';
import { protectTally } from './protect.js';
import { type AuditPart, LEAST_CELL } from './types.js';

/** What a filter or a group of somebody who may see no person may rest on: what many people share. */
const SHARED_FIELDS: ReadonlySet<string> = new Set(['route', 'jurisdiction', 'version']);
const isShared = (column: string): boolean => SHARED_FIELDS.has(column) || column.startsWith('attributes.');
const FILTERED = 'filtered by policy';

/** How a caller who may see the persons comes to the numbers as recorded. */
export const SEES_PERSONS =
  'A key with audit:read, decisions:read and attributes:read, or an account with the role auditor, gets every cell as recorded.';

/**
 * Throws `FORBIDDEN` for a policy that looks at people by what may single one of them out: inputs, the score, the cutoff, the outcome or
 * the label, in filters or as groups; and for weights, whose sums tell of one person.
 */
export function demandGroupsOnly({ policy, inputs }: LivePolicy): void {
  const { where, attributes, weight } = policy.data;
  const groups = attributes.map(({ column }) => column).filter((column) => !isShared(column));
  const filters = whereColumns(where).filter((column) => !isShared(column));
  const named = [...new Set([...inputs, ...groups, ...filters, ...(weight === null ? [] : [weight])])];
  if (named.length === 0) return;
  throw new TribuneError('FORBIDDEN', `this caller sees no person, and ${named.join(', ')} can single one out`, {
    remedy: `Filter and group by attributes, route, jurisdiction and version. ${SEES_PERSONS}`,
  });
}

/**
 * The parts in which an audit is shown to somebody who may see no person: everybody, then the attributes that the policy looks at
 * together, each set apart from the others. What belongs together stands in one part, so that no two of them can be subtracted.
 *
 * @throws TribuneError `DATA_TOO_FEW` where there are too few people to show at all
 */
export function protectedParts(tally: Tally, policy: Policy): AuditPart[] {
  const left = tally.excluded.filter(({ reason }) => reason === FILTERED).reduce((sum, { rows }) => sum + rows, 0);
  if (left > 0 && left < LEAST_CELL) {
    throw tooFew(`the filter of the policy leaves out fewer than ${LEAST_CELL} decisions`);
  }
  return [[], ...looksAt(policy)].map((attributes) => {
    const part = protectTally(tally, attributes, policy.data.scoreBins);
    if (part !== null) return part;
    throw tooFew(`fewer than ${LEAST_CELL} of the decisions have one of the outcomes`);
  });
}

const tooFew = (what: string): TribuneError =>
  new TribuneError('DATA_TOO_FEW', `${what}, so that nothing can be shown to a caller who may see no person`, {
    remedy: `Take a longer time or a wider filter. ${SEES_PERSONS}`,
  });

/** Attributes that some intersection or requirement looks at together, each in one set. */
function looksAt({ data, requirements }: Policy): string[][] {
  const sets: string[][] = data.attributes.map(({ name }) => [name]);
  for (const by of [...data.intersections, ...requirements.map((one) => one.by)]) {
    const joined = sets.filter((set) => set.some((name) => by.includes(name)));
    if (joined.length < 2) continue;
    const apart = sets.filter((set) => !joined.includes(set));
    sets.splice(0, sets.length, ...apart, joined.flat());
  }
  const order = data.attributes.map(({ name }) => name);
  return sets.map((set) => set.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
}
