import type { StoreTransactions } from '../../../domain/log/ports/index.js';
import { followAppeals, type MessageStores } from '../../../domain/person-messages/index.js';
import type { ServiceContext } from '../../rooms/define/index.js';

/** Messages about appeals are made from the start of the service on, also while nobody is served. */
export const followAppealsOf = ({ decisions, store, runtime, onProblem }: ServiceContext): void =>
  decisions.followers.add(
    followAppeals({ nowMs: () => runtime.nowMs(), onProblem }),
    store.transactions as unknown as StoreTransactions<MessageStores>,
  );
