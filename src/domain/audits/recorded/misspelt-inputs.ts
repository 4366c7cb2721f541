import { suggest } from '../../../core/policy/index.js';
import { type AuditRow, type DecisionHistory, readAuditRows } from '../../decisions/history/index.js';
import { checkBound } from '../source/index.js';
import type { AuditJob } from './audit-job.js';
import { bare, inputAt } from './columns.js';

/** Number of batches that are examined, spread over the log. */
const BATCHES = 16;
/** Number of decisions that suffice to learn the names of inputs. */
const ENOUGH = 20;

/**
 * Refuses an input that none of some decisions has and whose name is nearly that of one they have, before the whole log is read for it.
 * Other unknown names may be those of rare inputs, which only reading everything can show. Throws `POLICY_INVALID`.
 */
export async function refuseMisspelt({ live, deployment }: AuditJob, access: DecisionHistory): Promise<void> {
  if (live.inputs.length === 0) return;
  const rows = await sample(deployment, access);
  if (rows.length < ENOUGH) return;
  const known = new Set(rows.flatMap(({ inputs }) => Object.keys((inputs ?? {}) as object)));
  const isThere = (column: string): boolean =>
    rows.some(({ inputs }) => inputAt(inputs, bare(column).split('.')) !== undefined);
  const misspelt = live.inputs.filter((column) => !isThere(column) && suggest(bare(column), [...known]) !== null);
  const columns = { present: new Set<string>(), known: new Set([...known].map((name) => `inputs.${name}`)) };
  checkBound({ ...live, attributes: [], inputs: misspelt }, columns);
}

async function sample(deployment: string, access: DecisionHistory): Promise<AuditRow[]> {
  const end = await access.nextSeq();
  const rows: AuditRow[] = [];
  for (let i = 0; i < Math.min(BATCHES, end); i++) {
    const at = end <= BATCHES ? i : Math.floor((i * end) / BATCHES);
    for (const opened of await access.opened(at, 1))
      rows.push(...readAuditRows(opened, Number.POSITIVE_INFINITY).rows.filter((row) => row.deployment === deployment));
  }
  return rows;
}
