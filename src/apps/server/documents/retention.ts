import type { Clock } from '../../../core/base/clock.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import { Retention, type RetentionProgress } from '../../../domain/decisions/retention/index.js';
import type { IdentityStore } from '../../../domain/identity/ports.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import { keptRetention } from './retention-document.js';

const PROGRESS = 'retention.progress';

/** Retention over the settings that were applied, with its progress kept beside them. */
export function openRetention(
  { audits, erasures }: Pick<DecisionServices, 'audits' | 'erasures'>,
  { identity, registry, clock }: { identity: IdentityStore; registry: RegistryStore; clock: Clock },
): Retention {
  return new Retention({
    access: audits,
    erasures,
    registry,
    settings: () => keptRetention(identity),
    progress: async () => ((await identity.setting(PROGRESS)) ?? {}) as RetentionProgress,
    keepProgress: (progress) => identity.writeSetting(PROGRESS, progress),
    nowMs: () => clock.nowMs(),
  });
}
