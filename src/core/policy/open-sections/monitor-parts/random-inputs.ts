import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../base/durations.js';
import { LEAST_CELL } from '../../../base/least-cell.js';
import { planAgreement } from '../../../stats/index.js';
import { isOfFew } from './few-counts.js';

/** Each pair of inputs is counted by all pairs of their bins, in every cell of a block. */
const MOST_PAIRS = 5;
const MOST_BINS = 12;
const LONGEST_FIRST_DAYS = 366;

const cut = z.union([
  z
    .array(z.number())
    .min(1)
    .max(MOST_BINS - 1),
  z.array(z.string().min(1).max(200)).min(2).max(MOST_BINS),
]);

/** Inputs that are made up one by one do not hang together as those of people do. */
export const randomInputs = z
  .array(
    z.strictObject({
      inputs: z.record(z.string().min(1).max(200), cut).meta({
        description:
          'Two inputs that hang together, such as { income: [20000, 40000], housing: [own, rent] }: ascending edges of numbers, or words',
      }),
      max: z.number().gt(0).lt(1).meta({
        description: 'Most share of decisions in which they may be made up, whatever those are then',
      }),
      reference: z
        .union([
          z.strictObject({ first: z.string().regex(DURATION) }),
          z.strictObject({ counts: z.array(z.array(z.int().min(0).max(1e12)).max(MOST_BINS)).max(MOST_BINS) }),
        ])
        .meta({
          description:
            'How they hang together: as in the first days (first: 28d), or as in a table of people, a row for each bin of the first input (counts)',
        }),
    }),
  )
  .max(MOST_PAIRS)
  .optional()
  .meta({
    description:
      'Inputs that are made up: pairs that do not go together as they did. While one fires, everything else is marked as inhibited',
  });

export type WrittenRandomInputs = NonNullable<z.output<typeof randomInputs>>[number];

/** The id of the watch of a pair. */
export const randomInputsId = ({ inputs }: Pick<WrittenRandomInputs, 'inputs'>): string =>
  `quality.randomInputs.${Object.keys(inputs).join('.')}`;

type Path = (string | number)[];

/** What of it cannot be; paths begin inside of the section `monitor`. */
export function randomInputMistakes(written: readonly WrittenRandomInputs[]) {
  return written.flatMap((one, i) => {
    const path = ['quality', 'randomInputs', i];
    const names = Object.keys(one.inputs);
    if (names.length !== 2)
      return [
        { path: [...path, 'inputs'], message: `${names.length} inputs are no pair`, remedy: 'Write two inputs.' },
      ];
    const isTwice = written.findIndex((other) => randomInputsId(other) === randomInputsId(one)) !== i;
    return [
      ...Object.entries(one.inputs).flatMap(([name, bins]) => binMistakes(bins, name, [...path, 'inputs', name])),
      ...(isTwice ? [{ path, message: 'the same pair of inputs stands twice', remedy: 'Write it once.' }] : []),
      ...referenceMistakes(one, [...path, 'reference']),
    ];
  });
}

function binMistakes(bins: readonly (number | string)[], name: string, path: Path) {
  const isAscending = bins.every((bin, at) => typeof bin === 'string' || at === 0 || bin > (bins[at - 1] as number));
  if (isAscending && new Set(bins).size === bins.length) return [];
  return [
    {
      path,
      message: `the bins of ${name} do not ascend, or a word stands twice`,
      remedy: 'Write each edge or word once, edges in ascending order.',
    },
  ];
}

function referenceMistakes({ inputs, reference, max }: WrittenRandomInputs, path: Path) {
  if ('first' in reference)
    return durationMs(reference.first) <= LONGEST_FIRST_DAYS * DAY_MS
      ? []
      : [{ path, message: `first is ${reference.first}`, remedy: `Write at most ${LONGEST_FIRST_DAYS}d.` }];
  const [rows, columns] = Object.values(inputs).map((bins) => bins.length + (typeof bins[0] === 'number' ? 1 : 0));
  const { counts } = reference;
  if (counts.length !== rows || counts.some((row) => row.length !== columns))
    return [
      {
        path,
        message: `the counts are not ${rows} rows of ${columns}`,
        remedy:
          'Write a row for each bin of the first input, with a count for each bin of the second; edges have one bin more than there are of them.',
      },
    ];
  if (counts.flat().some(isOfFew))
    return [
      {
        path,
        message: `the counts of ${Object.keys(inputs).join(' and ')} are of fewer than ${LEAST_CELL} people in a cell, who may be recognised`,
        remedy: `Join bins until each pair has nobody or at least ${LEAST_CELL}.`,
      },
    ];
  if (planAgreement({ reference: counts.flat(), columns: columns!, most: max }) !== null) return [];
  return [
    {
      path,
      message: `${Object.keys(inputs).join(' and ')} hang together so little, or the counts are of so few people, that nothing could be found beyond ${max}`,
      remedy: 'Take inputs that say more of each other, count more people, or write a smaller max.',
    },
  ];
}
