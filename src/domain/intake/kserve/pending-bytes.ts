import { parseSent, printExact } from '../../../core/base/exact-json.js';
import type { PendingInference } from '../ports.js';
import type { KserveEvent } from './event.js';
import type { InferenceMessage } from './inference.js';

/** The stored bytes of a message: event and body as one JSON text. */
export const packPendingInference = ({ event, body }: InferenceMessage): Uint8Array =>
  new TextEncoder().encode(printExact({ event, body }));

export function unpackPendingInference({ bytes, receivedAtMs }: PendingInference): InferenceMessage {
  const { event, body } = parseSent(new TextDecoder().decode(bytes)) as { event: KserveEvent; body: unknown };
  return { event, body, receivedAtMs };
}
