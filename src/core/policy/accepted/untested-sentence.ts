import { evidenceUnits } from '../sections/metric-needs.js';
import type { RequirementResult, UntestedChange } from '../sections/result-types.js';
import { groupText } from '../sections/text.js';

const WHY_UNTESTED: Readonly<Record<UntestedChange['why'], string>> = {
  new: 'not in the accepted audit',
  gone: 'only in the accepted audit',
  'too-small': 'too few people in both',
  'too-small-now': 'too few people now',
  'too-small-then': 'too few people then',
  'no-interval': 'no interval of the change',
};

/** Most groups named in a message. */
const NAMED = 12;

/** Names the groups and pairs that could not be tested, and what that means for the verdict. */
export function untestedSentence({ untested = [], metric }: Pick<RequirementResult, 'untested' | 'metric'>): string {
  if (untested.length === 0) return '';
  const name = ({ group, reference, why }: UntestedChange) =>
    `${groupText(group)}${reference ? ` against ${groupText(reference)}` : ''} (${WHY_UNTESTED[why].replace('people', evidenceUnits(metric))})`;
  const list = (some: readonly UntestedChange[]) =>
    `${some.slice(0, NAMED).map(name).join(', ')}${some.length > NAMED ? ` and ${some.length - NAMED} more` : ''}`;
  const hindering = untested.filter(({ hinders }) => hinders);
  const listed = untested.filter(({ hinders }) => !hinders);
  return [
    hindering.length === 0
      ? ''
      : ` Not tested, which keeps it from passing: ${list(hindering)}. A group may have been renamed; look at it, then accept a new audit as the baseline.`,
    listed.length === 0 ? '' : ` Not tested, only listed: ${list(listed)}.`,
  ].join('');
}
