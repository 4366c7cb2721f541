import { columnNames } from '../../../../adapters/dataset/index.js';
import { METRIC_NAMES, type Policy } from '../../../../core/policy/index.js';
import type { AuditResult } from '../../../../domain/audits/index.js';
import { chooseFeatures, policyColumns } from '../../../../domain/learning/train/index.js';
import { isChange } from '../../../../domain/wording/index.js';
import { quoteWord } from '../../audit/replay.js';

/**
 * The command that goes on where an audit of a file fails by a gap between groups: it looks for alternatives. Null where it would not know what
 * to learn, or from what: without a label, for decisions that are not 0 or 1, for several files, and where the policy names every column.
 */
export async function nextCommand(
  { requirements, policy, labels, data }: AuditResult,
  { files, path, written }: { readonly files: readonly string[]; readonly path: string; readonly written: Policy },
): Promise<string | null> {
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
  const target = written.data.label?.column;
  if (failed === undefined || file === undefined || files.length > 1 || target === undefined) return null;
  if (policy.outcome !== undefined || labels !== undefined || data.sources.length > 1) return null;
  const { features } = chooseFeatures(await columnNames(file), { target, policy: policyColumns(written) });
  if (features.length === 0) return null;
  const words = ['tribune', 'mitigate', file, '--policy', path, '--requirement', failed.id, '--out', 'mitigated'];
  return words.map(quoteWord).join(' ');
}
