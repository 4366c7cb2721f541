import { z } from 'zod';
import { suggest } from '../../../core/base/suggest.js';
import { QUESTIONS, RECORD_KINDS } from '../../controls/index.js';
import { someText, textUpTo } from '../../settings/index.js';
import { RECORD_LIMITS } from './limits.js';

const { line, text, rows } = RECORD_LIMITS;
const name = someText(line);
const reason = someText(text);
const list = <T extends z.ZodType>(one: T, least = 0) => z.array(one).min(least).max(rows);
/** A grade from 1, hardly, to 5, very. */
const grade = z.int().min(1).max(5);
const uuid = z.guid();

const ANSWERS = QUESTIONS.questions.map(({ id }) => id);
const answers = z.record(z.string().max(line), z.boolean().nullable()).superRefine((given, context) => {
  for (const id of Object.keys(given)) {
    if (ANSWERS.includes(id)) continue;
    const near = suggest(id, ANSWERS);
    context.addIssue(`there is no question ${JSON.stringify(id)}${near === null ? '' : `; did you mean ${near}?`}`);
  }
});

/** What may go wrong for people, by kind. */
const HARM_KINDS = [
  'allocation',
  'quality-of-service',
  'stereotyping',
  'denigration',
  'over-representation',
  'under-representation',
] as const;

/** Where in the life of a system bias may come in. */
const LIFE_STAGES = ['question', 'data', 'labels', 'model', 'evaluation', 'use', 'feedback'] as const;

/** What a risk form scores, each from 1, hardly, to 5, very. */
export const RISK_SCORES = [
  'quality',
  'costOfWrongYes',
  'costOfWrongNo',
  'unwatched',
  'unplanned',
  'volume',
  'velocity',
  'materiality',
  'externalHarm',
] as const;

const dissent = list(z.strictObject({ who: name, why: reason })).default([]);

/** What each kind of record says. A record is never changed: another one takes its place. */
export const RECORD_BODIES = {
  profile: z.strictObject({ answers, note: textUpTo(text).default('') }),
  'harm-workshop': z.strictObject({
    present: list(name, 1),
    harms: list(
      z.strictObject({
        stakeholder: name,
        kind: z.enum(HARM_KINDS),
        harm: reason,
        likelihood: grade,
        severity: grade,
        mitigation: textUpTo(text).default(''),
        owner: textUpTo(line).default(''),
      }),
      1,
    ),
    biasSources: list(
      z.strictObject({ stage: z.enum(LIFE_STAGES), found: reason, action: textUpTo(text).default('') }),
    ).default([]),
  }),
  'metric-choice': z
    .strictObject({
      decision: reason,
      criteria: list(
        z.strictObject({
          criterion: name,
          gains: list(name).default([]),
          loses: list(name).default([]),
          numbers: textUpTo(text).default(''),
        }),
        2,
      ),
      chosen: name,
      reason,
      dissent,
      audit: uuid.nullable().default(null),
    })
    .refine(({ chosen, criteria }) => criteria.some(({ criterion }) => criterion === chosen), {
      path: ['chosen'],
      message: 'expected one of the criteria that were looked at',
    }),
  'risk-form': z.strictObject({
    scores: z.strictObject(
      Object.fromEntries(RISK_SCORES.map((score) => [score, grade])) as Record<
        (typeof RISK_SCORES)[number],
        typeof grade
      >,
    ),
    note: textUpTo(text).default(''),
  }),
  principle: z.strictObject({
    principle: reason,
    boundTo: list(z.strictObject({ kind: z.enum(['gate', 'requirement', 'control']), id: name })).default([]),
  }),
  challenge: z.strictObject({
    claim: reason,
    by: name,
    alternatives: list(reason, 1),
    dissent,
    outcome: textUpTo(text).default(''),
  }),
  'business-necessity': z
    .strictObject({
      audit: uuid,
      requirement: name,
      necessity: reason,
      search: uuid.nullable().meta({ description: 'Id of the entry search.recorded; null where none was made.' }),
      withoutSearch: textUpTo(text).default(''),
      decidedBy: name,
    })
    .refine(({ search, withoutSearch }) => search !== null || withoutSearch.trim() !== '', {
      path: ['withoutSearch'],
      message: 'expected why no alternative was looked for, as no search is named',
    }),
  statement: z.strictObject({
    control: someText(40),
    says: reason,
    reference: textUpTo(line).default(''),
    until: z.iso.date(),
  }),
} as const;

/** Kinds of records that people keep, with statements for single controls. */
export const KEPT_KINDS = [...RECORD_KINDS, 'statement'] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];
/** With documents of other programs, which nobody writes by hand: they are read, and never decide anything. */
export const STORED_KINDS = [...KEPT_KINDS, 'import'] as const;
export type StoredKind = (typeof STORED_KINDS)[number];
export type RecordBody<Kind extends KeptKind = KeptKind> = z.output<(typeof RECORD_BODIES)[Kind]>;
