import { z } from 'zod';
import { suggest } from '../../../core/base/suggest.js';
import { defineSetting, someText, textUpTo } from '../../settings/index.js';
import { VENDOR_QUESTIONS } from '../questions/index.js';

const GUIDE = { guide: 'docs/guides/vendors.md' };
/** Characters of a name or a short answer, and of an answer. */
const [LINE, TEXT] = [300, 4_000];
const [MOST_VENDORS, MOST_MODELS, MOST_SYSTEMS, MOST_DOCUMENTS] = [100, 200, 200, 50];

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and dashes')
  .max(60);
const day = z.iso.date();
const systems = z.array(someText(LINE)).max(MOST_SYSTEMS).default([]);
const QUESTION_IDS = VENDOR_QUESTIONS.questions.map((one) => one.id);

const question = z
  .string()
  .max(100)
  .superRefine((name, context) => {
    if (QUESTION_IDS.includes(name)) return;
    const near = suggest(name, QUESTION_IDS);
    context.addIssue(`there is no question ${JSON.stringify(name)}${near === null ? '' : `; did you mean ${near}?`}`);
  });

const vendor = z.strictObject({
  id,
  name: someText(LINE),
  contact: someText(LINE),
  systems: systems.meta({ description: 'Registered systems that use what the vendor supplies' }),
  supplies: someText(TEXT),
  contractEnds: day.nullable().default(null),
  documents: z
    .array(z.strictObject({ title: someText(LINE), reference: someText(LINE), date: day.nullable().default(null) }))
    .max(MOST_DOCUMENTS)
    .default([]),
  answers: z
    .array(z.strictObject({ question, answer: someText(TEXT), on: day, by: textUpTo(LINE).default('') }))
    .max(VENDOR_QUESTIONS.questions.length)
    .default([])
    .superRefine(noTwo('question', ({ question: name }) => name)),
});

const foundationModel = z.strictObject({
  id,
  name: someText(LINE),
  version: someText(LINE),
  provider: someText(LINE),
  vendor: id.nullable().default(null).meta({ description: 'The vendor it comes through' }),
  licence: someText(LINE),
  limits: z.array(someText(TEXT)).min(1, 'expected what it is known not to do; every model has limits').max(50),
  systems,
  card: z.guid().nullable().default(null).meta({ description: 'Id of the imported card: tribune import' }),
});

/** Refuses a list in which one name stands twice. */
function noTwo<T>(what: string, nameOf: (one: T) => string) {
  return (all: readonly T[], context: z.RefinementCtx): void => {
    const names = all.map(nameOf);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined) context.addIssue(`the ${what} ${JSON.stringify(twice)} stands twice`);
  };
}

export type Vendor = z.output<typeof vendor>;
export type FoundationModel = z.output<typeof foundationModel>;

/** Vendors of parts of systems, with what they answered. A new list replaces the former one as a whole. */
export const vendorsSetting = defineSetting(
  'vendors',
  z
    .array(vendor)
    .max(MOST_VENDORS)
    .superRefine(noTwo('vendor', (one: { readonly id: string }) => one.id)),
  [],
  GUIDE,
);

/** Models that others made and systems stand on. A new list replaces the former one as a whole. */
export const foundationModelsSetting = defineSetting(
  'foundation-models',
  z
    .array(foundationModel)
    .max(MOST_MODELS)
    .superRefine(noTwo('foundation model', (one: { readonly id: string }) => one.id)),
  [],
  GUIDE,
);
