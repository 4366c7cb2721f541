/** Listener to changes, whoever made them. */
export interface SettingWatcher {
  /**
   * Called when something may have changed and has to be read again, also when the connection that announces changes is established, at
   * first or again.
   */
  changed(): void;
  /** Called when changes are no longer announced, until `changed` is called. */
  lost(): void;
}

/** Store of settings: documents as a person wrote them, by name. */
export interface SettingStore {
  load(): Promise<ReadonlyMap<string, unknown>>;
  /** Stores a document; false when it is the stored one already. */
  write(name: string, document: unknown): Promise<boolean>;
  /** Announces every change from now on, by this process or another, until the returned function is called. */
  watch(watcher: SettingWatcher): () => void;
}
