import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { defineAct, type Tx } from '../../acts/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { DATED_DUTIES } from '../duties/index.js';
import { planSaved } from '../events/index.js';
import { INCIDENT_LIMITS } from '../model/index.js';
import { type IncidentPlan, scopeName, type WantedPlan } from '../plan/index.js';
import { conflict } from './changes.js';
import { type IncidentActs, type IncidentStores, invalid } from './open.js';
import { demandScope } from './scope.js';
import { digestOf } from './timeline.js';

export const savePlan = defineAct('incident.save-plan', { enters: [planSaved] });

/** Most bytes of a plan, as JSON. */
const MOST_BYTES: number = 256 * 1024;

/** By whom a plan is saved, and when. */
interface Saving {
  readonly by: string;
  readonly nowMs: number;
  /** The revision that the caller read, 0 for none; absent, it is not asked. */
  readonly read?: number | undefined;
}

export interface SavedPlan {
  readonly plan: IncidentPlan;
  /** False where it says what stood already, which changes nothing. */
  readonly isNew: boolean;
}

/**
 * Saves a plan as the next revision. One that says what stands already changes nothing.
 *
 * @throws TribuneError NOT_FOUND, INVALID, CONFLICT where another revision came meanwhile
 */
export function saveOne(acts: IncidentActs, wanted: WantedPlan, saving: Saving): Promise<SavedPlan> {
  return acts.run(savePlan, async (tx) => {
    await tx.incidents.lock();
    return saveKnown(tx, wanted, { ...saving, registry: await tx.registry.load() });
  });
}

/**
 * Saves plans in the transaction of an act that declares `incident.plan-saved`; gives those that are new. An error says which one it is about.
 *
 * @throws TribuneError NOT_FOUND, INVALID, CONFLICT
 */
export async function savePlansWithin(
  tx: Tx<IncidentStores>,
  plans: readonly WantedPlan[],
  saving: Omit<Saving, 'read'>,
): Promise<IncidentPlan[]> {
  if (plans.length === 0) return [];
  await tx.incidents.lock();
  const registry = await tx.registry.load();
  const names = plans.map(({ scope }) => scopeName(scope));
  const twice = names.findIndex((name, at) => names.indexOf(name) < at);
  if (twice >= 0) throw placed(invalid(`the plan of the ${names[twice]} stands twice`, 'Say each thing once.'), twice);
  const saved: IncidentPlan[] = [];
  for (const [at, wanted] of plans.entries()) {
    const { plan, isNew } = await saveKnown(tx, wanted, { ...saving, registry }).catch((cause: unknown) => {
      throw placed(cause, at);
    });
    if (isNew) saved.push(plan);
  }
  return saved;
}

/** Says of an error which plan of a document it is about. */
function placed(cause: unknown, at: number): unknown {
  if (!(cause instanceof TribuneError)) return cause;
  const { code, message, remedy } = cause;
  return new TribuneError(code, `incidentPlans[${at}]: ${message}`, {
    ...{ cause, ...(remedy === undefined ? {} : { remedy }) },
  });
}

/** Saves a plan in a transaction that has the lock. */
async function saveKnown(
  tx: Tx<IncidentStores>,
  wanted: WantedPlan,
  { by, nowMs, read, registry }: Saving & { readonly registry: RegistrySnapshot },
): Promise<SavedPlan> {
  demandScope(wanted.scope, registry);
  demandPlan(
    wanted,
    registry.systems.map(({ id }) => id),
    nowMs,
  );
  const before = await tx.incidents.plan(wanted.scope);
  const revision = before?.revision ?? 0;
  if (read !== undefined && read !== revision)
    throw conflict(`the plan is at revision ${revision}, and ${read} was read`, 'Read it again before you change it.');
  const digest = digestOf(wanted);
  if (before?.digest === digest) return { plan: before, isNew: false };
  if (before === null && (await tx.incidents.countPlans()) >= INCIDENT_LIMITS.plans)
    throw conflict(
      `${INCIDENT_LIMITS.plans} plans are kept, which is the most`,
      'Write one for a system instead of its deployments.',
    );
  const plan: IncidentPlan = { ...wanted, revision: revision + 1, by, atMs: nowMs, digest };
  await tx.incidents.savePlan(plan);
  tx.enter(planSaved({ scope: scopeName(wanted.scope), revision: plan.revision, digest, by }));
  return { plan, isNew: true };
}

function demandPlan(wanted: WantedPlan, systems: readonly string[], nowMs: number): void {
  const bytes = utf8(JSON.stringify(wanted)).length;
  if (bytes > MOST_BYTES)
    throw invalid(`the plan takes ${bytes} bytes`, `At most ${MOST_BYTES} are taken: refer to longer texts.`);
  const dated = DATED_DUTIES.duties.map(({ id }) => id);
  const unknown = wanted.duties.find((id) => !dated.includes(id));
  if (unknown !== undefined)
    throw invalid(
      `there is no duty ${JSON.stringify(unknown)}`,
      nearOr(unknown, dated, `Duties are ${dated.join(', ')}.`),
    );
  const own = wanted.ownDuties.map(({ id }) => id);
  const taken = own.find((id, at) => dated.includes(id) || own.indexOf(id) < at);
  if (taken !== undefined)
    throw invalid(`another duty has the id ${JSON.stringify(taken)}`, 'Give it an id of its own.');
  const lost = wanted.consumers.find(({ system }) => system !== null && !systems.includes(system))?.system;
  if (lost !== undefined && lost !== null)
    throw new TribuneError('NOT_FOUND', `no system ${JSON.stringify(lost)} is registered`, {
      remedy: nearOr(lost, systems, 'Leave `system` out where the consumer is none that is registered.'),
    });
  const later = [...wanted.drills, ...wanted.trainings, { day: wanted.reassessedOn }].find(
    ({ day }) => Date.parse(day) > nowMs,
  );
  if (later !== undefined)
    throw invalid(`${later.day} has not come yet`, 'A plan says what was done, not what is to be done.');
}

function nearOr(word: string, known: readonly string[], otherwise: string): string {
  const near = suggest(word, known);
  return near === null ? otherwise : `Did you mean ${JSON.stringify(near)}?`;
}
