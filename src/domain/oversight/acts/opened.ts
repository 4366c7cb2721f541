import { TribuneError } from '../../../core/base/errors.js';
import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import {
  type CaseEntry,
  conflictsOf,
  type Done,
  dueOf,
  type Person,
  SERVICE,
  type Settlement,
  type WholeCase,
} from '../../../core/oversight/index.js';
import { type Decided, decidedOf } from '../decided/index.js';
import { appealDecided, clockMissed, PLAIN_EVENTS } from '../events/index.js';
import { calendarOf } from '../law/index.js';
import type { StoredCase } from '../model/index.js';
import { decisionGone, withInvolvement } from '../model/index.js';
import { digestOfSealed, openContents, sealContents } from '../sealing/index.js';
import type { CaseTx, OversightDeps } from './deps.js';

/** A decision that somebody may look at: what is recorded of it, and the key of what is said about it. */
export interface OpenDecision {
  readonly decided: Decided;
  readonly key: Uint8Array;
}

/**
 * Opens a decision.
 *
 * @throws TribuneError DECISION_UNKNOWN for an unknown or an erased one, INVALID for one of which no case can be
 */
export async function openDecision(
  { material, registry }: Pick<OversightDeps, 'material' | 'registry'>,
  id: string,
): Promise<OpenDecision> {
  const known = readUuid(id, new Uint8Array(UUID_BYTES));
  const [found, registered] = known ? await Promise.all([material(id), registry.load()]) : [null, null];
  if (found === null || registered === null)
    throw new TribuneError('DECISION_UNKNOWN', `no decision has the id ${JSON.stringify(id.slice(0, 40))}`, {
      remedy: 'Give the id under which it was recorded.',
    });
  if (found.key === null)
    throw decisionGone(`the decision ${id} was erased, and with it what was said about it`, {
      remedy: 'Its receipt still proves that something was logged.',
    });
  return { decided: decidedOf(found.view, registered), key: found.key };
}

export const unknownCase = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no case ${JSON.stringify(id.slice(0, 40))}`, {
    remedy: 'GET /v1/cases lists them for those who look after them.',
  });

export const wholeOf = (stored: StoredCase, key: Uint8Array, { crypto }: Pick<OversightDeps, 'crypto'>): WholeCase => ({
  record: stored.record,
  contents: openContents(crypto, key, stored),
});

export const sealedCase = (
  whole: WholeCase,
  key: Uint8Array,
  { crypto }: Pick<OversightDeps, 'crypto'>,
): StoredCase => ({
  record: withInvolvement(whole),
  sealed: sealContents(crypto, key, whole.record.id, whole.contents),
});

/** Saves what an act made of a case and writes its entries. */
export async function saveDone(
  tx: CaseTx,
  { whole, entries }: Done,
  key: Uint8Array,
  deps: Pick<OversightDeps, 'crypto'>,
): Promise<StoredCase> {
  const stored = sealedCase(whole, key, deps);
  await tx.cases.save(stored);
  enterAll(tx, stored, entries, deps);
  return stored;
}

/** Writes the entries of an act, each of the type that the machine names. */
export function enterAll(
  tx: CaseTx,
  stored: StoredCase,
  entries: readonly CaseEntry[],
  { crypto }: Pick<OversightDeps, 'crypto'>,
): void {
  const { record } = stored;
  const { id, decision, revision, settlement } = record;
  const digest = digestOfSealed(crypto, stored.sealed);
  for (const { type, by, clock } of entries) {
    const of = { case: id, decision, revision, by, digest };
    if (type === appealDecided.type) tx.enter(appealDecided({ ...of, ...decidedSo(settlement!) }));
    else if (type === clockMissed.type) tx.enter(clockMissed({ ...of, clock: clock!, due: dueText(stored, clock!) }));
    else tx.enter(PLAIN_EVENTS.find((one) => one.type === type)!(of));
  }
}

/** What the entry says of an outcome. */
const decidedSo = ({ how, isChanged, because, involvement }: Settlement) => ({
  ...{ how, changed: isChanged, involvement: involvement?.level ?? 'unknown' },
  ...(because !== undefined && { because }),
});

function dueText({ record }: StoredCase, what: string): string {
  const clock = record.clocks.find((one) => one.what === what)!;
  return new Date(dueOf(clock, calendarOf(clock.calendar))!).toISOString();
}

const WAITING = ['waiting', 'panel-waiting'];

/** The same, escalated where nobody is left who may read it: what keeps people from a case is never relaxed. */
export function escalatedIfNobody(done: Done, readers: readonly Person[]): Done {
  const { record, contents } = done.whole;
  if (!WAITING.includes(record.stage) || readers.some((one) => conflictsOf(record, one).length === 0)) return done;
  const raised = { ...record, revision: record.revision + 1, resumesTo: record.stage, stage: 'escalated' as const };
  return { whole: { record: raised, contents }, entries: [...done.entries, { type: 'case.escalated', by: SERVICE }] };
}
