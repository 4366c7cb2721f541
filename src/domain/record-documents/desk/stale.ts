import type { StoredAudit } from '../../audits/recorded/ports.js';
import type { Deployment } from '../../registry/index.js';

/**
 * Why an audit does not say, or no longer says, what a document about a version is asked; null where it does. Decisions are those of the
 * version that a deployment served when they were made, and an audit counts all of its window, whichever version made them.
 *
 * @param version digest of the version; null where the document is about none alone
 */
export function staleBecause(
  { madeAtMs, policyDigest, window }: Pick<StoredAudit, 'madeAtMs' | 'policyDigest' | 'window'>,
  { activations }: Pick<Deployment, 'activations'>,
  version: string | null,
): string | null {
  const serving = version === null ? activations.at(-1) : activations.findLast((one) => one.version === version);
  if (serving === undefined) return null;
  if (serving.fromMs > madeAtMs) return 'it was made before this version began to decide there';
  if (version !== null) {
    const from = timeOf(window?.since) ?? Number.NEGATIVE_INFINITY;
    const to = Math.min(timeOf(window?.until) ?? madeAtMs, madeAtMs);
    const counted = activations.filter(({ fromMs }, at) => {
      const end = activations[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
      return fromMs < to && end > from;
    });
    if (counted.every((one) => one.version !== version))
      return 'this version made none of the decisions that it counts';
    if (counted.some((one) => one.version !== version)) return 'it counts decisions of other versions too';
  }
  if (serving.policyDigest !== null && serving.policyDigest !== policyDigest)
    return 'it was judged by another policy than the one in force there';
  return null;
}

const timeOf = (text: string | null | undefined): number | null => (text == null ? null : Date.parse(text));
