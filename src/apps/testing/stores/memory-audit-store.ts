import type { AuditStore, StoredAudit } from '../../../domain/audits/recorded/ports.js';
import { SAVE, type Savable, saveMaps } from './memory-transactions.js';

/** Audits in memory, for tests. */
export function memoryAuditStore(texts: Map<string, string> = new Map()): AuditStore & Savable {
  const kept = new Map<string, StoredAudit>();
  return {
    [SAVE]: () => saveMaps([texts, kept]),
    async insert(audit, { policy, result }) {
      texts.set(audit.policyDigest, policy);
      texts.set(audit.resultDigest, result);
      kept.set(audit.id, audit);
    },
    async find(id) {
      const audit = kept.get(id);
      return audit === undefined ? null : { audit, result: texts.get(audit.resultDigest) ?? null };
    },
    policy: async (digest) => texts.get(digest) ?? null,
    async list({ sight, deployment, before, limit }) {
      const newest = [...kept.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      return newest
        .filter(
          (one) =>
            (sight === 'persons' || one.sight === 'groups') &&
            (deployment === undefined || one.deployment === deployment) &&
            (before === undefined || one.id < before),
        )
        .slice(0, limit);
    },
  };
}
