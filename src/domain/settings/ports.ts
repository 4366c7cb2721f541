import type { PendingEvent } from '../log/ports/index.js';

/** Told of changes, whoever made them. */
export interface SettingWatcher {
  /** Something may have changed: read again. Also called when the way by which changes are told stands, at first or again. */
  changed(): void;
  /** From now on changes are not told, until `changed` is called. */
  lost(): void;
}

/** Settings as they are kept: documents as a person wrote them, by name. */
export interface SettingStore {
  load(): Promise<ReadonlyMap<string, unknown>>;
  /** Keeps a document and the event that tells of it, all or nothing; false, and no event, where the same stands there already. */
  write(name: string, document: unknown, event: PendingEvent): Promise<boolean>;
  /** Tells of every change from now on, by this process or another, until the returned function is called. */
  watch(watcher: SettingWatcher): () => void;
}
