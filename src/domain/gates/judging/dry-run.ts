import { DAY_MS } from '../../../core/base/durations.js';
import { activeAt, type Deployment } from '../../registry/index.js';
import type { WantedGate } from '../model/index.js';
import { type LookUp, seeEvidence } from './evidence.js';

/** Days that are looked back over. */
const DRY_RUN_DAYS = 90;

/** One day of a dry run. */
export interface DryRunDay {
  readonly atMs: number;
  /** The version that served; null where none did. */
  readonly version: string | null;
  /** Whether all evidence was there: `unknown` where nothing is known to have been missing, and something is not known. */
  readonly evidence: 'whole' | 'missing' | 'unknown';
  /** What was missing or not known, by requirement. */
  readonly lacks: Readonly<Record<string, string>>;
}

/**
 * What a gate would have found on each of the last days, the newest first, of the version that served then: which evidence there was, as far as
 * it bears a date. Nobody has signed a gate that was not there, so signatures are left out.
 */
export async function dryRunOf(
  gate: WantedGate,
  deployment: Deployment,
  { lookUp, nowMs }: { readonly lookUp: LookUp; readonly nowMs: number },
): Promise<DryRunDay[]> {
  const days: DryRunDay[] = [];
  for (let day = 0; day < DRY_RUN_DAYS; day++) {
    const atMs = nowMs - day * DAY_MS;
    const active = activeAt(deployment, atMs);
    if (active === undefined) {
      days.push({ atMs, version: null, evidence: 'missing', lacks: { version: 'no version served' } });
      continue;
    }
    const { version, cutoff, policyDigest } = active;
    const moment = { deployment: deployment.id, subject: { version, cutoff, policyDigest }, nowMs: atMs };
    const seen = await seeEvidence(gate, moment, lookUp);
    const lacks = seen.flatMap(({ id, seen: one }) => (one.status === 'met' ? [] : [[id, one.why] as const]));
    const isMissing = seen.some(({ seen: one }) => one.status === 'lacking');
    const evidence = isMissing ? 'missing' : lacks.length > 0 ? 'unknown' : 'whole';
    days.push({ atMs, version, evidence, lacks: Object.fromEntries(lacks) });
  }
  return days;
}
