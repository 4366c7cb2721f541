import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionReading, Reader } from '../../decisions/api/index.js';
import type { ExplainedDecisions } from '../../explained-decisions/index.js';
import { type DecisionFact, digestOfRecord, type SystemRecords, type ToldExplanation } from '../records/index.js';
import { type RecordSources, recordsOf } from './read-records.js';

/** What documents about a decision are read from, beside what those about its system are. */
export interface DecisionSources extends RecordSources {
  readonly reading: Pick<DecisionReading, 'decision' | 'receipt'>;
  readonly explained: Pick<ExplainedDecisions, 'explanation'>;
}

/** A decision that documents cannot be made of now. */
export type NoRecords = 'unknown' | 'erased' | 'pending';

/** Reads a decision with what its subject is told of it, and the records of its deployment. Both readings are noted. */
export async function decisionRecords(
  id: string,
  sources: DecisionSources,
  reader: Reader,
): Promise<SystemRecords | NoRecords> {
  const view = await sources.reading.decision(id, { payload: true, attributes: false }, reader);
  if (view === null) return 'unknown';
  if (view.erased || typeof view.record !== 'object' || view.record === null) return 'erased';
  const { deployment, decidedAt, route, metadata } = view.record as Readonly<Record<string, unknown>>;
  const told = await explanationOf(id, sources, reader);
  if (typeof told === 'string') return told;
  const fact: DecisionFact = {
    id,
    decidedAt: String(decidedAt),
    deployment: String(deployment),
    route: String(route),
    ...told,
    statement: objectIn(objectIn(metadata)?.dsa),
  };
  // No document about a decision shows a figure of groups, and whoever may read decisions may not therefore read audits.
  const records = await recordsOf(fact.deployment, sources, {
    ...{ reader, sight: 'none', incidents: false, about: 'registered' },
  });
  // Reading records signs the log, so that the entry of a decision that was just recorded has its place.
  const receipt = await sources.reading.receipt(id);
  const index = receipt.status === 'ready' ? indexIn(receipt.text) : null;
  return {
    ...records,
    subject: id,
    decision: { value: fact, ref: { kind: 'decision', id, digest: digestOfRecord(fact), index } },
  };
}

/** What the subject is told; null with the reason where the version cannot be explained. */
async function explanationOf(
  id: string,
  { explained }: DecisionSources,
  reader: Reader,
): Promise<Pick<DecisionFact, 'explanation' | 'notExplained'> | NoRecords> {
  try {
    const found = await explained.explanation({ id, view: 'subject' }, reader);
    return typeof found === 'string' ? found : { explanation: found as ToldExplanation, notExplained: null };
  } catch (cause) {
    if (!(cause instanceof TribuneError) || !['INVALID', 'NOT_FOUND'].includes(cause.code)) throw cause;
    return { explanation: null, notExplained: [cause.message, cause.remedy].filter(Boolean).join('. ') };
  }
}

const indexIn = (receipt: string): number | null => {
  const found = /^index (\d{1,15})$/m.exec(receipt)?.[1];
  return found === undefined ? null : Number(found);
};

const objectIn = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
