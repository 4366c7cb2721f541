import type { Clock } from '../../../core/base/clock.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import { Retention, type RetentionProgressStore, retentionSetting } from '../../../domain/decisions/retention/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import type { Settings } from '../../../domain/settings/index.js';

interface RetentionParts {
  readonly settings: Settings;
  readonly progress: RetentionProgressStore;
  readonly registry: RegistryStore;
  readonly clock: Clock;
}

/**
 * Opens retention under the setting that was applied. Erasing cannot be undone, so the setting is read from the database at that moment.
 */
export function openRetention(
  { history, erasures }: Pick<DecisionServices, 'history' | 'erasures'>,
  { settings, progress, registry, clock }: RetentionParts,
): Retention {
  return new Retention({
    access: history,
    erasures,
    registry,
    settings: () => settings.readNow(retentionSetting),
    progress,
    nowMs: () => clock.nowMs(),
  });
}
