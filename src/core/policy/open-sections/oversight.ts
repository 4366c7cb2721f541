import { z } from 'zod';
import { TribuneError } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';

const text = z.string().min(1).max(200);
/** Codes of places, such as `DE` or `US-NY`. */
const place = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a place is a code such as DE or US-NY');
const share = z.number().gt(0).max(1);
const MOST = 50;

/** Fields of a recorded decision that a route may read; inputs, attributes and metadata by `inputs.x`, `attributes.x`, `metadata.x`. */
const FIELDS = ['score', 'cutoff', 'outcome', 'route', 'jurisdiction', 'version'] as const;
const PREFIXES = ['inputs.', 'attributes.', 'metadata.'] as const;

/** Classes in which a route can put a case: how urgent it is. */
export const ROUTE_CLASSES = ['legal', 'uncertain', 'fairness', 'quality'] as const;

const band = z.strictObject({
  deployments: z.array(text).min(1).max(MOST).optional().meta({ description: 'Unless written, every deployment' }),
  places: z.array(place).min(1).max(MOST).optional().meta({ description: 'Unless written, every place' }),
  below: z.number().meta({ description: 'Scores below it may be decided by the machine alone' }),
  from: z.number().meta({ description: 'Scores from it on may be decided by the machine alone' }),
});

const route = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id has small letters, digits and hyphens, at most 40')
    .meta({ description: 'Its name, which cases keep' }),
  where: text.max(2000).optional().meta({
    description:
      "Of which decisions, such as: attributes.sex = 'f' and inputs.age < 25. Names: score, cutoff, outcome, route, jurisdiction, version, inputs.x, attributes.x, metadata.x; all unless written",
  }),
  adverse: z.boolean().optional().meta({ description: 'true: only decisions that are bad for the person' }),
  near: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'Only scores nearer to the cutoff than this: the abstention band' }),
  while: z.enum(['alert']).optional().meta({ description: 'alert: only while an alert of the deployment fires' }),
  share: share.optional().meta({ description: 'Share of them that is drawn; all unless written' }),
  class: z.enum(ROUTE_CLASSES).optional().meta({
    description: 'How urgent: legal, uncertain, fairness, quality; uncertain unless written, fairness for a share',
  }),
  highImpact: z.boolean().optional().meta({ description: 'true: a panel decides, of which two must agree' }),
});

type Route = z.output<typeof route>;
type Band = z.output<typeof band>;

/** The section `oversight`: which recorded decisions people look at again, and with what chance. */
export const section = defineSection(
  'oversight',
  {
    noAutomaticAdverse: z
      .union([z.literal(true), z.array(place).min(1).max(MOST)])
      .optional()
      .meta({
        description:
          'No decision that is bad for a person is made by the machine alone: true, or in which places. One that is recorded all the same becomes a case',
      }),
    bands: z.array(band).min(1).max(MOST).optional().meta({
      description:
        'The two bands of scores in which the machine decides alone, by deployment and place; the first that fits holds. An automatic decision between them becomes a case',
    }),
    routes: z.array(route).min(1).max(MOST).optional(),
    random: share.optional().meta({ description: 'Share of all decisions that is drawn for a look at the quality' }),
    holdout: z.number().gt(0).max(0.5).optional().meta({
      description:
        'Share of the cases that routes draw, but for those of law and of high impact, that are decided by a view alone, without the machine shown: whether its answer is followed and changes decisions is known from them',
    }),
    overturns: z
      .strictObject({
        count: z
          .int()
          .min(2)
          .max(1000)
          .meta({ description: 'So many decisions changed for one reason open an incident' }),
        withinDays: z.int().min(1).max(366).meta({ description: 'Within so many days' }),
      })
      .optional()
      .meta({
        description:
          'When decisions that were changed for one reason are looked at together; 5 within 30 days unless written',
      }),
    knownAnswers: z.number().gt(0).max(0.2).optional().meta({
      description:
        'Cases whose answer is known, drawn from closed ones and not to be told from others, for each case that is opened; 0.02 to 0.05 is usual',
    }),
  },
  (value, data) => [
    ...(Object.values(value).every((one) => one === undefined)
      ? [{ path: [], message: 'oversight says nothing', remedy: 'Write routes, random, bands, or leave it out.' }]
      : []),
    ...(value.bands ?? []).flatMap(bandMistakes),
    ...(value.routes ?? []).flatMap((one, at) => routeMistakes(one, at, value.routes!, data)),
  ],
);

function bandMistakes({ below, from }: Band, at: number): SectionMistake[] {
  if (below <= from) return [];
  const message = `a band ends below ${below} and begins again at ${from}`;
  return [
    { path: ['bands', at, 'from'], message, remedy: 'Write from at or above below: between them people decide.' },
  ];
}

function routeMistakes(
  { id, where }: Route,
  at: number,
  all: readonly Route[],
  data: SectionData | null,
): SectionMistake[] {
  const twice = all.findIndex((one) => one.id === id) < at || RESERVED.includes(id);
  return [
    ...(twice
      ? [{ path: ['routes', at, 'id'], message: `the id "${id}" is taken`, remedy: 'Give each route its own.' }]
      : []),
    ...(where === undefined ? [] : whereMistakes(where, ['routes', at, 'where'], data)),
  ];
}

/** Ids of what is no entry of `routes`. */
const RESERVED: readonly string[] = ['random', 'bands', 'no-automatic-adverse'];

function whereMistakes(where: string, path: SectionMistake['path'], data: SectionData | null): SectionMistake[] {
  let names: readonly string[];
  try {
    names = data?.whereNames?.(where) ?? [];
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    return [{ path, message: cause.message, remedy: cause.remedy ?? 'Write it as data.where.' }];
  }
  return names.flatMap((name) => nameMistakes(name, path, data));
}

function nameMistakes(name: string, path: SectionMistake['path'], data: SectionData | null): SectionMistake[] {
  const attribute = name.startsWith('attributes.') ? name.slice('attributes.'.length) : null;
  const declared = Object.keys(data?.attributes ?? {});
  if (attribute !== null && (data === null || declared.includes(attribute))) return [];
  if (
    attribute === null &&
    ((FIELDS as readonly string[]).includes(name) || PREFIXES.some((one) => name.startsWith(one)))
  )
    return [];
  const known = [...FIELDS, ...declared.map((one) => `attributes.${one}`)];
  const near = suggest(name, known);
  return [
    {
      path,
      message: `no recorded decision has "${name}"`,
      remedy:
        near === null
          ? `Names are ${known.join(', ')}, inputs.x and metadata.x; a text is written in quotes, such as 'web'.`
          : `Did you mean "${near}"?`,
    },
  ];
}
