import type { Erasures } from '../erase/erasures.js';
import { UUID_BYTES } from '../record/uuid.js';
import type { DecisionView, SubjectExport } from '../service-api.js';
import { type LaterRecords, type ViewTools, viewDecision } from './view.js';

export interface ExportTools extends ViewTools {
  readonly erasures: Erasures;
  /** Labels and attributes that came later about a decision. */
  readonly later: (id: Uint8Array) => Promise<LaterRecords>;
}

const EVERYTHING = { payload: true, attributes: true };

/** Everything held on one subject, for an access request (GDPR Article 15). */
export async function exportSubject(subject: string, tools: ExportTools): Promise<SubjectExport> {
  const decisions: DecisionView[] = [];
  for (const place of await tools.erasures.placesOf(subject)) {
    const { ids } = await tools.batches.stored(place.seq);
    const id = ids.subarray(place.position * UUID_BYTES, (place.position + 1) * UUID_BYTES);
    decisions.push(await viewDecision(tools, { place, later: await tools.later(id) }, EVERYTHING));
  }
  return { subject, decisions, complete: true };
}
