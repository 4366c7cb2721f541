import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const digests = z.record(z.string(), z.string());
const subject = {
  deployment: z.string(),
  version: z.string(),
  cutoff: z.number().nullable(),
  policy: z.string().nullable(),
};
const stood = { ...subject, set: z.string(), evidence: digests, signOffs: z.array(z.string()), until: z.string() };
/** The gate as it was agreed: its revision, and the digest of what it asks for. Entries from before this was kept have neither. */
const agreed = { revision: z.int().optional(), gate: z.string().optional() };
const two = { proposedBy: z.string(), confirmedBy: z.string() };
const kept = { deployment: z.string(), revision: z.int(), digest: z.string(), mode: z.string() };

export const gateSet = defineEvent(
  'gate.set',
  { ...kept, by: z.string() },
  'A deployment got a gate: what is asked for before a version decides there, by its digest.',
);
export const gateChanged = defineEvent(
  'gate.changed',
  { ...kept, before: z.string(), ...two },
  'Two persons changed what a gate asks for, or whether it is enforced.',
);
export const signOffGiven = defineEvent(
  'signoff.given',
  {
    ...{ id: z.string(), deployment: z.string(), version: z.string(), role: z.string(), statement: z.string() },
    ...{ set: z.string(), evidence: digests, ...agreed, by: z.string() },
  },
  'A person signed for a version on a deployment, under the digests of everything that was shown.',
);
export const signOffWithdrawn = defineEvent(
  'signoff.withdrawn',
  { id: z.string(), deployment: z.string(), version: z.string(), reason: z.string(), by: z.string() },
  'A signature was taken back.',
);
export const gateWaived = defineEvent(
  'gate.waived',
  {
    ...{ id: z.string(), deployment: z.string(), version: z.string(), requirement: z.string() },
    ...{ reason: z.string(), until: z.string(), ...two },
  },
  'Two persons, one of them above the owner, let a requirement of a gate go unmet until a time.',
);
export const waiverEnded = defineEvent(
  'gate.waiver-ended',
  { id: z.string(), deployment: z.string(), requirement: z.string(), by: z.string() },
  'A waiver was ended before its time.',
);
export const gateAttested = defineEvent(
  'gate.attested',
  {
    ...{ id: z.string(), deployment: z.string(), version: z.string(), requirement: z.string(), role: z.string() },
    ...{ statement: z.string(), digest: z.string(), ...agreed, by: z.string() },
  },
  'A person said that something was done for a version, and bound the report on it by its digest.',
);
export const gateOpened = defineEvent(
  'gate.opened',
  { id: z.string(), ...stood },
  'A gate opened for a version: the digests of everything that it stands on.',
);
export const gateReopened = defineEvent(
  'gate.reopened',
  { id: z.string(), ...stood },
  'A gate that was open for the version before, and closed, opened again.',
);
export const gateRenewed = defineEvent(
  'gate.renewed',
  { id: z.string(), ...stood, before: z.string() },
  'An open gate stands on other evidence or signatures, or for another time, than before.',
);
export const gateClosed = defineEvent(
  'gate.closed',
  { id: z.string(), ...subject, because: z.string(), at: z.string() },
  'A gate closed for a version, with what is missing since.',
);

export const gateEvents = [
  gateSet,
  gateChanged,
  signOffGiven,
  signOffWithdrawn,
  gateWaived,
  waiverEnded,
  gateAttested,
  gateOpened,
  gateReopened,
  gateRenewed,
  gateClosed,
] as const;
