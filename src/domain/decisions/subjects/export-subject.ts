import { defined } from '../../../core/base/defined.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { DecisionLog, IntegrityEvent } from '../../log/ports/index.js';
import type { ExportedDecision, SubjectExport } from '../api/service-api.js';
import type { DataPlaces, LegalHold } from '../ports/index.js';
import { attributeHistory, type FollowUpRecords, type ViewDeps, viewDecision } from '../read/view.js';
import type { Repeats } from '../repeats/repeats.js';
import type { Erasures } from './erasures.js';

export interface ExportDeps extends ViewDeps {
  readonly decisions: DecisionLog;
  readonly erasures: Erasures;
  readonly repeats: Repeats | null;
  readonly dataPlaces: Pick<DataPlaces, 'setsOf'> | null;
  /** Finds the labels and attributes that came later about a decision. */
  readonly later: (id: Uint8Array) => Promise<FollowUpRecords>;
}

const EVERYTHING = { payload: true, attributes: true };
const iso = (ms: number): string => new Date(ms).toISOString();

/** Gives everything that is stored on one subject, for an access request (GDPR Article 15). */
export async function exportSubject(subject: string, deps: ExportDeps): Promise<SubjectExport> {
  const { erasures, repeats } = deps;
  const decisions: ExportedDecision[] = [];
  const ids: Uint8Array[] = [];
  for (const place of await erasures.placesOf(subject)) {
    const stored = await deps.batches.verified(place.seq);
    const id = stored.ids.subarray(place.position * UUID_BYTES, (place.position + 1) * UUID_BYTES);
    const later = await deps.later(id);
    // Those that came with the record stand first in the history.
    const { ownAttributes: _, ...view } = await viewDecision(deps, { place, later }, EVERYTHING);
    decisions.push({ ...view, attributeHistory: await attributeHistory(deps.batches, id, later.attributes) });
    ids.push(id);
  }
  const events = [...(await deps.decisions.integrityEventsOf('main', ids)), ...((await repeats?.eventsOf(ids)) ?? [])];
  return {
    subject,
    decisions,
    reviews: decisions.flatMap(reviewIn),
    integrityEvents: events.map(printEvent),
    holds: (await erasures.holdsOf(subject)).map(printHold),
    erasures: await erasures.pendingOf(subject),
    dataSets: (await deps.dataPlaces?.setsOf(erasures.subjectTag(subject))) ?? [],
    complete: true,
  };
}

/** Gives the review in a decision that a person made or confirmed, which its route tells. */
function reviewIn({ id, record }: ExportedDecision): SubjectExport['reviews'] {
  const { route, decidedAt } = (record ?? {}) as { route?: string; decidedAt?: string };
  return route === 'reviewed' ? [{ decision: id, decidedAt: decidedAt! }] : [];
}

const printEvent = (event: IntegrityEvent): SubjectExport['integrityEvents'][number] => ({
  type: event.type,
  decision: printUuid(event.decision),
  detectedAt: iso(event.detectedAtMs),
  firstIndex: event.firstIndex,
  source: event.source,
  ...defined({ content: event.content }),
});

const printHold = ({
  id,
  owner,
  reason,
  reviewAtMs,
  setAtMs,
  releasedAtMs,
}: LegalHold): SubjectExport['holds'][number] => ({
  id,
  owner,
  reason,
  reviewAt: iso(reviewAtMs),
  setAt: iso(setAtMs),
  releasedAt: releasedAtMs === null ? null : iso(releasedAtMs),
});
