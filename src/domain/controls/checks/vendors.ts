import { DAY_MS } from '../../../core/base/durations.js';
import type { Check } from '../catalogue/index.js';
import type { VendorFact } from '../facts/index.js';
import { dayOf, type Finding, gap, joined, type Look, met, undecided } from './finding.js';
import { stated } from './said.js';

/** Asked where no vendor is registered of the system. */
const ASKS =
  'Which vendors supply parts of the system? `vendors:` of tribune admin apply registers them; where there is none, say so.';

/**
 * Every vendor of the system answered each question, no longer ago than so many days, and no contract is over. That nobody supplies a part is for a
 * person to say.
 */
export function vendorsAnswered({ days }: Extract<Check, { readonly is: 'vendors-answered' }>, look: Look): Finding {
  const { vendors } = look.facts;
  if (vendors.length === 0) {
    const found = stated({ is: 'stated', asks: ASKS, who: 'owner' }, look);
    return found.result === 'undecided' ? undecided('no vendor of the system is registered', ASKS, 'owner') : found;
  }
  return joined(vendors.map((one) => findingOf(one, days, look.atMs)));
}

function findingOf(
  { id, name, digest, answered, open, oldestMs, endsMs }: VendorFact,
  days: number,
  atMs: number,
): Finding {
  const says = `${name} answered ${answered} questions${oldestMs === null ? '' : `, the oldest on ${dayOf(oldestMs)}`}`;
  const evidence = [{ record: 'vendor', id, digest, entry: null, says, atMs: oldestMs }];
  if (open.length > 0) return gap(`${name} has not answered ${open.join(', ')}`, evidence);
  if (endsMs !== null && endsMs <= atMs)
    return gap(`the contract with ${name} ended on ${dayOf(endsMs - DAY_MS)}`, evidence);
  if (oldestMs === null || atMs - oldestMs > days * DAY_MS)
    return gap(`${says}, longer than ${days} days ago`, evidence);
  return met(says, evidence);
}
