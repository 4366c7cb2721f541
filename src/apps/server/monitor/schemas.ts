import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { digest, refName, time, wholeNumberText } from '../http/schemas.js';

/** Most changes, or blocks, on one page. */
const MOST_LISTED = 1000;
const MAX_ID = Number.MAX_SAFE_INTEGER.toString().length - 1;

const moment = time.transform((text) => readTime(text)!);
const nullableTime = time.nullable();
const changeId = wholeNumberText(0, 10 ** MAX_ID - 1);

export const group = z.record(z.string(), z.string().nullable());

export const changed = {
  at: time,
  deployment: z.string(),
  requirement: z.string(),
  component: z.string().nullable(),
  series: z.object({ group, reference: group.nullable() }),
  state: z.enum(['firing', 'resolved', 'pending', 'no-data', 'not-judged', 'watching', 'ended']).meta({
    description: '`not-judged`: too few decisions come (`quality.volume`), so that nothing is said of it.',
  }),
};
const number = z.number().nullable();
export const numbers = {
  estimate: number,
  lower: number,
  upper: number,
  level: z.number(),
  n: z.int(),
  nGroup: z.int(),
  nReference: z.int().nullable(),
  logEvidence: z.number(),
  logThreshold: z.number(),
  window: z.object({ from: time, to: time }),
  labelCoverage: number,
  labelCoverageReference: number,
};

const besideNull = z.object({ value: number, null95: z.number() }).nullable();
const drift = z
  .object({
    distance: z.enum(['tv', 'ks', 'w1']),
    tolerance: z.number(),
    referenceError: z.number().meta({
      description:
        'How far the reference may be from what it was drawn from, if nobody came more often in it than `returns` says',
    }),
    nReference: z.int().meta({
      description:
        'Decisions of the reference: of declared counts their sum, of a beginning (`first`) each person once in every block in which she came',
    }),
    returns: z.int().nullable().meta({
      description:
        'Of a beginning: in how many of its blocks the same person comes at most, as the policy has it (1 unless written). Null of declared counts, which are of people',
    }),
    populationStability: besideNull,
    jensenShannon: besideNull,
  })
  .optional()
  .meta({ description: 'Of drift only: the customary figures, beside what an unchanged sample of twenty exceeds.' });

const silence = z.object({
  fact: z.literal('silence'),
  longestSeconds: z.int().meta({ description: 'The longest silence that the policy allows.' }),
  from: nullableTime.meta({ description: 'When the last decision before the silence came, or the watch began.' }),
  to: nullableTime.meta({ description: 'When a decision came again; null while it lasts.' }),
  madeMeanwhile: z.int().nullable().meta({
    description:
      'Decisions that were made in whole blocks of the silence and came afterwards: the deployment was cut off then, and not idle. Null until that is known.',
  }),
});
const volume = z.object({
  fact: z.literal('volume'),
  minPerBlock: z.int().meta({ description: 'Least decisions that count in a block.' }),
  decisions: z.int().nullable().meta({ description: 'Those of the last whole block; null before the first.' }),
  from: nullableTime,
  to: nullableTime,
});
const fact = z.union([silence, volume]).optional().meta({
  description:
    'Only of a fact about the data, which needs no evidence and is outside the budget: its `logEvidence` and `logThreshold` are 0.',
});

const amounts = z
  .object({
    from: z.number(),
    to: z.number(),
    cut: number.meta({
      description:
        'Share of the decisions of the group that lie outside, and count as the nearer end; in areas under the curve as one score beyond it',
    }),
    cutReference: number,
  })
  .optional()
  .meta({
    description:
      'Of means of amounts, and of what is told from scores (means, calibration, areas under the curve, estimates), which are taken as chances: the range, in its unit, and who was outside of it.',
  });

const estimated = z.object({ calibrationError: z.number() }).optional().meta({
  description:
    'Of estimates without labels only: how far mean labels are assumed to be from mean scores at most. The interval holds that much, and nothing holds beyond it.',
});

const change = z.object({ overSeconds: z.int(), now: number, before: number }).optional().meta({
  description:
    'Of changes against an earlier time only: how long before, and what is measured now and what it was. The estimate is their difference, of ratios their quotient.',
});

/** A series as it stands, or as it stood when a block was closed. */
export const seriesLine = z
  .object({ ...changed, ...numbers, drift, amounts, estimated, change, fact })
  .meta({ id: 'SeriesLine', description: 'A series, as `tribune monitor replay` prints a change.' });

export const deploymentQuery = z.strictObject({ deployment: refName });

export const seriesList = z
  .object({
    deployment: z.string(),
    epoch: z.int(),
    policy: digest,
    series: z.array(seriesLine),
    detectable: z.array(
      z.object({
        requirement: z.string(),
        component: z.string().nullable(),
        gapIn30Days: number,
        deployment: z.string(),
        series: z.object({ group, reference: group.nullable() }),
      }),
    ),
  })
  .meta({ id: 'MonitorSeries' });

export const durationList = z
  .object({
    deployment: z.string(),
    epoch: z.int(),
    policy: digest,
    durations: z.array(
      z.object({
        deployment: z.string(),
        requirement: z.string(),
        component: z.string().nullable(),
        series: z.object({ group, reference: group.nullable() }),
        mode: z.enum(['every', 'pooled', 'm-of-n', 'point', 'trend']),
        truth: z.enum(['holds', 'does-not-hold', 'not-known']).meta({
          description: 'Whether the bound was broken for all those days; of a trend whether it got worse each time.',
        }),
        steps: z
          .int()
          .meta({ description: 'Days of the window; of a trend the comparisons of one part with the next.' }),
        trend: z.object({ stepDays: z.int(), by: z.number() }).nullable().meta({
          description: 'Of a trend: the days of a part, and by how much it has to get worse from one part to the next.',
        }),
        broken: z.int().meta({
          description:
            'Days on which the bound is known to be broken; of a bound on both sides, to the side that was broken on most days.',
        }),
        kept: z.int(),
        unknown: z.int(),
        notKept: z.int().meta({
          description:
            'Days at the beginning of the window that cannot be known, because their panes are kept for `monitor.keepPanes` only.',
        }),
        window: z.object({ from: time, to: time }),
        level: z.number(),
        errors: z.object({ falseHolds: z.number(), falseDoesNotHold: z.number() }).nullable().meta({
          description:
            'Chances of a false answer at one time, where nobody is decided about twice on a day: whoever is counts once in each block, and makes them larger. Null of `point`, which promises nothing.',
        }),
      }),
    ),
  })
  .meta({ id: 'MonitorDurations' });

export const blocksQuery = z.strictObject({
  deployment: refName,
  kind: z.enum(['decisions', 'labels', 'late']).default('decisions').meta({
    description: '`labels`: with the labels that came in time; `late`: the corrections, which decide nothing.',
  }),
  from: moment.optional().meta({ description: 'Blocks that start at or after.' }),
  to: moment.optional().meta({ description: 'Blocks that start before.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});

export const blockList = z
  .object({
    deployment: z.string(),
    epoch: z.int(),
    attributes: z.array(z.string()).meta({ description: 'What the values of cells are of.' }),
    histograms: z
      .array(z.object({ of: z.string(), bins: z.array(z.string()) }))
      .meta({ description: 'What is counted after the outcomes, bin by bin.' }),
    edges: z.array(z.number()).optional().meta({
      description:
        'Of amounts: where the outcomes begin that are told apart, in smallest parts of the unit; the first begins at 0.',
    }),
    words: z.array(z.int()).optional().meta({
      description:
        'Of levels and classes: the place among outcomes of each declared word; those that no requirement tells apart share one.',
    }),
    sums: z
      .array(z.object({ of: z.string(), from: z.number(), to: z.number(), steps: z.int() }))
      .optional()
      .meta({
        description:
          'What is summed after the bins, within a range (in smallest parts of the unit) that is cut into steps: decisions, their steps, the squares of those divided by the number of steps and rounded up, and how many lay outside of the range.',
      }),
    scoresByLabel: z
      .array(z.object({ edges: z.array(z.number()) }))
      .optional()
      .meta({
        description:
          'Scores that are counted by bins beside their labels, last of all: those of label 0, then those of label 1. Zeros at the end of such a cell are left out.',
      }),
    lists: z
      .array(z.object({ of: z.string(), by: z.array(z.string()) }))
      .optional()
      .meta({
        description:
          'What is summed of lists, last of all, in cells of the values it is told apart by: lists, sizes, values in steps of 1/100000, squares of values in steps rounded up, products of size and value in steps, squares of sizes, then lists of sizes up to 1, 3, 7 and so on.',
      }),
    blocks: z.array(
      z.object({
        from: time,
        to: time,
        cells: z.array(z.tuple([z.array(z.string().nullable()), z.array(z.int())])).meta({
          description:
            'Values, and counts of each outcome (0, 1) beside each label (0, 1) and beside none: six numbers; then those of the bins of each histogram, and the four of each sum.',
        }),
        uncounted: z.record(z.string(), z.int()),
        labelsBefore: z.int().meta({
          description:
            'Decisions among them whose label was known before they were made, as its sender says: it counts all the same.',
        }),
      }),
    ),
    next: time.nullable().meta({ description: 'Give it as `from` for the next page; null on the last.' }),
  })
  .meta({ id: 'MonitorBlocks' });

export const changesQuery = z.strictObject({
  deployment: refName.optional(),
  after: changeId.default(0).meta({ description: 'Number of the last change that is known.' }),
  before: changeId.optional().meta({ description: 'Only changes with a smaller number.' }),
  order: z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'Which come first.' }),
  limit: wholeNumberText(1, MOST_LISTED).default(MOST_LISTED),
});

const part = z.object({ estimate: z.number(), lower: z.number(), upper: z.number() });
const span = z.object({ from: time, to: time });
const cause = z.enum(['mix', 'drift', 'version', 'cutoff', 'pipeline', 'label-delay']);

const causes = z
  .object({
    verdict: z.union([cause, z.literal('undecided')]),
    undecided: z.string().nullable().meta({ description: 'Why nothing is named.' }),
    causes: z.array(
      z.object({
        kind: cause,
        strength: z.enum(['clear', 'possible']),
        share: number.meta({ description: 'Share of the change that it accounts for.' }),
        since: nullableTime,
        evidence: z.string(),
      }),
    ),
    split: z.object({ total: part, mix: part, behaviour: part }).nullable(),
    before: span,
    after: span,
  })
  .meta({
    id: 'ChangeCauses',
    description: 'What may be behind an alarm, the likeliest first, where the policy declares `monitor.causes`.',
  });

export const changeList = z
  .object({
    changes: z.array(
      z
        .object({ id: z.int(), epoch: z.int(), ...changed, reason: z.string().optional(), drift, fact })
        .extend({ causes: causes.optional() })
        .extend(Object.fromEntries(Object.entries(numbers).map(([name, schema]) => [name, schema.optional()]))),
    ),
    next: z.int().nullable().meta({
      description: 'Give it as `after` (as `before` with `order=newest`) for the next page; null on the last.',
    }),
  })
  .meta({ id: 'MonitorChanges' });

export const eventsQuery = z.strictObject({
  deployment: refName.optional(),
  after: changeId.optional().meta({
    description:
      'Number of the last change that is known, where `last-event-id` does not say it; unless either is given, only what is to come.',
  }),
});
