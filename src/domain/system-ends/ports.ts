import type { ViewWatcher } from '../../core/base/followed-view.js';
import type { SystemEnd } from './model.js';

/** Ends of systems. What is kept stands under a keyed hash; what is not ours is STORE_INVALID. */
export interface SystemEndStore {
  /** Nobody else changes an end until the transaction ends. */
  lock(): Promise<void>;
  all(): Promise<readonly SystemEnd[]>;
  save(ends: readonly SystemEnd[]): Promise<void>;
  watch(watcher: ViewWatcher): () => void;
}
