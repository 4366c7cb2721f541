import { z } from 'zod';
import { suggest } from '../../../core/base/suggest.js';
import { type ControlPack, DATED_PACKS, isPlace, PLACE_FORM, QUESTIONS, RECORD_KINDS } from '../../controls/index.js';
import { ROLE_NAMES } from '../../identity/index.js';
import { parseRetentionPeriod } from '../../retention/index.js';
import { defineSetting, someText } from '../../settings/index.js';
import { INDEXED_TYPES, isToldOf } from '../following/index.js';

const MOST_CHECKS = 6;
const MOST_IDS = 40;
/** Controls of all packs together, as each is held against every system every six hours. */
const MOST_CONTROLS = 1000;
const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and dashes')
  .max(60);
const day = z.iso.date();
const days = z.int().min(1).max(3660);
const role = z.enum(ROLE_NAMES as [(typeof ROLE_NAMES)[number], ...(typeof ROLE_NAMES)[number][]]);
const ANSWERS = [...QUESTIONS.questions.map((one) => one.id), ...QUESTIONS.classes.map((one) => one.id)];

/** A word of a list; another one is refused by name, with the nearest. */
const oneOf = (what: string, words: readonly string[]) =>
  z
    .string()
    .max(100)
    .superRefine((word, context) => {
      if (words.includes(word)) return;
      const near = suggest(word, words);
      context.addIssue(`there is no ${what} ${JSON.stringify(word)}${near === null ? '' : `; did you mean ${near}?`}`);
    });
const answers = z.array(oneOf('question or class', ANSWERS)).max(MOST_IDS).default([]);

const check = z.discriminatedUnion('is', [
  plain('described'),
  plain('owner-active'),
  plain('bounds-before-use'),
  plain('watched'),
  plain('incident-plan'),
  plain('clocks-kept'),
  plain('ledger-intact'),
  plain('ledger-witnessed'),
  plain('screen-clear'),
  z.strictObject({ is: z.literal('audit-fresh'), days, verdict: z.enum(['any', 'pass']).default('any') }),
  z.strictObject({
    is: z.literal('kept-at-least'),
    keep: z.string().refine((text) => parseRetentionPeriod(text) !== null, 'expected a time such as 25 months'),
  }),
  z.strictObject({
    is: z.literal('explains'),
    needs: z
      .array(z.enum(['reasons', 'changes', 'adverse']))
      .min(1)
      .max(3),
  }),
  z.strictObject({ is: z.literal('staffed'), role, least: z.int().min(1).max(100) }),
  z.strictObject({
    is: z.literal('roles-apart'),
    roles: z
      .array(role)
      .min(2)
      .max(5)
      .refine((all) => new Set(all).size === all.length, 'a role cannot be held apart from itself'),
  }),
  z.strictObject({ is: z.literal('readers-trained'), days }),
  z.strictObject({ is: z.literal('drilled'), days }),
  z.strictObject({
    is: z.literal('entered'),
    types: z.array(oneOf('type of entry that is followed', INDEXED_TYPES)).min(1).max(10),
    about: z.enum(['system', 'deployments', 'versions', 'service']),
    days: days.nullable().default(null),
  }),
  z.strictObject({ is: z.literal('vendors-answered'), days }),
  z.strictObject({ is: z.literal('recorded'), kind: z.enum(RECORD_KINDS), days: days.nullable().default(null) }),
  z.strictObject({ is: z.literal('stated'), asks: someText(300), who: role }),
]);

function plain<const Name extends string>(name: Name) {
  return z.strictObject({ is: z.literal(name) });
}

const control = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/, 'expected letters, digits, dots and dashes'),
    provision: someText(200),
    role: someText(200).default('organisation'),
    duty: someText(600),
    evidence: someText(300),
    periods: z
      .array(z.strictObject({ from: day.nullable(), if: answers }))
      .min(1)
      .max(5)
      .default([{ from: null, if: [] }]),
    repealedAt: day.nullable().default(null),
    when: z
      .strictObject({
        domains: z.array(oneOf('domain', QUESTIONS.domains)).max(MOST_IDS).default([]),
        all: answers,
        any: answers,
      })
      .default({ domains: [], all: [], any: [] }),
    checks: z.array(check).min(1).max(MOST_CHECKS),
    deadline: someText(200).nullable().default(null),
    basis: z.enum(['primary', 'secondary', 'background']).default('primary'),
    source: someText(300),
    doubt: someText(400).optional(),
  })
  .superRefine(({ id: named, periods, repealedAt, checks }, context) => {
    const begun = periods.map(({ from }) => from);
    const late = begun.find((from) => from !== null && repealedAt !== null && repealedAt <= from);
    if (late !== undefined)
      context.addIssue(`${named} contradicts itself: it ends on ${repealedAt}, and begins on ${late}`);
    const same = periods.find(
      (one, at) => periods.findIndex((other) => other.if.toSorted().join() === one.if.toSorted().join()) < at,
    );
    if (same !== undefined)
      context.addIssue(
        `${named} contradicts itself: it begins on two days for ${same.if.join(', ') || 'every system'}`,
      );
    const written = checks.map((one) => JSON.stringify(one));
    if (new Set(written).size < written.length) context.addIssue(`${named} has the same check twice`);
    // What a person says is said to a control: it would answer both.
    if (checks.filter(({ is }) => is === 'stated').length > 1)
      context.addIssue(`${named} asks people two things: make it two controls`);
    for (const one of checks)
      for (const type of one.is === 'entered' ? one.types : [])
        if (one.is === 'entered' && !isToldOf(type, one.about))
          context.addIssue(`${named} contradicts itself: entries of ${type} are not about ${one.about}`);
  });

const pack = z.strictObject({
  framework: id,
  name: someText(100),
  kind: z.enum(['law', 'guidance', 'voluntary']).default('voluntary'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'expected a version such as 1.0.0'),
  date: day,
  jurisdictions: z.array(z.string().refine(isPlace, PLACE_FORM)).max(60).default([]),
  origin: someText(1000),
  controls: z.array(control).min(1).max(200),
});

const document = z.strictObject({ packs: z.array(pack).max(20).default([]) }).superRefine(({ packs }, context) => {
  const n = packs.reduce((sum, { controls }) => sum + controls.length, 0);
  if (n > MOST_CONTROLS) context.addIssue(`expected at most ${MOST_CONTROLS} controls in all packs together, not ${n}`);
  const frameworks = [...DATED_PACKS.map(({ framework }) => framework), ...packs.map(({ framework }) => framework)];
  const taken = frameworks.find((one, at) => frameworks.indexOf(one) < at);
  if (taken !== undefined) context.addIssue(`there is a framework ${taken} already`);
  const ids = [...DATED_PACKS, ...packs].flatMap(({ framework, controls }) =>
    controls.map((one) => ({ id: one.id, framework })),
  );
  const first = new Map<string, string>();
  for (const one of ids) {
    const other = first.get(one.id);
    if (other !== undefined) context.addIssue(`${one.framework} has the control ${one.id}, which ${other} has too`);
    else first.set(one.id, one.framework);
  }
});

/** Packs of an institution beside the dated ones. */
export interface OwnPacks {
  readonly packs: readonly ControlPack[];
}

/** The setting of an institution's own packs. A new document replaces the former one as a whole; one that contradicts itself is refused by name. */
export const ownPacksSetting = defineSetting(
  'controls',
  document.transform((given) => given as unknown as OwnPacks),
  { packs: [] } as OwnPacks,
  { guide: 'docs/guides/controls.md' },
);
