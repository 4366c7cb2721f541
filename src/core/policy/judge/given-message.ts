import { agree, counted } from '../../base/counted.js';
import type { RequirementResult, WithinStrata } from '../sections/result-types.js';
import { amountText, countText, groupText, numberText } from '../sections/text.js';

/** Below this a p-value is told as smaller. */
const LEAST_P = 0.001;

type Told = Omit<RequirementResult, 'message'>;

/** Says within what the groups were compared, who is in no stratum, what the gap is without strata, and whether it is the same in all. */
export function givenSentence(result: Told): string {
  const { within, compare, level } = result;
  if (within === undefined) return '';
  const { crude, homogeneity } = within;
  const together = crude === null ? '' : ` Without strata the ${compare} is ${crudeText(crude, result)}.`;
  const gap = within.means === undefined ? ODDS_RATIO : { name: compare, test: "Welch's test" };
  return `${strataSentence(result)}${together}${homogeneityText(homogeneity, level, gap)}`;
}

/** Says over which strata both sides of a gap are standardised, who is in none of them, and where people are too few for being spread so. */
export function strataSentence(result: Told): string {
  const { given, within } = result;
  if (given === undefined || within === undefined) return '';
  const { strata, allStrata, outside } = within;
  const least = within.means === undefined ? 'people' : 'at least three people';
  const of = `Both are standardised over ${counted(countText(strata), 'stratum')} of ${given.join(' x ')} that ${agree(strata, 'has', 'have')} ${least} of both groups, of ${countText(allStrata)}`;
  const left =
    outside > 0 ? `; ${counted(countText(outside), 'person')} ${agree(outside, 'is', 'are')} in no such stratum` : '';
  return `${of}${left}.${effectiveText(result)}`;
}

/** A difference of amounts is told in their unit. */
const crudeText = (crude: number, { compare, within, unit }: Told): string =>
  amountText(crude, compare === 'difference' && within?.means !== undefined ? unit : undefined);

const ODDS_RATIO = { name: 'odds ratio', test: "Breslow and Day's test" };

/** Says of each side that is too small to judge only because its people are spread too unevenly. */
function effectiveText({ within, minGroupSize = 0, group, reference, nGroup, nReference }: Told): string {
  const { effective } = within ?? {};
  if (effective === undefined) return '';
  return [
    { key: group, n: nGroup, size: effective.group },
    { key: reference, n: nReference, size: effective.reference },
  ]
    .map(({ key, n, size }) =>
      key === null || n === null || n < minGroupSize || size >= minGroupSize
        ? ''
        : ` Spread so over the strata, the ${counted(countText(n), 'person')} of ${groupText(key)} ${agree(n, 'counts', 'count')} as ${Math.floor(size)} of one.`,
    )
    .join('');
}

function homogeneityText(
  test: WithinStrata['homogeneity'],
  level: number,
  gap: { readonly name: string; readonly test: string },
): string {
  if (test === null) return ` Whether the ${gap.name} is the same in all strata cannot be tested.`;
  const p = test.pValue < LEAST_P ? `p below ${LEAST_P}` : `p ${numberText(test.pValue)}`;
  return test.pValue < 1 - level
    ? ` The ${gap.name} is not the same in all strata (${gap.test}, ${p}): read them one by one.`
    : ` No difference of the ${gap.name} between strata is shown (${gap.test}, ${p}).`;
}
