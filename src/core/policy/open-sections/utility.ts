import { z } from 'zod';
import { defined } from '../../base/defined.js';
import { MAX_SAMPLING_WEIGHT } from '../../fairness/tally/index.js';
import { UTILITY_KINDS, type UtilityValues, unreasonable } from '../../fairness/utility/index.js';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';

const text = z.string().min(1).max(200);
/** Largest size of a value: sums over millions of people stay exact enough. */
const LARGEST = 1e12;
const number = z.number().min(-LARGEST).max(LARGEST);
/** All four are asked for, because what is left out is not free. */
const values = z.strictObject({
  truePositive: number,
  falsePositive: number,
  trueNegative: number,
  falseNegative: number,
});

interface WrittenUtility {
  readonly gains?: UtilityValues | undefined;
  readonly costs?: UtilityValues | undefined;
}

/** What decisions are worth to the decider: `utility` of the policy file. */
export const section = defineSection(
  'utility',
  {
    unit: text,
    /** Whose gain it is. */
    party: text.optional(),
    /** Column with the amount at stake, of which each value is a multiple; without it a value is per decision. */
    amount: text.optional(),
    /** The largest amount that a row can have; with it the interval holds for every distribution, and a larger amount is refused. */
    cap: z.number().positive().max(MAX_SAMPLING_WEIGHT).optional(),
    /** What each kind of decision gains; costs are negative. */
    gains: values.optional(),
    /** The same with the signs turned round. */
    costs: values.optional(),
  },
  (written, data) => [
    ...mistakesOf(written),
    ...capMistakes(written),
    ...besideData(data),
    ...besideWeight(written, data),
  ],
);

function mistakesOf(written: WrittenUtility): SectionMistake[] {
  const { gains, costs } = written;
  if ((gains === undefined) === (costs === undefined))
    return [
      {
        path: [],
        message: gains === undefined ? 'utility has neither gains nor costs' : 'utility has both gains and costs',
        remedy: `Write gains (costs negative) or costs (gains negative), with ${UTILITY_KINDS.join(', ')}.`,
      },
    ];
  const reason = unreasonable(gainsOf(written));
  if (reason === null) return [];
  return [
    {
      path: [gains === undefined ? 'costs' : 'gains'],
      message: `${reason}${gains === undefined ? ' (as gains)' : ''}`,
      remedy: 'A right answer must not be worth less than a wrong one. Mend the signs, or say gains where costs stand.',
    },
  ];
}

/** A cap says how large amounts can be. */
const capMistakes = ({ amount, cap }: { readonly amount?: string | undefined; readonly cap?: number | undefined }) =>
  cap === undefined || amount !== undefined
    ? []
    : [
        {
          path: ['cap'],
          message: 'utility.cap has no meaning without utility.amount',
          remedy: 'Name the column of amounts with `amount: COLUMN`, or leave the cap out.',
        },
      ];

/** Utility is counted from decisions of 0 or 1 whose truth is known. */
function besideData(data: SectionData | null): SectionMistake[] {
  if (data === null) return [];
  if (data.outcome !== undefined && data.outcome.type !== 'binary')
    return [
      {
        path: [],
        message: 'utility needs decisions of 0 or 1',
        remedy: 'Leave utility out of a policy whose data.outcome is of another type.',
      },
    ];
  if (typeof data.label === 'object' && data.label !== null && 'seenFor' in data.label)
    return [
      {
        path: [],
        message: 'utility needs the labels of everyone, and data.label.seenFor says that only some have one',
        remedy: 'Leave utility out: what the decisions about the others were worth is not in the data.',
      },
    ];
  if (data.label !== undefined) return [];
  return [{ path: [], message: 'utility needs data.label', remedy: 'Bind the label, or leave utility out.' }];
}

/** Amounts are summed in the place of weights, and a row has one of them. */
const besideWeight = (
  { amount }: { readonly amount?: string | undefined },
  data: SectionData | null,
): SectionMistake[] =>
  amount === undefined || data?.weight === undefined
    ? []
    : [
        {
          path: ['amount'],
          message: 'utility.amount stands beside data.weight',
          remedy: 'Audit one row for each person, without weights, or leave the amount out.',
        },
      ];

/** What a policy says about utility. */
export interface DeclaredUtility {
  readonly unit: string;
  readonly party: string | null;
  /** Column with the amount at stake, of which each value is a multiple; null where a value is per decision. */
  readonly amount: string | null;
  /** The largest amount that a row can have, where one is declared. */
  readonly cap?: number;
  /** What each kind of decision gains, costs as negative numbers. */
  readonly gains: UtilityValues;
}

/**
 * What a policy says about utility; null where it says nothing.
 *
 * @example utilityOf(parsePolicy(text).policy)?.gains.falsePositive
 */
export function utilityOf(policy: Parameters<typeof section.of>[0]): DeclaredUtility | null {
  const written = section.of(policy);
  if (written === undefined) return null;
  const { unit, party = null, amount = null, cap } = written;
  return { unit, party, amount, ...defined({ cap }), gains: gainsOf(written) };
}

/** The gains of a section, costs with their signs turned round. */
function gainsOf({ gains, costs }: WrittenUtility): UtilityValues {
  if (gains !== undefined) return gains;
  const turned = UTILITY_KINDS.map((kind) => [kind, 0 - costs![kind]]);
  return Object.fromEntries(turned) as unknown as UtilityValues;
}
