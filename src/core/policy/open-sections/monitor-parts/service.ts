import { z } from 'zod';
import { nearName } from '../../../base/suggest.js';
import type { DriftData } from './drift.js';
import type { PartMistake } from './durations.js';

/** Each delay, and each way to come to no decision, is a histogram in every cell of a block. */
const MOST_DELAYS = 10;

const bounds = {
  max: z.number().gt(0).lt(1).optional().meta({ description: 'Most share of the decisions of each group' }),
  maxDifference: z.number().min(0).lt(1).optional().meta({
    description: 'How far the share of each group may be from that of the largest group, either way',
  }),
};

/** `monitor.service`: how well decisions are made, group by group. */
export const service = z
  .strictObject({
    by: z.array(z.string().min(1)).max(5).optional().meta({
      description: 'Attributes whose groups are watched each, a place among them; everybody unless written',
    }),
    severity: z
      .enum(['block', 'warn'])
      .optional()
      .meta({ description: 'warn (unless written): a ticket; block: a page' }),
    fallback: z
      .strictObject(bounds)
      .optional()
      .meta({ description: 'Decisions that a fallback made, as the model failed or was stopped' }),
    reviewed: z
      .strictObject(bounds)
      .optional()
      .meta({ description: 'Decisions that people made, as where the model abstains' }),
    late: z
      .record(
        z.string().regex(/^[a-z][a-zA-Z0-9_-]{0,39}$/),
        z.strictObject({
          column: z.string().min(1).max(200).meta({
            description:
              'Where the number stands: an input, or metadata.NAME; of a file the column. Decisions without it do not count',
          }),
          atLeast: z
            .number()
            .meta({ description: 'From what number on a decision is late, in the unit of the column' }),
          ...bounds,
        }),
      )
      .optional()
      .meta({ description: 'Delays by names of your own, such as latency or review' }),
    undecided: z
      .record(
        z.string().regex(/^[a-z][a-zA-Z0-9_-]{0,39}$/),
        z.strictObject({
          column: z.string().min(1).max(200).optional().meta({
            description:
              'Where it stands that an attempt ended so, such as metadata.error: those that have a value there. Without it all that came to no decision',
          }),
          ...bounds,
        }),
      )
      .optional()
      .meta({
        description:
          'Attempts that came to no decision, recorded with an outcome of null (declared with none: true), by names of your own, such as failed or abstained',
      }),
  })
  .optional()
  .meta({ description: 'Shares of decisions that were served badly, watched in each group within the same budget' });

export type WrittenService = NonNullable<z.output<typeof service>>;

interface Bounds {
  readonly max?: number | undefined;
  readonly maxDifference?: number | undefined;
}

/** What of a decision is watched. */
export type ServedBadly =
  | { readonly what: 'fallback' | 'reviewed' }
  | { readonly what: 'late'; readonly name: string; readonly column: string; readonly atLeast: number }
  | { readonly what: 'undecided'; readonly name: string; readonly column: string | null };

/** What a policy has watched of its service, with the bounds on each. */
export function declaredService({
  fallback,
  reviewed,
  late = {},
  undecided = {},
}: WrittenService): (ServedBadly & Bounds)[] {
  return [
    ...(fallback === undefined ? [] : [{ what: 'fallback' as const, ...fallback }]),
    ...(reviewed === undefined ? [] : [{ what: 'reviewed' as const, ...reviewed }]),
    ...Object.entries(late).map(([name, one]) => ({ what: 'late' as const, name, ...one })),
    ...Object.entries(undecided).map(([name, { column = null, ...one }]) => ({
      ...{ what: 'undecided' as const, name, column },
      ...one,
    })),
  ];
}

/** The id of a watch of the service. */
export const serviceId = (one: ServedBadly): string =>
  'name' in one ? `service.${one.what}.${one.name}` : `service.${one.what}`;

/** What `monitor.service` says wrongly; paths begin inside of the section. */
export function serviceMistakes(written: WrittenService, data: DriftData | null): PartMistake[] {
  const mistakes: PartMistake[] = [];
  const say = (at: readonly string[], message: string, remedy: string): void => {
    mistakes.push({ path: ['service', ...at], message, remedy });
  };
  const { by = [] } = written;
  const declared = declaredService(written);
  if (declared.length === 0)
    say(
      [],
      'service names nothing to watch',
      'Add fallback, reviewed, late or undecided, such as fallback: { max: 0.02 }.',
    );
  if (Object.keys(written.late ?? {}).length > MOST_DELAYS)
    say(['late'], `more than ${MOST_DELAYS} delays are named`, 'Watch those that people feel most.');
  if (Object.keys(written.undecided ?? {}).length > MOST_DELAYS)
    say(
      ['undecided'],
      `more than ${MOST_DELAYS} ways to come to no decision are named`,
      'Watch those that people feel most.',
    );
  for (const one of declared) {
    const at = 'name' in one ? [one.what, one.name] : [one.what];
    if (one.max === undefined && one.maxDifference === undefined)
      say(at, `nothing is asked of ${at.join('.')}`, 'Write max, maxDifference or both.');
    if (one.maxDifference !== undefined && by.length === 0)
      say([...at, 'maxDifference'], 'everybody has nobody to differ from', 'Name attributes: by: [sex].');
  }
  const known = data?.attributes === undefined ? null : Object.keys(data.attributes);
  for (const name of by)
    if (known !== null && !known.includes(name))
      say(['by'], `there is no attribute "${name}"`, `${nearName(name, known)}Attributes: ${known.join(', ')}.`);
  if (new Set(by).size < by.length) say(['by'], 'an attribute of service stands twice', 'Write each once.');
  return mistakes;
}
