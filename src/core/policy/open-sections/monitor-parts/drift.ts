import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../base/durations.js';
import { nearName } from '../../../base/suggest.js';
import { type DriftMistake, fewMistakes, sizeMistakes } from './drift-reference.js';

/** What is asked of `data` of the same policy, as written. */
export interface DriftData {
  readonly score?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** More bins are more ways to differ by chance, and cost power. */
const MOST_BINS = 50;
const MOST_INPUTS = 100;
/** Bins that every value has besides its own: of other values, and of none. */
const OTHER_BINS = 2;
/** Most bins of all histograms together: each cell of a block counts in all of them, and with so many there are still a thousand cells. */
const MOST_BINS_TOGETHER = 2000;
/** A tolerance below this would be exceeded by any stream in the end. */
const LEAST_TOLERANCE = 0.001;
const LONGEST_FIRST_MS: number = 366 * DAY_MS;
const MOST_PEOPLE = 1e12;
/** Blocks of a minute in the longest beginning. */
const MOST_RETURNS = 366 * 1440;

const edges = z
  .array(z.number())
  .min(2)
  .max(MOST_BINS - 1)
  .meta({
    description: 'Ascending edges of numbers: [20, 40] counts below 20, from 20 to below 40, and from 40 on',
  });

const reference = z
  .strictObject({
    first: z.string().regex(DURATION).optional().meta({
      description:
        'How long each group is counted at the beginning, to be compared with later, each person once in every block: a whole number with m, h or d, such as 28d',
    }),
    returns: z.int().min(1).max(MOST_RETURNS).optional().meta({
      description:
        'Of first: in how many blocks of it the same person comes at most. The error of the reference is that of so many fewer people; unless written, nobody is taken to come again, and lines say so',
    }),
    counts: z
      .array(z.int().min(0).max(MOST_PEOPLE))
      .min(2)
      .max(MOST_BINS + OTHER_BINS)
      .optional()
      .meta({
        description:
          'People in each bin of the reference, in the order of the bins; then, if any, those with another value and those without one',
      }),
  })
  .meta({ description: 'What is compared with: first, or counts' });

const frame = {
  distance: z.enum(['tv', 'ks', 'w1']).optional().meta({
    description:
      'tv (unless written): total variation; ks: largest difference of the distribution functions; w1: area between them, on a scale from the first edge to the last',
  }),
  tolerance: z.number().min(LEAST_TOLERANCE).lt(1).optional().meta({
    description: 'The distance that does not matter; unless written, 0.1 of tv and ks, and 0.02 of w1',
  }),
  by: z.array(z.string().min(1)).max(5).optional().meta({
    description: 'Attributes whose groups are compared with themselves; everybody unless written',
  }),
  severity: z
    .enum(['block', 'warn'])
    .optional()
    .meta({ description: 'warn (unless written): a ticket; block: a page' }),
  reference: reference.optional(),
};

const input = z.strictObject({
  ...frame,
  bins: edges.optional(),
  levels: z
    .array(z.string().min(1).max(200))
    .min(2)
    .max(MOST_BINS)
    .optional()
    .meta({ description: 'Values that are counted each, in their order; every other value is counted together' }),
});

/** `monitor.drift`: the histograms that are watched. */
export const driftSchema = z
  .strictObject({
    reference: reference.optional(),
    score: z.strictObject({ ...frame, bins: edges }).optional(),
    inputs: z.record(z.string().min(1).max(200), input).optional(),
  })
  .meta({
    description: 'Scores and inputs whose distribution is watched against a reference, within the same budget',
  });

type WrittenDrift = z.output<typeof driftSchema>;
type WrittenMember = z.output<typeof input>;

/** A histogram that is watched, as a policy says it, with what it leaves unsaid. */
export interface DeclaredDrift {
  /** Null of the score. */
  readonly input: string | null;
  readonly bins: readonly number[] | null;
  readonly levels: readonly string[] | null;
  readonly distance: 'tv' | 'ks' | 'w1';
  readonly tolerance: number;
  readonly by: readonly string[];
  readonly severity: 'block' | 'warn';
  readonly reference: { readonly first: string; readonly returns: number } | { readonly counts: readonly number[] };
}

/** Distances that do not matter unless the policy says otherwise: practice, ours (docs/explanations/drift.md). */
const TOLERANCES = { tv: 0.1, ks: 0.1, w1: 0.02 } as const;

/** The histograms that a policy has watched, in its order, the score first. */
export const declaredDrift = (drift: WrittenDrift | undefined): DeclaredDrift[] =>
  drift === undefined ? [] : membersOf(drift).map(({ name, member }) => declared(drift, name, member));

function declared(drift: WrittenDrift, name: string | null, member: WrittenMember): DeclaredDrift {
  const { bins, levels, distance = 'tv', tolerance, by = [], severity = 'warn' } = member;
  const { first, returns = 1, counts } = member.reference ?? drift.reference!;
  return {
    input: name,
    bins: bins ?? null,
    levels: levels ?? null,
    distance,
    tolerance: tolerance ?? TOLERANCES[distance],
    by,
    severity,
    reference: counts === undefined ? { first: first!, returns } : { counts },
  };
}

interface Member {
  readonly name: string | null;
  readonly path: readonly string[];
  readonly member: WrittenMember;
}

const membersOf = ({ score, inputs = {} }: WrittenDrift): Member[] => [
  ...(score === undefined ? [] : [{ name: null, path: ['score'], member: score }]),
  ...Object.entries(inputs).map(([name, member]) => ({ name, path: ['inputs', name], member })),
];

/** What `monitor.drift` says wrongly; paths begin inside of it. */
export function driftMistakes(drift: WrittenDrift, data: DriftData | null): DriftMistake[] {
  const members = membersOf(drift);
  const none: DriftMistake[] =
    members.length > 0
      ? []
      : [
          {
            path: [],
            message: 'drift names neither score nor inputs',
            remedy: 'Add score: { bins: [...] }, or inputs with the columns to be counted.',
          },
        ];
  const many: DriftMistake[] =
    members.length <= MOST_INPUTS
      ? []
      : [
          {
            path: ['inputs'],
            message: `drift has ${members.length} histograms`,
            remedy: `Watch at most ${MOST_INPUTS}: each of them shares the budget of false alarms.`,
          },
        ];
  return [
    ...none,
    ...many,
    ...togetherMistakes(members),
    ...scoreMistakes(drift, data),
    ...(drift.reference === undefined ? [] : referenceShape(drift.reference, ['reference'])),
    ...members.flatMap((one) => memberMistakes(one, drift, data)),
  ];
}

function togetherMistakes(members: readonly Member[]): DriftMistake[] {
  const bins = members.reduce((sum, { member }) => sum + binsOf(member) + OTHER_BINS, 0);
  if (bins <= MOST_BINS_TOGETHER) return [];
  return [
    {
      path: ['inputs'],
      message: `drift has ${bins} bins, those of other values and of none in each of ${members.length} histograms included`,
      remedy: `Count in at most ${MOST_BINS_TOGETHER} bins together: watch fewer inputs, or cut them into fewer bins.`,
    },
  ];
}

const binsOf = ({ bins, levels }: WrittenMember): number =>
  bins === undefined ? (levels ?? []).length : bins.length + 1;

const scoreMistakes = ({ score }: WrittenDrift, data: DriftData | null): DriftMistake[] =>
  score === undefined || data === null || data.score !== undefined
    ? []
    : [
        {
          path: ['score'],
          message: 'drift names the score, and the policy binds none',
          remedy: 'Bind it with data.score, or leave it out.',
        },
      ];

function memberMistakes(one: Member, drift: WrittenDrift, data: DriftData | null): DriftMistake[] {
  const { path, member } = one;
  const { bins, levels, by = [] } = member;
  const what = path.join('.');
  const mistakes: DriftMistake[] = [];
  const say = (at: readonly string[], message: string, remedy: string): void => {
    mistakes.push({ path: [...path, ...at], message, remedy });
  };
  if ((bins === undefined) === (levels === undefined))
    say(
      [],
      `${what} has ${bins === undefined ? 'neither bins nor levels' : 'both bins and levels'}`,
      'Give numbers bins: [20, 40], and words levels: [own, rent].',
    );
  if (bins?.some((edge, i) => i > 0 && edge <= bins[i - 1]!))
    say(['bins'], `the bins of ${what} do not ascend`, 'Write each edge once, the smallest first.');
  if (levels !== undefined && new Set(levels).size < levels.length)
    say(['levels'], `a level of ${what} stands twice`, 'Write each level once.');
  if (levels !== undefined && member.distance === 'w1')
    say(
      ['distance'],
      `levels of ${what} have no distance from each other`,
      'Use tv; or ks where the levels are ordered.',
    );
  const known = data?.attributes === undefined ? null : Object.keys(data.attributes);
  for (const name of by)
    if (known !== null && !known.includes(name))
      say(['by'], `there is no attribute "${name}"`, `${nearName(name, known)}Attributes: ${known.join(', ')}.`);
  if (new Set(by).size < by.length) say(['by'], `an attribute of ${what} stands twice`, 'Write each once.');
  return [...mistakes, ...referenceMistakes(one, drift, mistakes.length === 0)];
}

function referenceMistakes({ name, path, member }: Member, drift: WrittenDrift, isElseRight: boolean): DriftMistake[] {
  const what = path.join('.');
  const used = member.reference ?? drift.reference;
  if (used === undefined)
    return [
      {
        path,
        message: `${what} has no reference`,
        remedy: 'Add reference: { first: 28d }, or the counts of a reference.',
      },
    ];
  const shape = member.reference === undefined ? [] : referenceShape(member.reference, [...path, 'reference']);
  const { counts } = used;
  if (counts === undefined || shape.length > 0) return shape;
  const at = member.reference === undefined ? ['reference'] : [...path, 'reference', 'counts'];
  const declaredOnes = binsOf(member);
  if (counts.length !== declaredOnes && counts.length !== declaredOnes + OTHER_BINS)
    return [
      {
        path: at,
        message: `the reference of ${what} counts ${counts.length} bins, and it has ${declaredOnes}`,
        remedy: `Write ${declaredOnes} counts, or ${declaredOnes + OTHER_BINS} with other values and none.`,
      },
    ];
  if (counts.slice(0, declaredOnes).every((count) => count === 0))
    return [{ path: at, message: `the reference of ${what} has nobody`, remedy: 'Write the counts of its people.' }];
  if ((member.by ?? []).length > 0)
    return [
      {
        path: [...path, 'by'],
        message: `the reference of ${what} counts everybody, and groups are compared with themselves`,
        remedy: 'Use reference: { first: 28d } with by, or leave by out.',
      },
    ];
  if (!isElseRight) return [];
  return [
    ...sizeMistakes(declared(drift, name, member), { counts, what, path: at }),
    ...fewMistakes(counts, { what, path: at }),
  ];
}

function referenceShape(
  { first, returns, counts }: z.output<typeof reference>,
  path: readonly string[],
): DriftMistake[] {
  if ((first === undefined) === (counts === undefined))
    return [
      {
        path,
        message:
          first === undefined
            ? 'the reference has neither first nor counts'
            : 'the reference has both first and counts',
        remedy: 'Write reference: { first: 28d } or reference: { counts: [...] }.',
      },
    ];
  if (first !== undefined && durationMs(first) > LONGEST_FIRST_MS)
    return [
      { path: [...path, 'first'], message: `first is ${first}, more than a year`, remedy: 'Write at most 366d.' },
    ];
  if (returns !== undefined && first === undefined)
    return [
      {
        path: [...path, 'returns'],
        message: 'counts are of people, each of them once, and returns says how often they come again',
        remedy: 'Leave returns out: it belongs to first.',
      },
    ];
  return [];
}
