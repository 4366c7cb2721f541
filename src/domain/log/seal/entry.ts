import type { BatchKind } from '../ports/index.js';

/** Entry types of the kinds of batches; an event has its own type in its context. */
const TYPES = { decision: 'decision.made', label: 'label.recorded', attributes: 'attributes.recorded' } as const;

/** The kind of batch that entries of a type are in. */
export const kindOf = (type: string): BatchKind =>
  (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((kind) => TYPES[kind] === type) ?? 'event';

/**
 * The members of an entry that are the same for many records. An entry holds no personal data: who, what and why are in the payload, to
 * which it commits.
 */
export function envelopeText(kind: keyof typeof TYPES | 'event', receivedAt: string, context: string): string {
  const type = kind === 'event' ? '' : `,"type":"${TYPES[kind]}"`;
  const more = context === '' ? '' : `,${context}`;
  return `{"schema":"tribune.entry/v1"${type},"at":"${receivedAt}"${more}`;
}

/** The entry as JSON text, whose exact bytes are committed to. `attributes` is the commitment to the attributes, if there are any. */
export function entryText(
  envelope: string,
  id: string,
  commitments: { payload: string; attributes: string | null },
): string {
  const attributes = commitments.attributes === null ? '' : `,"attributes":"${commitments.attributes}"`;
  return `${envelope},"id":"${id}","commitments":{"payload":"${commitments.payload}"${attributes}}}`;
}
