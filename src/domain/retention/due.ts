import { envelopesOf } from '../decisions/history/index.js';
import type { ExpiredDecision } from '../decisions/subjects/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import type { RetentionRule } from './types.js';

const decoder = new TextDecoder();

/** Finds the decisions of a batch that a rule is about and that are not erased yet. */
export function dueIn(opened: OpenedBatch, { classOf }: RetentionRule): ExpiredDecision[] {
  const { kind, seq, n } = opened.batch;
  if (kind !== 'decision') return [];
  const envelopeAt = envelopesOf(opened);
  const due: ExpiredDecision[] = [];
  for (let position = 0; position < n; position++) {
    const content = opened.payload.contents[position];
    const { deployment } = envelopeAt(position);
    if (!content || !classOf.has(deployment)) continue;
    const { subject } = JSON.parse(decoder.decode(content)) as { subject: string };
    due.push({ seq, position, subject, deployment });
  }
  return due;
}
