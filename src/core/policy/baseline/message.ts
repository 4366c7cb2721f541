import type { Judged } from '../judge/message.js';
import { metricWords } from '../sections/metric-needs.js';
import { countText, groupText, levelText, numberText } from '../sections/text.js';
import type { UntestedChange } from '../sections/types.js';

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
export function untestedSentence({ untested = [] }: Judged): string {
  if (untested.length === 0) return '';
  const name = ({ group, reference, why }: UntestedChange) =>
    `${groupText(group)}${reference ? ` against ${groupText(reference)}` : ''} (${WHY_UNTESTED[why]})`;
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

/** Says how the gap changed, and what that means. */
export function messageOfChange(r: Judged, level: number): string {
  if (r.group === null || r.reference === null) return '';
  const gap = `the gap in ${metricWords(r.metric)} between ${groupText(r.group)} and ${groupText(r.reference)}`;
  const what =
    r.compare === 'difference'
      ? `${gap} changed by ${numberText(r.estimate)}`
      : `${gap} changed by a factor of ${numberText(r.estimate)}`;
  const range = `(${levelText(r.level)} interval ${numberText(r.lower)} to ${numberText(r.upper)}; above ${numberText(r.allowed?.upper ?? null)} is worse)`;
  const since = `Since the accepted audit ${what} ${range}.`;
  if (r.reason === 'worse-than-baseline')
    return `${since} It is worse: significant one-sided at ${levelText(level)}, ${countText(r.comparisons ?? 1)} comparison(s) allowed for.`;
  if (r.reason === 'change-untested') return `${since} No gap that could be tested is shown to be worse.`;
  if (r.reason === 'no-worse-than-baseline')
    return `${since} No gap is shown to be worse, and none can have grown by as much as the bound allows in all.`;
  return `${since} It may be worse; there is too little data to tell.`;
}
