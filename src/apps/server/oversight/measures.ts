import { z } from 'zod';
import { INVOLVEMENT_CONDITIONS, type InvolvementCondition } from '../../../core/oversight/index.js';
import type { ReviewMeasures } from '../../../domain/oversight/index.js';
import { time } from '../http/schemas.js';

const CONDITIONS = Object.keys(INVOLVEMENT_CONDITIONS) as [InvolvementCondition, ...InvolvementCondition[]];

/** A number with its interval; null where the cases do not determine it. */
export const estimate = z
  .object({
    estimate: z.number().nullable(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    level: z.number(),
    method: z.string(),
    n: z.int(),
    status: z.enum(['ok', 'insufficient', 'undefined']),
    reason: z.string().optional().meta({ description: 'Why there is no number.' }),
  })
  .meta({ id: 'ReviewEstimate' });

const switches = z.object({
  toward: estimate.meta({ description: 'Of views other than the machine’s: answers that came nearer to it.' }),
  away: estimate.meta({ description: 'Of views that were the machine’s: answers that left it.' }),
});
const holdoutRates = z.object({ shown: estimate, held: estimate, difference: estimate });
const rightness = z.object({ right: estimate, favourable: estimate, adverse: estimate });
const groupRate = z.object({ group: z.string(), rate: estimate, beyondOthers: estimate });
const audited = z
  .object({
    reference: z.string().nullable(),
    comparisons: z.array(
      z.object({
        group: z.string(),
        compare: z.enum(['difference', 'ratio']),
        estimate: z.number().nullable(),
        lower: z.number().nullable(),
        upper: z.number().nullable(),
        level: z.number(),
        method: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        test: z.string().nullable(),
        pValue: z.number().nullable(),
        adjustedPValue: z.number().nullable(),
      }),
    ),
  })
  .meta({
    description:
      'The same as an audit compares decisions, a changed decision standing where it has the prediction: groups that are told, beside the largest of them; p-values by Holm.',
  });
const dwell = z.object({
  n: z.int(),
  median: z.number().nullable().meta({ description: 'Milliseconds, with breaks: the time of work is at most that.' }),
  tenth: z.number().nullable(),
  ninetieth: z.number().nullable(),
});

export const measuresAnswer = z
  .object({
    cases: z.int(),
    pending: z.int().meta({ description: 'Decided cases that were not opened yet: asked again, they are in it.' }),
    left: z.int().meta({ description: 'Cases that cannot be opened, such as where the decision was erased.' }),
    since: time.nullable(),
    level: z.number(),
    agreement: z.object({
      withMachine: estimate,
      kappaWithMachine: estimate,
      fleiss: estimate,
      readers: estimate,
    }),
    switches: z.object({
      readings: z.int(),
      all: switches,
      machineRight: switches,
      machineWrong: switches,
      truthUnknown: z.int(),
      further: z.int(),
    }),
    overrides: z.object({ rate: estimate, weeks: z.array(z.object({ from: time, rate: estimate })) }),
    overturns: z.array(
      z.object({
        attribute: z.string().nullable(),
        rate: estimate,
        byPeople: estimate,
        groups: z.array(groupRate),
        hidden: z.int().meta({ description: 'Groups of fewer than 10 decided appeals, which are not told.' }),
        open: z.int(),
        withdrawn: z.int(),
        groupUnknown: z.int(),
        audited,
      }),
    ),
    errors: z.array(
      z.object({
        deployment: z.string(),
        policy: z.string(),
        days: z.int().meta({ description: 'Days of which everything that was drawn is decided by people.' }),
        daysInAll: z.int(),
        decisions: z.int(),
        changed: estimate,
        disagreed: estimate,
      }),
    ),
    pair: z.object({
      readings: z.int(),
      human: rightness,
      machine: rightness,
      pair: rightness,
      acceptedWhenWrong: estimate,
      overriddenWhenRight: estimate,
      better: z.enum(['human', 'machine', 'equal']).nullable(),
      beyondBetter: estimate,
    }),
    involvement: z.object({
      none: z.int(),
      formal: z.int(),
      meaningful: z.int(),
      unknown: z.int(),
      conditions: z.array(
        z.object({ condition: z.enum(CONDITIONS), meaning: z.string(), unmet: z.int(), unknown: z.int() }),
      ),
    }),
    dwell,
    readers: z.array(
      z.object({
        reader: z.string(),
        readings: z.int(),
        agreement: estimate,
        known: estimate,
        knownShrunken: z.object({ estimate: z.number(), lower: z.number(), upper: z.number() }).nullable(),
        isReliable: z.boolean(),
        dwell,
        mayWaveThrough: z.boolean(),
      }),
    ),
    holdout: z
      .object({ shown: z.int(), held: z.int(), followed: holdoutRates, changed: holdoutRates })
      .meta({ description: 'Cases drawn at random in which the machine was not shown, beside those in which it was.' }),
    reasons: z
      .array(z.object({ reason: z.string(), confirmed: z.int(), denied: estimate }))
      .meta({ description: 'Reasons that the machine gave, and whether they hold, as readers say.' }),
  })
  .meta({ id: 'ReviewMeasures' });

const iso = (ms: number): string => new Date(ms).toISOString();

export function printMeasures({ sinceMs, overrides, overturns, involvement, ...rest }: ReviewMeasures) {
  return {
    ...rest,
    since: sinceMs === null ? null : iso(sinceMs),
    overrides: {
      rate: overrides.rate,
      weeks: overrides.weeks.map(({ fromMs, rate }) => ({ from: iso(fromMs), rate })),
    },
    overturns: overturns.map(({ attribute, found, hidden, audited }) => ({ attribute, ...found, hidden, audited })),
    involvement: {
      ...involvement,
      conditions: involvement.conditions.map((one) => ({ ...one, meaning: INVOLVEMENT_CONDITIONS[one.condition] })),
    },
  };
}
