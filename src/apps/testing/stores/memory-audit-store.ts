import type { AuditStore, AuditTexts, StoredAudit } from '../../../domain/audits/recorded/ports.js';
import type { ResultStore } from '../../../domain/decisions/ports/index.js';
import type { SealedPart } from '../../../domain/log/ports/index.js';
import { SAVE, type Savable, saveMaps } from './memory-transactions.js';

/** Audits in memory, for tests. */
export function memoryAuditStore(texts: Map<string, string> = new Map()): AuditStore & ResultStore & Savable {
  const kept = new Map<string, StoredAudit>();
  const sealed = new Map<string, SealedPart>();
  const resultOf = ({ id, sight, resultDigest }: StoredAudit): AuditTexts['result'] =>
    sealed.get(id) ?? (sight === 'groups' ? (texts.get(resultDigest) ?? null) : null);
  return {
    [SAVE]: () => saveMaps([texts, kept, sealed]),
    async insert(audit, { policy, result }) {
      texts.set(audit.policyDigest, policy);
      if (typeof result === 'string') texts.set(audit.resultDigest, result);
      else if (result !== null) sealed.set(audit.id, result);
      kept.set(audit.id, audit);
    },
    async find(id) {
      const audit = kept.get(id);
      return audit === undefined ? null : { audit, result: resultOf(audit) };
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
    async resultsOf(isMeant) {
      const held = [...sealed].filter(([id]) => isMeant(kept.get(id)!));
      return held.map(([id, { page, slot }]) => ({ id, page, slot }));
    },
    async forgetResults(ids, erasure) {
      for (const id of ids) {
        sealed.delete(id);
        kept.set(id, { ...kept.get(id)!, erasure });
      }
    },
    forgottenBy: async (erasure) => [...kept.values()].filter((one) => one.erasure === erasure).length,
  };
}
