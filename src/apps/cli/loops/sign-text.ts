import { counted } from '../../../core/base/counted.js';
import type { GroupShares, ShownResult } from '../../../domain/feedback-loops/index.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';

const WORDS = { holds: '✗ holds', 'does-not-hold': '✓ does not hold', 'not-known': '? not known' } as const;
const COLOUR = { holds: 'red', 'does-not-hold': 'green', 'not-known': 'yellow' } as const;
const PER_CENT = 100;

const percent = (share: number): string => `${(PER_CENT * share).toFixed(1)} %`;

interface Frame {
  readonly missing: number;
  readonly paint: Paint;
  readonly columns: number;
}

/** The shares of groups from version to version, for a terminal. */
export function sharesText(
  shares: readonly GroupShares[],
  {
    from,
    by,
    fall,
    missing,
    paint,
    columns,
  }: Frame & { readonly from: string; readonly by: string; readonly fall: number },
): string {
  const claim =
    fall === 0
      ? 'fell from the first version to the last'
      : `fell by more than ${percent(fall)} from the first version to the last`;
  return [
    paint('bold', `Shares of ${by}, from the ${from} of each version`),
    ...shares.flatMap(({ group, versions, shrank }) => [
      `${group}: ${claim}: ${paint(COLOUR[shrank], WORDS[shrank])}`,
      ...versions.map(
        ({ version, people, of, share, lower, upper }) =>
          `  ${version}  ${percent(share)} (${percent(lower)} to ${percent(upper)}), ${people} of ${of}`,
      ),
    ]),
    ...wrap(
      `Each answer is false with a chance of at most 5 %, all groups together.${missing === 0 ? '' : ` ${counted(missing, 'row')} without group or version ${missing === 1 ? 'is' : 'are'} left out.`} A share says nothing of why it fell: the people who came may be others.`,
      columns,
    ).map((line) => paint('dim', line)),
    '',
  ].join('\n');
}

/** The concentration of what was shown, period by period, for a terminal. */
export function shownText(
  { periods, change }: ShownResult,
  {
    top,
    catalogue,
    isDeclared,
    missing,
    paint,
    columns,
  }: Frame & { readonly top: number; readonly catalogue: number; readonly isDeclared: boolean },
): string {
  const lines = periods.map(({ period, shown, lists, items, measures }) => {
    const of = `${counted(shown, 'place')} in ${counted(lists, 'list')}, ${counted(items, 'item')}`;
    if (measures === null) return `  ${period}  not known: fewer than 10 lists (${of})`;
    const { herfindahl, gini, topShare } = measures;
    const alike = herfindahl.estimate === 0 ? '–' : (1 / herfindahl.estimate).toFixed(1);
    return `  ${period}  Herfindahl ${number(herfindahl)}, as ${alike} items shown alike; Gini ${number(gini)}; top ${top} ${number(topShare)}; ${of}`;
  });
  const changed =
    change === null
      ? []
      : [
          `From the first period to the last: Herfindahl ${signed(change.herfindahl)}, Gini ${signed(change.gini)}, top ${top} ${signed(change.topShare)}`,
          change.herfindahl.lower > 0
            ? paint('red', '✗ more concentrated')
            : change.herfindahl.upper < 0
              ? paint('green', '✓ less concentrated')
              : paint('yellow', '? no change is shown'),
        ];
  const what = isDeclared
    ? `Gini is among ${catalogue} items that could be shown.`
    : `Gini is among the ${catalogue} items that were shown at all; --catalogue says how many there are.`;
  const left =
    missing === 0
      ? ''
      : ` ${counted(missing, 'row')} without item, list or time ${missing === 1 ? 'is' : 'are'} left out.`;
  return [
    paint('bold', 'Concentration of what is shown'),
    ...lines,
    ...changed,
    ...wrap(`${what} Intervals of 95 %, in which the places of a list hang together.${left}`, columns).map((line) =>
      paint('dim', line),
    ),
    '',
  ].join('\n');
}

interface Numbers {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

const DECIMALS = 4;
const number = ({ estimate, lower, upper }: Numbers): string =>
  `${estimate.toFixed(DECIMALS)} (${lower.toFixed(DECIMALS)} to ${upper.toFixed(DECIMALS)})`;

const sign = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(DECIMALS)}`;
const signed = ({ estimate, lower, upper }: Numbers): string => `${sign(estimate)} (${sign(lower)} to ${sign(upper)})`;
