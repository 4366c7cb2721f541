import { INDEXED_TYPES } from '../../../src/domain/control-records/index.js';
import {
  type Answers,
  type Control,
  DATED_PACKS,
  QUESTIONS,
  RECORD_KINDS,
  type SystemFacts,
} from '../../../src/domain/controls/index.js';
import { ROLE_NAMES } from '../../../src/domain/identity/index.js';

export const DAY_MS = 86_400_000;
const D = `sha256:${'1'.repeat(64)}`;
const VENDOR = { id: 'acme', name: 'Acme', digest: D };

/** Every question answered with no, and these with yes. */
export const answersWith = (...yes: readonly string[]): Answers =>
  Object.fromEntries(QUESTIONS.questions.map(({ id }) => [id, yes.includes(id)]));

/** Answers by which a system is of a class, and what it asks for is yes. */
export function answersFor({ when, periods }: Control, period = periods[0]!): Answers {
  const classes = [...when.all, ...when.any.slice(0, 1), ...period.if.slice(0, 1)];
  return answersWith(
    ...classes.flatMap((id) => QUESTIONS.classes.find((one) => one.id === id)?.any.slice(0, 1) ?? [id]),
  );
}

const system = (domain: string, jurisdictions: readonly string[]): SystemFacts['system'] => ({
  ...{ id: 'credit', purpose: 'Who gets a loan', domain, jurisdictions, owner: 'ann' },
});

/** A system of which nothing is recorded but that it is there, and that it serves. */
export const bareFacts = (domain: string, jurisdictions: readonly string[], answers: Answers): SystemFacts => ({
  system: { ...system(domain, jurisdictions), purpose: '' },
  deployments: [
    {
      ...{ id: 'credit/prod', version: D, servesSinceMs: 0, policy: null, audits: [], watched: null },
      kept: { keep: '1 day', class: 'short' },
      explains: { reasons: false, changes: false, adverse: false },
      waivers: [],
    },
  ],
  accounts: [{ id: 'a', name: 'ann', roles: ['owner'], active: false, trainedAtMs: null }],
  answers,
  plan: { status: 'missing', gaps: ['plan: there is no incident plan'], revision: null, digest: null, atMs: null },
  lastDrillMs: null,
  clocks: [{ incident: 'i', duty: 'eu-gdpr-33', dueAtMs: 0 }],
  ledger: { size: null, root: null, fault: 'the log was changed', cosigned: null },
  ...{ entries: [], records: [], statements: [] },
  vendors: [{ ...VENDOR, answered: 0, open: ['limits'], oldestMs: null, endsMs: null }],
});

/** A system of which everything is recorded that a check asks for, a day before a moment. */
export function fullFacts(
  domain: string,
  jurisdictions: readonly string[],
  answers: Answers,
  atMs: number,
): SystemFacts {
  const madeAtMs = atMs - DAY_MS;
  const people = ROLE_NAMES.filter((role) => role !== 'subject').flatMap((role) => [
    { id: `${role}-1`, name: role === 'owner' ? 'ann' : `${role} one`, roles: [role] },
    { id: `${role}-2`, name: `${role} two`, roles: [role] },
  ]);
  const things = ['', 'credit', 'credit/prod', D];
  return {
    system: system(domain, jurisdictions),
    deployments: [
      {
        ...{ id: 'credit/prod', version: D, servesSinceMs: 0, policy: D },
        audits: [{ id: 'audit-1', madeAtMs, untilMs: madeAtMs, verdict: 'pass', policy: D, digest: D }],
        watched: { policy: D, sinceMs: madeAtMs },
        kept: { keep: '10 years', class: 'long' },
        explains: { reasons: true, changes: true, adverse: true },
        waivers: [],
      },
    ],
    accounts: people.map((one) => ({ ...one, active: true, trainedAtMs: madeAtMs })),
    answers,
    plan: { status: 'ready', gaps: [], revision: 1, digest: D, atMs: madeAtMs },
    lastDrillMs: madeAtMs,
    clocks: [],
    ledger: { size: 100, root: 'r', fault: null, cosigned: 90 },
    entries: things.flatMap((about, at) =>
      INDEXED_TYPES.map((type, i) => ({ type, about, n: 1, index: at * 100 + i, ref: 'audit-1', atMs: madeAtMs })),
    ),
    records: RECORD_KINDS.map((kind) => ({ kind, id: `${kind}-1`, digest: D, atMs: madeAtMs, by: 'account:ann' })),
    statements: DATED_PACKS.flatMap(({ controls }) => controls).map(({ id }) => ({
      ...{ control: id, id: `s-${id}`, digest: D, says: 'see the folder', by: 'account:ann' },
      ...{ atMs: madeAtMs, untilMs: atMs + 30 * DAY_MS },
    })),
    vendors: [{ ...VENDOR, answered: 13, open: [], oldestMs: madeAtMs, endsMs: atMs + DAY_MS }],
  };
}
