import { canonicalJson } from '../../core/base/canonical-json.js';
import type { SettingStore, SettingWatcher } from '../../domain/settings/ports.js';
import { SAVE, type Savable, saveMaps } from './stores/memory-transactions.js';

/** Settings in memory, for tests. */
export function memorySettingStore(): SettingStore & Savable {
  const documents = new Map<string, unknown>();
  const watchers = new Set<SettingWatcher>();
  return {
    load: async () => structuredClone(documents),
    async write(name, document) {
      if (documents.has(name) && canonicalJson(documents.get(name)) === canonicalJson(document)) return false;
      documents.set(name, structuredClone(document));
      for (const { changed } of watchers) changed();
      return true;
    },
    watch(watcher) {
      watchers.add(watcher);
      watcher.changed();
      return () => void watchers.delete(watcher);
    },
    [SAVE]: () => saveMaps([documents]),
  };
}
