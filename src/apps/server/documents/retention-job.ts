import type { Clock } from '../../../core/base/clock.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import { Retention, type RetentionProgress } from '../../../domain/decisions/retention/index.js';
import type { IdentityStore } from '../../../domain/identity/ports.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import { keptRetention } from './retention-document.js';

const PROGRESS = 'retention.progress';

export interface RetentionJob {
  readonly retention: Retention;
  stop(): Promise<void>;
}

/** Erases what is past its time every hour, the first time an hour after the start: a wrong file can be mended before. */
export function startRetention(
  { audits, erasures }: Pick<DecisionServices, 'audits' | 'erasures'>,
  { identity, registry, clock }: { identity: IdentityStore; registry: RegistryStore; clock: Clock },
  onProblem: (cause: Error) => void,
): RetentionJob {
  const retention = new Retention({
    access: audits,
    erasures,
    registry,
    settings: () => keptRetention(identity),
    progress: async () => ((await identity.setting(PROGRESS)) ?? {}) as RetentionProgress,
    keepProgress: (progress) => identity.writeSetting(PROGRESS, progress),
    nowMs: () => clock.nowMs(),
  });
  let running: Promise<unknown> = Promise.resolve();
  const timer = clock.every(HOUR_MS, () => {
    running = retention.run().catch(onProblem);
  });
  return {
    retention,
    async stop() {
      timer.cancel();
      await running;
    },
  };
}
