import { METRIC_NAMES } from '../../../../core/policy/index.js';
import type { AuditResult } from '../../../../domain/audits/index.js';
import { isChange } from '../../../../domain/wording/index.js';
import { quoteWord } from '../../audit/replay.js';

/**
 * The command that goes on where an audit of a file fails by a gap between groups: it looks for alternatives. Null where it would not know what
 * to learn: without a label, for decisions that are not 0 or 1, for several files.
 */
export function nextCommand(
  { requirements, policy, labels, data }: AuditResult,
  { files, path, label }: { readonly files: readonly string[]; readonly path: string; readonly label: boolean },
): string | null {
  const [file] = files;
  const failed = requirements.find(
    (one) =>
      one.verdict === 'fail' &&
      one.severity === 'block' &&
      one.waived === null &&
      one.from === undefined &&
      !isChange(one) &&
      (one.compare === 'difference' || one.compare === 'ratio') &&
      one.by.length > 0 &&
      (METRIC_NAMES as readonly string[]).includes(one.metric),
  );
  if (failed === undefined || file === undefined || files.length > 1 || !label) return null;
  if (policy.outcome !== undefined || labels !== undefined || data.sources.length > 1) return null;
  const words = ['tribune', 'mitigate', file, '--policy', path, '--requirement', failed.id, '--out', 'mitigated'];
  return words.map(quoteWord).join(' ');
}
