import type { AuditableService } from '../../../domain/decisions/audit/index.js';
import { Retention, type RetentionProgress } from '../../../domain/decisions/retention/index.js';
import type { IdentityStore } from '../../../domain/identity/ports.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import { keptRetention } from './retention-document.js';

const HOUR_MS = 3_600_000;
const PROGRESS = 'retention.progress';

export interface RetentionJob {
  readonly retention: Retention;
  stop(): Promise<void>;
}

/** Erases what is past its time every hour, the first time an hour after the start: a wrong file can be mended before. */
export function startRetention(
  service: AuditableService,
  { identity, registry }: { identity: IdentityStore; registry: RegistryStore },
  onProblem: (cause: Error) => void,
): RetentionJob {
  const retention = new Retention({
    ...service.retentionAccess(),
    registry,
    settings: () => keptRetention(identity),
    progress: async () => ((await identity.setting(PROGRESS)) ?? {}) as RetentionProgress,
    keepProgress: (progress) => identity.writeSetting(PROGRESS, progress),
    nowMs: () => Date.now(),
  });
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = retention.run().catch(onProblem);
  }, HOUR_MS);
  timer.unref();
  return {
    retention,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
