import { utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { printUuid, uuidOf } from '../../../core/base/uuid.js';
import type { MessageKind, MessageRecord, StoredMessage } from './message.js';

/** Id of a message: it follows from what it tells of, so that nothing is told twice. */
export const messageId = (kind: MessageKind, about: string): string =>
  printUuid(uuidOf(sha256(utf8(`tribune.person-message/v1 ${kind} ${about}`))));

/** A message that waits to be written and sent. */
export const waitingMessage = ({
  nowMs,
  ...of
}: Pick<MessageRecord, 'id' | 'kind' | 'notice' | 'decision' | 'case' | 'by'> & {
  readonly nowMs: number;
}): StoredMessage => ({
  record: { ...of, state: 'waiting', madeAtMs: nowMs, attempts: 0, nextAtMs: nowMs, problem: null, endedAtMs: null },
  sealed: null,
});
