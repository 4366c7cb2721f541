import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { barOf, type SignableSet, type SigningRole } from '../../../core/gates/index.js';
import { conflict, evidenceChanged, evidenceMissing, invalid, notSigning } from '../acts/index.js';
import { signerOf } from '../judging/index.js';
import type { KeptSignOff } from '../model/index.js';
import type { GateStatus, JudgedVersion } from './read-status.js';

/** The version that is meant: the one that is named, else the one that serves, else the next one. */
export function versionIn({ gate, judged }: GateStatus, version: string | undefined): JudgedVersion {
  const found =
    version === undefined
      ? (judged.find(({ as }) => as === 'serving') ?? judged[0])
      : judged.find(({ subject }) => subject.version === version);
  if (found !== undefined) return found;
  throw new TribuneError(
    'NOT_FOUND',
    version === undefined
      ? `${gate.deployment} serves no version, and none is to`
      : `${version} is not to decide on ${gate.deployment}`,
    { remedy: 'Deploy it first (tribune admin apply, activeFrom: for later), or try it out (tribune canary start).' },
  );
}

/** Signatures under a set that count still: neither taken back nor older than the gate lets them be. */
const holdingFor = ({ gate, facts, nowMs }: GateStatus, set: string | undefined): KeptSignOff[] =>
  facts.filter(
    (one): one is KeptSignOff =>
      one.type === 'sign-off' &&
      one.set === set &&
      one.withdrawn === null &&
      nowMs < one.atMs + gate.holdsDays * DAY_MS,
  );

/** Most names of people who may sign that are told. */
const MOST_NAMED = 5;

/** Names of accounts that may sign in a role for a version and have not signed what is to be signed, the first of them. */
export function signersFor(status: GateStatus, { standing, verdict }: JudgedVersion, role: string): string[] {
  const { gate, accounts } = status;
  const signed = new Set(
    holdingFor(status, verdict.toSign?.digest).map(
      ({ account }) => signerOf(accounts.get(account) ?? null, standing).person,
    ),
  );
  const asked = gate.approvers.filter((one) => one.role === role);
  return [...accounts.values()]
    .filter((account) => {
      const signer = signerOf(account, standing);
      return !signed.has(signer.person) && asked.some((one) => barOf(one, signer) === null);
    })
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MOST_NAMED);
}

/** The set of evidence of a digest, where it is one that the gate would stand on now. */
export function demandSet({ verdict, subject }: JudgedVersion, evidence: string): SignableSet {
  const { toSign, newest, missing } = verdict;
  if (toSign === null)
    throw evidenceMissing(
      `evidence for ${subject.version} is missing: ${missing.map((one) => `${one.requirement}: ${one.evidence}`).join('; ')}`,
      { remedy: 'Supply it first; tribune gate status says who can.' },
    );
  const found = [toSign, newest].find((one) => one?.digest === evidence);
  if (found !== null && found !== undefined) return found;
  throw evidenceChanged(`the evidence ${evidence} is not what the gate would stand on now`, {
    remedy: 'Look at what there is now (tribune gate status) and sign that.',
  });
}

/** Refuses a signature of somebody who may not give it, or has signed the same evidence in another role. */
export function demandSigner(
  status: GateStatus,
  { standing }: JudgedVersion,
  { role, set, account }: { readonly role: SigningRole; readonly set: SignableSet; readonly account: string },
): void {
  const { gate, accounts } = status;
  const asked = gate.approvers.filter((one) => one.role === role);
  if (asked.length === 0)
    throw invalid(
      `the gate of ${gate.deployment} asks for no signature as ${role}`,
      `It asks for ${[...new Set(gate.approvers.map((one) => one.role))].join(', ')}.`,
    );
  const signer = signerOf(accounts.get(account) ?? null, standing);
  const bars = asked.map((one) => barOf(one, signer));
  if (!bars.includes(null))
    throw notSigning(`you do not sign as ${role} here: ${bars[0]}`, { remedy: 'Another person has to sign.' });
  const other = holdingFor(status, set.digest).find(
    (one) => one.role !== role && signerOf(accounts.get(one.account) ?? null, standing).person === signer.person,
  );
  if (other !== undefined)
    throw conflict(
      `you have signed this evidence as ${other.role} already`,
      'Each signature is one of another person.',
    );
}
