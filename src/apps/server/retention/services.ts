import { Retention, retentionJob, retentionSetting } from '../../../domain/retention/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/**
 * Makes retention under the setting that was applied. Erasing cannot be undone, so the setting is read from the database at that moment.
 */
export function retentionServices({ store, decisions, settings, runtime }: ServiceContext): MadeServices<'retention'> {
  const retention = new Retention({
    access: decisions.history,
    erasures: decisions.erasures,
    registry: store.registry,
    settings: () => settings.readNow(retentionSetting),
    progress: store.retentionProgress,
    nowMs: () => runtime.nowMs(),
  });
  return { services: { retention }, jobs: [retentionJob(retention)] };
}
