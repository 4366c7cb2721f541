import type { ViewWatcher } from '../../../core/base/followed-view.js';
import type { SeededRule } from '../model/index.js';

/** Rules of deployments. Rows stand under a keyed hash, seeds are sealed; another's row, and a row that is gone, are STORE_INVALID. */
export interface DeploymentRuleStore {
  /** Begins a change at this time, ms: nobody else changes a rule until the transaction ends. */
  lock(): Promise<{ readonly atMs: number }>;
  /** All rules, the oldest first. */
  rules(): Promise<SeededRule[]>;
  add(rule: SeededRule): Promise<void>;
  /** Saves that a rule ended. */
  save(rule: SeededRule): Promise<void>;
  watch(watcher: ViewWatcher): () => void;
}
