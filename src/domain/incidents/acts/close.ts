import { defineAct } from '../../acts/index.js';
import { incidentClosed, incidentReopened } from '../events/index.js';
import type { ClosingEvidence, Incident } from '../model/index.js';
import { demandRevision, lockedIncident } from './change-incident.js';
import { conflict } from './changes.js';
import { type IncidentActs, invalid } from './open.js';
import { withItem } from './timeline.js';

export const closeIncident = defineAct('incident.close', { enters: [incidentClosed] });
export const reopenIncident = defineAct('incident.reopen', { enters: [incidentReopened] });

export interface WantedClosing {
  readonly incident: string;
  readonly revision: number;
  /** Who answers for the closing, by name. */
  readonly answeredBy: string;
  readonly text: string;
  readonly evidence: readonly ClosingEvidence[];
}

/** What an incident still needs before it can be closed, each in words; none where it can. */
export function closingNeeds({ cause, actions, clocks, postMortem, severity, state }: Incident): string[] {
  const open = actions.filter(({ done }) => done === null);
  const running = clocks.filter(({ filed, waived }) => filed === null && waived === null);
  return [
    ...(state === 'closed' ? ['it is closed already'] : []),
    ...(cause === 'unknown' ? ['its cause is not named'] : []),
    ...(open.length === 0 ? [] : [`actions are open: ${open.map(({ id }) => id).join(', ')}`]),
    ...(running.length === 0
      ? []
      : [`reports are neither filed nor waived: ${running.map(({ duty }) => duty).join(', ')}`]),
    ...(postMortem === null && severity !== 'minor' && cause !== 'false-alarm' ? ['it has no post-mortem'] : []),
  ];
}

/**
 * Closes an incident on evidence that is named.
 *
 * @throws TribuneError NOT_FOUND, INVALID without evidence, CONFLICT while something is open or it was changed meanwhile
 */
export function closeOne(
  acts: IncidentActs,
  { incident: id, revision, answeredBy, text, evidence }: WantedClosing,
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): Promise<Incident> {
  if (evidence.length === 0)
    throw invalid(
      'nothing shows that it is over',
      'Name the evidence: an audit, an alert that resolved, a stop that ended, a document.',
    );
  return acts.run(closeIncident, async (tx) => {
    const before = await lockedIncident(tx, id);
    demandRevision(before, revision);
    const needs = closingNeeds(before);
    if (needs.length > 0)
      throw conflict(
        `the incident ${id} cannot be closed: ${needs.join('; ')}`,
        'Do these first, or waive what is no duty.',
      );
    const closing = { atMs: nowMs, by, answeredBy, text, evidence };
    const changed: Incident = { ...before, revision: before.revision + 1, state: 'closed', closing };
    const what = `closed on ${evidence.map(({ kind, id: of }) => `${kind} ${of}`).join(', ')}`.slice(0, 500);
    const told = withItem(changed, { atMs: nowMs, kind: 'closed', by, what, text });
    await tx.incidents.save(told.incident);
    await tx.incidents.addItems(told.items);
    const { number: item, digest } = told.items[0]!;
    tx.enter(
      incidentClosed({
        ...{ incident: id, revision: changed.revision, item, cause: changed.cause, digest, answeredBy, by },
        evidence: evidence.map((one) => ({ ...one })),
      }),
    );
    return told.incident;
  });
}

/** Opens a closed incident again. What it was closed on stays in its timeline. */
export function reopenOne(
  acts: IncidentActs,
  { incident: id, revision, text }: Pick<WantedClosing, 'incident' | 'revision' | 'text'>,
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): Promise<Incident> {
  return acts.run(reopenIncident, async (tx) => {
    const before = await lockedIncident(tx, id);
    demandRevision(before, revision);
    if (before.state !== 'closed') throw conflict(`the incident ${id} is open`, 'Nothing is to be done.');
    const changed: Incident = { ...before, revision: before.revision + 1, state: 'investigating', closing: null };
    const told = withItem(changed, { atMs: nowMs, kind: 'reopened', by, what: 'closed -> investigating', text });
    await tx.incidents.save(told.incident);
    await tx.incidents.addItems(told.items);
    const { number: item, digest } = told.items[0]!;
    tx.enter(incidentReopened({ incident: id, revision: changed.revision, item, digest, by }));
    return told.incident;
  });
}
