import type { IdSpill } from '../../recent-ids/ports.js';
import type { DerivedStore } from './derived.js';
import type { EventOutbox } from './events.js';
import type { FollowerPlaces } from './followers.js';
import type { Keyring, KeyStore } from './keys.js';
import type { LedgerStore } from './ledger.js';
import type { DecisionLog } from './store.js';

/** The stores of the log, opened together. */
export interface LogStores {
  readonly decisions: DecisionLog;
  readonly ledger: LedgerStore;
  readonly keys: KeyStore;
  readonly keyring: Keyring;
  readonly outbox: EventOutbox;
  readonly followers: FollowerPlaces;
  /** Store of what is made of single records; without it, an erasure has none to remove. */
  readonly derived?: DerivedStore;
  /** Place to spill tables of ids to; without it all ids of the window stay in memory. */
  readonly idSpill?: IdSpill;
}
