import { expect, it } from 'vitest';
import type { AuditListQuery, StoredAudit } from '../../audits/recorded/ports.js';
import { auditForPromotion } from './promotion.js';
import type { Canary } from './types.js';

const canary = { deployment: 'lending/prod', steps: [{ atMs: 100 }], logSize: 20 } as unknown as Canary;
const audit = (madeAtMs: number, policyDigest: string, verdict = 'pass', by = 'ann') =>
  ({ id: `${madeAtMs}`, madeAtMs, policyDigest, verdict, by, size: 20 }) as StoredAudit;

/** The audit on which it is promoted, of these audits, the newest last. */
const ground = (made: readonly StoredAudit[]) => {
  const newest = made.toReversed();
  const list = async ({ before, limit }: AuditListQuery) => {
    const from = before === undefined ? 0 : newest.findIndex(({ id }) => id === before) + 1;
    return newest.slice(from, from + limit);
  };
  return auditForPromotion({ list }, canary, { policy: 'p', waiver: null });
};
const others = (n: number, fromMs: number) => Array.from({ length: n }, (_, i) => audit(fromMs + i, 'other'));

it('a version is promoted on the newest audit by the policy since it is tried out, however many by others came later', async () => {
  expect(await ground([audit(101, 'p', 'fail'), audit(102, 'p'), ...others(450, 103)])).toBe('102');
  const none = /has no audit by the policy p/;
  await expect(ground([audit(100, 'p'), ...others(199, 101)])).rejects.toThrow(none);
  await expect(ground([audit(99, 'p'), audit(100, 'p'), ...others(200, 101)])).rejects.toThrow(none);
  // Those that the calendar asked for are of other days.
  await expect(ground([audit(101, 'p', 'pass', 'policy:p')])).rejects.toThrow(none);
  expect(await ground([audit(101, 'p'), audit(102, 'p', 'fail', 'policy:p')])).toBe('101');
  // So are those that somebody asked for until then, or of the log as it stood then.
  const window = { since: null, until: new Date(100).toISOString(), knownBefore: null };
  await expect(ground([{ ...audit(101, 'p'), window }])).rejects.toThrow(none);
  await expect(ground([{ ...audit(101, 'p'), size: 19 }])).rejects.toThrow(none);
  expect(await ground([audit(101, 'p'), { ...audit(102, 'p', 'fail'), window }])).toBe('101');
  await expect(ground([audit(101, 'p'), audit(102, 'p', 'fail'), ...others(200, 103)])).rejects.toThrow(
    /the audit 102 of lending\/prod, .*, says fail/,
  );
});
