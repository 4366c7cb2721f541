import { TribuneError } from '../../../core/base/errors.js';
import { defineReason, type Reason } from '../../../core/base/reasons.js';
import { nearName } from '../../../core/base/suggest.js';

export const evidenceChanged = defineReason(
  'gate.evidence-changed',
  'CONFLICT',
  'The evidence that was to be signed is no longer the one that the gate would stand on.',
);
export const evidenceMissing = defineReason(
  'gate.evidence-missing',
  'CONFLICT',
  'Evidence that the gate asks for is missing, so that there is nothing whole to sign.',
);
export const twoPersonsNeeded = defineReason(
  'gate.two-persons',
  'CONFLICT',
  'A gate that exists is changed by two persons.',
);
export const notSigning = defineReason(
  'gate.not-signing',
  'FORBIDDEN',
  'The person may not give this signature, as of how they stand to the version and its system.',
);
export const nobodyAbove = defineReason(
  'gate.nobody-above',
  'FORBIDDEN',
  'A waiver takes somebody above the owner, who neither owns the system nor built the version.',
);
export const gateClosedFor = defineReason(
  'gate.closed-for-version',
  'CONFLICT',
  'A version is to decide, and the gate of its deployment is not open for it.',
);

export const gateReasons: readonly Reason[] = [
  evidenceChanged,
  evidenceMissing,
  twoPersonsNeeded,
  notSigning,
  nobodyAbove,
  gateClosedFor,
];

export const noGate = (deployment: string): TribuneError =>
  new TribuneError('NOT_FOUND', `the deployment ${deployment} has no gate`, {
    remedy: 'Write one under gates: in the document of tribune admin apply; docs/guides/gates.md has a whole one.',
  });

export const noDeployment = (deployment: string, known: readonly string[]): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no deployment ${JSON.stringify(deployment)}`, {
    remedy: `${nearName(deployment, known)}GET /v1/registry lists every deployment.`,
  });

export const unknownFact = (what: string, id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no ${what} ${id}`, { remedy: 'tribune gate status lists them.' });

export const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID', message, { remedy });

export const conflict = (message: string, remedy: string): TribuneError =>
  new TribuneError('CONFLICT', message, { remedy });
