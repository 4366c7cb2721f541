import { TribuneError } from '../../../core/base/errors.js';
import { defineFollower, eventsIn, type Follower } from '../../followers/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { appealAcknowledged, appealDecided } from '../../oversight/events/index.js';
import { type MessageKind, messageId, type StoredAddress, waitingMessage } from '../model/index.js';
import type { PersonMessageStore } from '../ports/index.js';

/** Stores that the follower writes to. */
export interface MessageStores {
  readonly followers: FollowerStore;
  readonly personMessages: PersonMessageStore;
}

const KINDS: Readonly<Record<string, MessageKind>> = {
  [appealAcknowledged.type]: 'acknowledgement',
  [appealDecided.type]: 'outcome',
};

interface Told {
  readonly kind: MessageKind;
  readonly case: string;
  readonly decision: string;
}

/**
 * Follows the main log: whoever contests is told that it came, and how it ended, where a notice about the decision has an address. The message waits
 * from the transaction that moves the place, so that none is lost and none is made twice.
 */
export const followAppeals = ({
  nowMs,
  onProblem,
}: {
  readonly nowMs: () => number;
  readonly onProblem: (cause: Error) => void;
}): Follower<MessageStores> =>
  defineFollower<MessageStores>({
    name: 'person-messages',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      const told = batches.flatMap(toldIn);
      if (told.length === 0) return undefined;
      return {
        async write({ personMessages }) {
          for (const one of told) {
            const address = await addressOf(personMessages, one.decision, onProblem);
            if (address === null) continue;
            const id = messageId(one.kind, one.case);
            await personMessages.add(
              waitingMessage({ ...one, id, notice: address.notice, by: address.by, nowMs: nowMs() }),
            );
          }
        },
      };
    },
  });

/** The address of a decision; one that was changed in the database is told of, and keeps nobody else from being told. */
async function addressOf(
  messages: Pick<PersonMessageStore, 'addressOf'>,
  decision: string,
  onProblem: (cause: Error) => void,
): Promise<StoredAddress | null> {
  try {
    return await messages.addressOf(decision);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'STORE_INVALID') throw cause;
    onProblem(cause);
    return null;
  }
}

const toldIn = (batch: BatchRecords): Told[] =>
  eventsIn(batch, (type) => Object.hasOwn(KINDS, type)).map(({ type, payload }) => {
    const { case: id, decision } = payload as Record<'case' | 'decision', string>;
    return { kind: KINDS[type]!, case: id, decision };
  });
