import { defineAct, type Tx } from '../../acts/index.js';
import { holdSet } from '../../decisions/events/index.js';
import { incidentChanged } from '../events/index.js';
import type { Incident } from '../model/index.js';
import { lockedIncident } from './change-incident.js';
import { conflict, linked } from './changes.js';
import type { IncidentStores } from './open.js';
import { withItem } from './timeline.js';

export const holdDecision = defineAct('incident.hold-decision', { enters: [incidentChanged, holdSet] });

/** Links a decision in the transaction that sets the hold on whom it is about. */
export async function linkHeld(
  tx: Tx<IncidentStores>,
  { incident: id, decision, hold }: { readonly incident: string; readonly decision: string; readonly hold: string },
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): Promise<Incident> {
  const before = await lockedIncident(tx, id);
  if (before.state === 'closed') throw conflict(`the incident ${id} is closed`, 'Reopen it first.');
  if (before.links.some((one) => one.kind === 'decision' && one.id === decision))
    throw conflict(`the decision ${decision} is linked already`, 'Nothing is to be done.');
  const changed = linked(
    { ...before, revision: before.revision + 1 },
    { kind: 'decision', id: decision, by, atMs: nowMs, hold },
  );
  const what = `linked decision ${decision}, and whom it is about is under the legal hold ${hold}`;
  const told = withItem(changed, { atMs: nowMs, kind: 'link', by, what });
  await tx.incidents.save(told.incident);
  await tx.incidents.addItems(told.items);
  const { number: item, kind, digest } = told.items[0]!;
  tx.enter(incidentChanged({ incident: id, revision: changed.revision, item, kind, what, digest, by }));
  return told.incident;
}
