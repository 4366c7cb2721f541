import { TribuneError } from '../../../core/base/errors.js';
import { defineAct, type Tx } from '../../acts/index.js';
import { clocksFor } from '../duties/index.js';
import { incidentChanged, reportFiled } from '../events/index.js';
import type { Incident } from '../model/index.js';
import { applyChange, conflict, type IncidentChange, REPLACING } from './changes.js';
import { type IncidentActs, type IncidentStores, invalid, planFor } from './open.js';
import { jurisdictionsOf } from './scope.js';
import { withItem } from './timeline.js';

export const changeIncident = defineAct('incident.change', { enters: [incidentChanged, reportFiled] });

export interface ChangeRequest {
  readonly incident: string;
  /** The revision that the caller read. */
  readonly revision?: number | undefined;
  readonly change: IncidentChange;
}

/**
 * Changes an incident, as one act with its entry.
 *
 * @throws TribuneError NOT_FOUND, INVALID, CONFLICT where it was changed since the revision that is named
 */
export function changeOne(
  acts: IncidentActs,
  { incident: id, revision, change }: ChangeRequest,
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): Promise<Incident> {
  if (revision === undefined && REPLACING.includes(change.kind))
    throw invalid(
      `the change ${change.kind} puts something in the place of what is there`,
      'Give the revision of the incident that you read.',
    );
  return acts.run(changeIncident, async (tx) => {
    const before = await lockedIncident(tx, id);
    demandRevision(before, revision);
    const registry = await tx.registry.load();
    const plan = change.kind === 'facts' ? await planFor(tx.incidents, before.scope, registry) : null;
    const { incident, what, text } = applyChange(before, change, {
      ...{ by, nowMs },
      clocksOf: (facts, awareAtMs) =>
        clocksFor({ facts, jurisdictions: jurisdictionsOf(before.scope, registry), plan, awareAtMs, nowMs }),
    });
    const changed = { ...incident, revision: before.revision + 1 };
    const told = withItem(changed, {
      ...{ atMs: nowMs, kind: change.kind, by, what },
      ...(text === undefined ? {} : { text }),
    });
    await tx.incidents.save(told.incident);
    await tx.incidents.addItems(told.items);
    const { number: item, kind, digest } = told.items[0]!;
    const entry = { incident: id, revision: changed.revision, item, digest, by };
    if (change.kind !== 'filed') tx.enter(incidentChanged({ ...entry, kind, what }));
    else {
      const { dueAtMs } = changed.clocks.find(({ duty }) => duty === change.duty)!;
      const due = dueAtMs === null ? null : new Date(dueAtMs).toISOString();
      tx.enter(reportFiled({ ...entry, duty: change.duty, at: new Date(change.atMs).toISOString(), due }));
    }
    return told.incident;
  });
}

/** Gives an incident that nobody else changes until the transaction ends. */
export async function lockedIncident(tx: Tx<IncidentStores>, id: string): Promise<Incident> {
  await tx.incidents.lock();
  const incident = await tx.incidents.find(id);
  if (incident === null) throw unknownIncident(id);
  return incident;
}

export function demandRevision({ id, revision: now }: Incident, read: number | undefined): void {
  if (read === undefined || read === now) return;
  throw conflict(
    `the incident ${id} was changed meanwhile: it is at revision ${now}, and ${read} was read`,
    'Read it again, and see whether what you want to change is still so.',
  );
}

export const unknownIncident = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no incident ${id}`, { remedy: 'GET /v1/incidents lists them.' });
