import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { GATE_MODES, SIGNING_ROLES } from '../../../core/gates/index.js';
import { SIGN_OFF_TYPE } from '../../../domain/gates/index.js';
import { GATE_LIMITS } from '../../../domain/gates/model/index.js';
import { wantedGate } from '../../../domain/gates/wanted/index.js';
import { someText } from '../../../domain/settings/index.js';
import { digest, refName, time, uuid } from '../http/schemas.js';

export const gateQuery = z.strictObject({
  deployment: refName,
  version: digest
    .optional()
    .meta({ description: 'A version that is to decide there; the one that serves, unless given.' }),
});

const item = z
  .object({
    requirement: z.string(),
    kind: z.string(),
    digest,
    what: z.string(),
    until: time.nullable().meta({ description: 'From then on it is too old; null for what does not age.' }),
  })
  .meta({ id: 'GateEvidence' });
const evidenceSet = z
  .object({
    digest: digest.meta({
      description: 'SHA-256 of the canonical JSON of gate, deployment, what decides, and the digest of each piece.',
    }),
    items: z.array(item),
    until: time.nullable(),
  })
  .meta({ id: 'GateEvidenceSet' });
const missing = z.object({
  requirement: z.string(),
  evidence: z.string().meta({ description: 'What is missing.' }),
  who: z.array(z.string()).meta({ description: 'Roles that can supply it, and accounts whose turn it is to sign.' }),
  since: time.nullable(),
  unknown: z.boolean().meta({ description: 'Whether it is not known, rather than known to be missing.' }),
});
const signature = z.object({
  id: uuid,
  version: digest,
  role: z.enum(SIGNING_ROLES),
  by: z.string().meta({ description: 'Name of the account; its id where it is gone.' }),
  statement: z.string(),
  evidence: digest.meta({ description: 'The set that was signed.' }),
  at: time,
  counts: z.boolean().meta({ description: 'Whether the open gate stands on it.' }),
  withdrawn: time.nullable(),
});
const waiver = z.object({
  id: uuid,
  version: digest,
  requirement: z.string(),
  reason: z.string(),
  by: z.array(z.string()),
  at: time,
  until: time,
  ended: time.nullable(),
  holds: z.boolean().meta({ description: 'Whether it holds now for the version that the gate is judged for.' }),
});
/** A waiver or a change that waits for a second person. */
export const proposalAnswer = z
  .object({
    id: uuid,
    act: z.enum(['gate.waive', 'gate.change']),
    deployment: z.string(),
    proposedBy: z.string(),
    proposedAt: time,
    expiresAt: time,
    request: z.looseObject({}),
  })
  .meta({ id: 'GateProposal' });

/** The gate of a deployment, as it stands now. */
export const gateAnswer = z
  .object({
    deployment: z.string(),
    open: z.boolean(),
    state: z.enum(['open', 'closed', 'undecided']),
    mode: z.enum(GATE_MODES),
    until: time.nullable(),
    version: digest
      .nullable()
      .meta({ description: 'What it is judged for; null where the deployment is to serve nothing.' }),
    as: z.enum(['serving', 'next', 'before', 'canary']).nullable(),
    cutoff: z.number().nullable(),
    policy: digest.nullable(),
    missing: z.array(missing),
    stoodOn: z.array(item).meta({ description: 'What the open gate stands on; empty unless it is open.' }),
    toSign: evidenceSet.nullable().meta({ description: 'The evidence to be signed next; null while some is missing.' }),
    newest: evidenceSet
      .nullable()
      .meta({ description: 'Newer evidence than that, which would hold longer; null where there is none.' }),
    signatures: z.array(signature),
    waivers: z.array(waiver),
    waiting: z.array(proposalAnswer).meta({ description: 'Waivers and changes that wait for a second person.' }),
    others: z
      .array(z.object({ version: digest, as: z.string(), state: z.string(), until: time.nullable() }))
      .meta({ description: 'The gate for the other versions that may decide there.' }),
    openings: z
      .array(
        z.object({
          version: digest,
          from: time,
          until: time,
          evidence: digest,
          because: z.string().nullable().meta({ description: 'Why it closed; null while it did not.' }),
        }),
      )
      .meta({ description: 'When it was open, the newest first.' }),
    records: z.record(z.string(), z.int()).meta({
      description: 'Records since the start of this process, by mode and what came of them, such as `observe closed`.',
    }),
    revision: z.int(),
    digest: digest.meta({ description: 'Digest of what the gate asks for.' }),
    gate: wantedGate,
  })
  .meta({ id: 'GateStatus' });

export const gateList = z
  .object({
    gates: z.array(
      z.object({
        deployment: z.string(),
        system: z
          .string()
          .nullable()
          .meta({ description: 'Its system; null for a deployment that is not registered any more.' }),
        mode: z.enum(GATE_MODES),
        open: z.boolean().meta({ description: 'Whether it is open for the version that serves.' }),
        until: time.nullable(),
        revision: z.int(),
        waiting: z
          .array(
            z.object({
              id: z.string(),
              act: z.enum(['gate.waive', 'gate.change']),
              proposedBy: z.string(),
              expiresAt: time,
            }),
          )
          .meta({
            description:
              'Waivers and changes that wait for a second person; `proposedBy` is the account of the first, as account:ID.',
          }),
      }),
    ),
  })
  .meta({ id: 'GateList' });

export const signRequest = z
  .strictObject({
    deployment: refName,
    version: digest.optional(),
    as: z.enum(SIGNING_ROLES),
    statement: someText(GATE_LIMITS.statement).meta({ description: 'What the person says, for the log.' }),
    evidence: digest.meta({ description: 'The digest of `toSign` or `newest` that the person was shown.' }),
  })
  .meta({ id: 'GateSignature' });

export const withdrawRequest = z.strictObject({ reason: someText(GATE_LIMITS.reason) }).meta({ id: 'GateWithdrawal' });

export const attestRequest = z
  .strictObject({
    deployment: refName,
    version: digest.optional(),
    requirement: someText(100),
    statement: someText(GATE_LIMITS.statement),
    digest: digest.meta({ description: 'Digest of the report.' }),
  })
  .meta({ id: 'GateAttestation' });

export const waiveRequest = z
  .strictObject({
    deployment: refName,
    version: digest.optional(),
    requirement: someText(120).meta({
      description: 'A requirement of the gate; `control:NAME` waives a control for this version on this deployment.',
    }),
    reason: someText(GATE_LIMITS.reason),
    until: time.transform((text) => readTime(text)!),
  })
  .meta({ id: 'GateWaiver' });

export const changeRequest = z.strictObject({ gate: wantedGate }).meta({ id: 'GateChange' });

/** What a gate would have found, day by day. */
export const dryRunAnswer = z
  .object({
    deployment: z.string(),
    whole: z.int().meta({ description: 'Days on which all evidence was there.' }),
    days: z.array(
      z.object({
        at: time,
        version: digest.nullable(),
        evidence: z.enum(['whole', 'missing', 'unknown']),
        lacks: z.record(z.string(), z.string()).meta({ description: 'What was missing or not known, by requirement.' }),
      }),
    ),
  })
  .meta({ id: 'GateDryRun' });

/** An in-toto Statement v1 with the predicate of a sign-off. */
export const statementAnswer = z
  .object({
    _type: z.string(),
    subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
    predicateType: z.literal(SIGN_OFF_TYPE),
    predicate: z.object({
      deployment: z.string(),
      cutoff: z.number().nullable(),
      policy: z.string().nullable(),
      places: z.array(z.string()).nullable(),
      gate: z.object({ digest: z.string(), revision: z.int(), mode: z.enum(GATE_MODES) }),
      until: time.nullable(),
      set: z.string().meta({ description: 'Digest of the set of evidence that was signed.' }),
      evidence: z.array(
        z.object({
          requirement: z.string(),
          kind: z.string(),
          what: z.string(),
          digest: z.string(),
          until: time.nullable(),
          agreed: z.object({ revision: z.int(), gate: z.string() }).nullable().meta({
            description:
              'Of an attestation: revision and digest of the gate when it was said; null for other evidence, and for what was said before this was kept.',
          }),
        }),
      ),
      signatures: z.array(z.object({ id: uuid, role: z.string(), by: z.string(), statement: z.string(), at: time })),
    }),
  })
  .meta({ id: 'GateSignOff' });
