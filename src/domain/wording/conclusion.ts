import { counted } from '../../core/base/counted.js';
import { formatCount } from '../../core/charts/index.js';
import { isWithinReach, outOfReach, showsAnother, undecidedBy } from '../../core/policy/judge/index.js';
import {
  countedIn,
  evidenceUnits,
  levelText,
  type RequirementResult,
  type VerdictReason,
} from '../../core/policy/sections/index.js';
import { isLevelChange } from './change-sentence.js';
import { allowedEnds, isChange, spanText } from './requirement-text.js';
import { isValue, valueReason } from './value-sentence.js';

const CHANGE_CONCLUSIONS: Readonly<Record<RequirementResult['verdict'], string>> = {
  pass: 'No gap is shown to be larger than in the accepted audit, and none can have grown by as much as the bound allows in all.',
  fail: 'The gap grew by more than chance explains, corrected for the number of comparisons.',
  inconclusive: 'The data neither show that the gap grew nor rule it out.',
  not_applicable: '',
};

/** Sentences for reasons; each is true of every result with that reason, whatever the standard of evidence. */
const REASON_SENTENCES: Readonly<Partial<Record<VerdictReason, string>>> = {
  'estimate-beyond': 'The measured value lies beyond the bound; under this standard the measured value decides.',
  'estimates-within': 'The measured values of all groups with enough people lie within the bound.',
  'interval-beyond':
    'The gap lies beyond the bound with its whole margin of error, corrected for the number of comparisons, so chance alone is an unlikely explanation.',
  'exact-beyond':
    'One side is too small for a margin of error; its own count lies beyond what the bound leaves it, by an exact test corrected for the number of comparisons.',
  'intervals-within': 'Every comparison that was judged lies within the bound with its whole margin of error.',
  'small-groups':
    'The groups with enough people lie within the bound, but those too small to judge keep it from passing.',
  'nothing-to-compare': 'There were not two groups with enough people to compare.',
  'not-estimable': 'The comparison or its margin of error cannot be estimated from these counts.',
  'lists-not-whole': 'What was judged lies within the bound, but too many recorded lists are not whole for it to pass.',
  'waiver-expired': 'It did not pass, and the waiver that covered it has expired.',
};

const ACROSS = {
  violation: 'the data neither show a breach nor rule it out.',
  compliance:
    'it was not shown that every group lies within; this standard asks for proof, not for the absence of disproof.',
} as const;

/** Words for why a result is open, for readers without statistics. */
const ACROSS_WORDS = {
  interval: 'The margin of error reaches across the bound',
  correction:
    'By itself the margin of error lies beyond the bound, but corrected for the number of comparisons it reaches across',
  tight:
    'By itself the margin of error lies beyond the bound, but widened because either end might break so tight a bound by chance it reaches across',
  count:
    'The margin of error lies beyond the bound, but one side has so few people of one kind that the exact count decides, and it does not show a breach',
} as const;

function acrossText(requirement: RequirementResult): string {
  const words = ACROSS_WORDS[undecidedBy({ ...requirement, allowed: allowedEnds(requirement) })];
  return isValue(requirement) || isLevelChange(requirement)
    ? words.replace('number of comparisons', 'number of groups')
    : words;
}

/** Addition for several comparisons, which is not true of a single one. */
const CORRECTED = ', corrected for the number of comparisons';
const DECIDED_ALONE: Readonly<Partial<Record<VerdictReason, string>>> = {
  'interval-beyond':
    'The gap lies beyond the bound with its whole margin of error, so chance alone is an unlikely explanation.',
  'exact-beyond':
    'One side is too small for a margin of error; its own count lies beyond what the bound leaves it, by an exact test.',
};

function reasonText(requirement: RequirementResult): string | undefined {
  if (isValue(requirement) || isLevelChange(requirement)) return valueReason(requirement);
  const { reason, comparisons } = requirement;
  if (reason === undefined) return undefined;
  return (comparisons === 1 ? DECIDED_ALONE[reason] : undefined) ?? REASON_SENTENCES[reason];
}

/** Sentences for results of older versions, which have no reason. */
const VERDICT_SENTENCES: Readonly<Record<RequirementResult['verdict'], string>> = {
  pass: 'What was judged lies within the bound.',
  fail: 'It was not met.',
  inconclusive: 'The data neither show a breach nor rule it out.',
  not_applicable: 'The data lacks what this requirement needs, so it was not judged.',
};

export function conclusionSentence(requirement: RequirementResult): string {
  const { verdict, reason, evidence } = requirement;
  if (isChange(requirement))
    return requirement.comparisons === 1
      ? CHANGE_CONCLUSIONS[verdict].replace(CORRECTED, '')
      : CHANGE_CONCLUSIONS[verdict];
  if (verdict === 'not_applicable') return VERDICT_SENTENCES.not_applicable;
  const words =
    reason === 'interval-across'
      ? `${acrossText(requirement)}: ${ACROSS[evidence === 'compliance' ? 'compliance' : 'violation']}`
      : reasonText(requirement);
  const told = words ?? VERDICT_SENTENCES[verdict];
  const inUnits = told.replace(/\b(enough|few) people\b/, `$1 ${evidenceUnits(requirement.metric)}`);
  return `${inUnits}${verdict === 'inconclusive' ? neededText(requirement) : ''}`;
}

/** How many people would decide what is open, or that no realistic number would. */
function neededText(requirement: RequirementResult): string {
  const { nNeeded, by, metric } = requirement;
  if (nNeeded === null) return '';
  if (!isWithinReach(requirement)) return ` ${outOfReach(requirement)}`;
  return ` About ${counted(formatCount(nNeeded), countedIn(metric))}${by.length === 0 ? '' : ' in the group'} would decide it if the values stayed as they are.`;
}

/** Says on which wider interval a failure rests, where it is not the interval shown. */
export function widerSentence({ reason, simultaneous, level, comparisons, ...requirement }: RequirementResult): string {
  if (reason !== 'interval-beyond' || simultaneous === null || simultaneous.level === level) return '';
  const shown = { ...requirement, reason, simultaneous, level, comparisons } as RequirementResult;
  const interval = spanText({ ...shown, estimate: simultaneous.lower ?? simultaneous.upper }, simultaneous);
  const why = comparisons === 1 ? 'Widened because either end might break so tight a bound by chance' : 'Corrected';
  const decider = isValue(shown) ? 'the error of the group that decides' : 'the gap that decides';
  return ` ${why}, ${showsAnother(shown) ? decider : 'it'} is ${interval} at ${levelText(simultaneous.level)}.`;
}
