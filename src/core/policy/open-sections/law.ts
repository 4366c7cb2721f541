import { z } from 'zod';
import { suggest } from '../../base/suggest.js';
import { defineSection, type SectionData, type SectionMistake } from './define-section.js';

const MOST = 60;
const word = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and dashes');
/** Codes of places, such as `DE` or `US-NY`; EU is the union. */
const place = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a place is a code such as EU, DE or US-NY');

/** The section `law`: where and in which field decisions are made, so that what law asks for there can be held against the policy. */
export const section = defineSection(
  'law',
  {
    domain: word.max(60).meta({ description: 'Field of the decisions, such as credit, employment, housing' }),
    places: z.array(place).min(1).max(MOST).meta({ description: 'Where people are decided about' }),
    attributes: z.record(word.max(60), z.string().min(1).max(200)).optional().meta({
      description:
        'Which attribute of `data` stands for a trait of the law, where their names differ: `{ sex: gender }`',
    }),
    leftOut: z.record(word.max(60), z.string().min(1).max(1000)).optional().meta({
      description: 'Traits that the policy does not look at, each with the reason',
    }),
  },
  ({ attributes = {}, leftOut = {} }, data) => [
    ...Object.entries(attributes).flatMap(([trait, name]) => unknownAttribute(trait, name, data)),
    ...Object.keys(leftOut)
      .filter((trait) => Object.hasOwn(attributes, trait))
      .map((trait) => ({
        path: ['leftOut', trait],
        message: `${trait} is looked at and left out`,
        remedy: 'Keep one of the two.',
      })),
  ],
);

/** Where and in which field a policy says that decisions are made; undefined where it does not say. */
export const lawOf = section.of;

function unknownAttribute(trait: string, name: string, data: SectionData | null): SectionMistake[] {
  if (data === null || Object.hasOwn(data.attributes ?? {}, name)) return [];
  const near = suggest(name, Object.keys(data.attributes ?? {}));
  return [
    {
      path: ['attributes', trait],
      message: `data has no attribute "${name}"`,
      remedy: near === null ? 'Name one of data.attributes.' : `Did you mean "${near}"?`,
    },
  ];
}
