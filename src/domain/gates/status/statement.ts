import { conflict } from '../acts/index.js';
import { whyOf } from '../judging/index.js';
import type { GateStatus, JudgedVersion } from './read-status.js';

const TYPE = 'https://in-toto.io/Statement/v1';
/**
 * The type of what the statement says: what a gate stood on, and who signed for it. `docs/guides/gates.md` describes it. Version 2
 * has of each attestation the gate as it was agreed when it was said; what version 1 says means the same in it.
 */
export const SIGN_OFF_TYPE = 'urn:tribune:gate-sign-off:v2';

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null || !Number.isFinite(ms) ? null : iso(ms));

/**
 * The sign-off of a gate as an in-toto Statement v1, for whoever signs and keeps it: the subject is the version by its digest. The same
 * evidence and signatures give the same bytes.
 *
 * @throws TribuneError CONFLICT for a gate that is not open, which nobody has signed off
 */
export function signOffStatement({ gate, facts, accounts }: GateStatus, { subject, verdict }: JudgedVersion) {
  const { version, cutoff, policyDigest } = subject;
  const { state, stoodOn, signOffs, untilMs } = verdict;
  if (state !== 'open' || stoodOn === null)
    throw conflict(
      `the gate of ${gate.deployment} is not open for ${version}: ${whyOf(verdict)}`,
      'A sign-off is stated of an open gate; tribune gate status says what is missing.',
    );
  const given = new Map(facts.flatMap((fact) => (fact.type === 'sign-off' ? [[fact.id, fact] as const] : [])));
  return {
    _type: TYPE,
    subject: [{ name: gate.deployment, digest: { sha256: version.replace('sha256:', '') } }],
    predicateType: SIGN_OFF_TYPE,
    predicate: {
      ...{ deployment: gate.deployment, cutoff, policy: policyDigest, places: gate.places },
      gate: { digest: gate.digest, revision: gate.revision, mode: gate.mode },
      until: isoOrNull(untilMs),
      set: stoodOn.digest,
      evidence: stoodOn.items.map(({ requirement, kind, what, digest, untilMs: ends }) => ({
        ...{ requirement, kind, what, digest, until: isoOrNull(ends) },
        agreed: kind === 'attestation' ? agreedFor(facts, { requirement, digest, version }) : null,
      })),
      signatures: signOffs.flatMap(({ id }) => {
        const fact = given.get(id);
        if (fact === undefined) return [];
        const { role, account, statement, atMs } = fact;
        return [{ id, role, by: accounts.get(account)?.name ?? account, statement, at: iso(atMs) }];
      }),
    },
  };
}

/** The gate as it was agreed when something was said for a requirement; null for what was said before this was kept. */
function agreedFor(
  facts: GateStatus['facts'],
  wanted: { readonly requirement: string; readonly digest: string; readonly version: string },
): { readonly revision: number; readonly gate: string } | null {
  const { requirement, digest, version } = wanted;
  for (const fact of facts)
    if (fact.type === 'attestation' && fact.requirement === requirement && fact.version === version)
      if (fact.digest === digest && fact.gate !== undefined)
        return { revision: fact.gate.revision, gate: fact.gate.digest };
  return null;
}
