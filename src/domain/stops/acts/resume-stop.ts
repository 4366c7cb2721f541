import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { defineTwoPersonAct, type Tx } from '../../acts/index.js';
import type { AuditStore, StoredAudit } from '../../audits/recorded/ports.js';
import type { Role } from '../../identity/index.js';
import { stopResumed } from '../events/index.js';
import type { Stop } from '../model/index.js';
import { authorAmong, type PersonStores } from './authors.js';
import { demandFreshAudits } from './fresh-audits.js';
import type { ThrowingStores } from './throw-stop.js';
import { beginTrial, demandTrial, type WantedTrial, wantedTrial } from './trial.js';

/** Roles that may resume; an account needs one of them at the moment of the confirmation. */
const RESUMING_ROLES: readonly Role[] = ['stop-authority', 'incident-lead', 'validator'];

/** Most audits that a resumption names. */
export const MOST_AUDITS = 1000;
export const MOST_WAIVER = 1000;

export interface ResumingStores extends ThrowingStores, PersonStores {
  readonly audits: Pick<AuditStore, 'find' | 'list'>;
}

/** What two persons end a stop on: audits that are later than it, or the reason why there are none. */
export interface Resumption {
  readonly stop: string;
  readonly audits: readonly string[];
  readonly waiver: string | null;
  /** For a share of the subjects and a time at first; absent or null where it is resumed for all at once. */
  readonly trial?: WantedTrial | null | undefined;
}

export const resumption: z.ZodType<Resumption> = z.strictObject({
  stop: z.string(),
  audits: z.array(z.guid()).max(MOST_AUDITS),
  waiver: z.string().trim().min(1).max(MOST_WAIVER).nullable(),
  trial: wantedTrial.nullable().optional(),
});

/** Ends a stop. Everything is judged at the confirmation: what the audits are judged by may have changed while the proposal waited. */
export const resumeStop = defineTwoPersonAct('stop.resume', {
  enters: [stopResumed],
  request: resumption,
  lifeMs: DAY_MS,
  mayTakePart: async (tx: Tx<ResumingStores>, account) => {
    const found = await tx.identity.account(account);
    return found !== null && found.disabledAtMs === null && found.roles.some((role) => RESUMING_ROLES.includes(role));
  },
  async carryOut(tx, request, { proposedBy, confirmedBy }) {
    const { stop: id, audits, waiver, trial = null } = request;
    const { atMs } = await tx.stops.beginChange();
    const stop = await demandResumable(tx, request, [proposedBy, confirmedBy], atMs);
    const ended: Stop = { ...stop, end: { atMs, by: [proposedBy, confirmedBy], audits, waiver } };
    await tx.stops.end(ended);
    const by = [proposedBy, confirmedBy];
    const left = trial === null ? null : await beginTrial(tx.stops, stop, { wanted: trial, by, atMs });
    tx.enter(stopResumed({ stop: id, audits: [...audits], waiver, trial: left, proposedBy, confirmedBy }));
    return ended;
  },
});

/**
 * Gives the stop that these persons may end on these audits.
 *
 * @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN for the person who threw it
 */
export async function demandResumable(
  tx: ResumingStores,
  { stop: id, audits, waiver, trial = null }: Resumption,
  persons: readonly string[],
  nowMs: number,
): Promise<Stop> {
  const stop = await tx.stops.find(id);
  if (stop === null) throw unknownStop(id);
  if (stop.end !== null)
    throw new TribuneError('CONFLICT', `the stop ${id} ended already`, { remedy: `GET /v1/stops/${id} says how.` });
  if (stop.drill)
    throw new TribuneError('CONFLICT', `the stop ${id} is a drill`, {
      remedy: 'One person ends it: POST /v1/stops/ID/drill-end.',
    });
  await demandOthers(tx, stop, persons);
  if (trial !== null) demandTrial(stop, trial);
  if (waiver !== null) return stop;
  const found: StoredAudit[] = [];
  for (const audit of audits) {
    const one = await tx.audits.find(audit);
    if (one === null)
      throw new TribuneError('NOT_FOUND', `there is no audit ${audit}`, { remedy: 'GET /v1/audits lists them.' });
    found.push(one.audit);
  }
  demandFreshAudits(stop, found, { registry: await tx.registry.load(), nowMs });
  return stop;
}

/** Refuses the person who threw the stop, under whichever account. */
async function demandOthers(tx: ResumingStores, { by }: Stop, persons: readonly string[]): Promise<void> {
  const own = await authorAmong(tx, [by], persons);
  if (own === undefined) return;
  const how = by.startsWith('account:') ? 'threw it' : 'made the key that threw it, or one that it comes from,';
  throw new TribuneError('FORBIDDEN', `whoever ${how} does not resume a stop`, {
    remedy: 'Ask two other persons who may.',
  });
}

export const unknownStop = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no stop ${id}`, { remedy: 'GET /v1/stops lists them.' });
