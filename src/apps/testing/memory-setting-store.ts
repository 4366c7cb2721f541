import { canonicalJson } from '../../core/base/canonical-json.js';
import type { SettingStore, SettingWatcher } from '../../domain/settings/ports.js';

/** Settings in memory, for tests. Events of changes are passed to `keep`. */
export function memorySettingStore(
  keep: (event: Parameters<SettingStore['write']>[2]) => void = () => undefined,
): SettingStore {
  const documents = new Map<string, unknown>();
  const watchers = new Set<SettingWatcher>();
  return {
    load: async () => structuredClone(documents),
    async write(name, document, event) {
      if (documents.has(name) && canonicalJson(documents.get(name)) === canonicalJson(document)) return false;
      documents.set(name, structuredClone(document));
      keep(event);
      for (const { changed } of watchers) changed();
      return true;
    },
    watch(watcher) {
      watchers.add(watcher);
      watcher.changed();
      return () => void watchers.delete(watcher);
    },
  };
}
