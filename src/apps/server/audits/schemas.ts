import { z } from 'zod';
import { readTime } from '../../../core/base/time.js';
import { digest, readWindow, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

/** A time, read as milliseconds since 1970. */
const moment = time.transform((text) => readTime(text)!);

export const auditRequest = z
  .object({
    deployment: refName,
    since: moment.optional().meta({
      description:
        'Decided at or after; widened to the whole hour, for a caller who may see no person to the whole day (UTC).',
    }),
    until: moment.optional().meta({ description: 'Decided before; widened likewise.' }),
    knownAt: moment.optional().meta({ description: 'Only labels known then; widened likewise.' }),
    size: z.int().min(1).optional().meta({
      description: 'Only the first entries of the log, as an earlier audit saw it; for a caller who may see persons.',
    }),
    policy: z.string().min(1).meta({ description: 'The policy file, verbatim.' }),
  })
  .meta({ id: 'AuditRequest' });

const repeatCounts = z.object({
  found: z.int(),
  same: z.int(),
  other: z.int(),
  unknown: z.int(),
  counted: z.literal('first').meta({ description: 'Of records with the same id the first counts, once.' }),
});

const tallyText = z.looseObject({ schemaVersion: z.string() });

/** Greatest number of audits on one page of the list. */
const MAX_AUDITS_LISTED = 100;

const storedAudit = z
  .object({
    id: uuid,
    deployment: z.string(),
    madeAt: time,
    by: z.string(),
    policyDigest: digest,
    resultDigest: digest,
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'not_applicable']),
    sight: z.enum(['persons', 'groups']).meta({ description: 'Who may read it: `persons` shows every cell.' }),
    size: z.int().meta({ description: 'Entries of the log that it read.' }),
    window: readWindow
      .nullable()
      .meta({ description: 'Which decisions and labels counted; null of audits from before this was kept.' }),
    erasure: uuid.optional().meta({ description: 'Erasure that destroyed the result: it may have shown the person.' }),
  })
  .meta({ id: 'StoredAudit' });

export const auditRun = z
  .object({
    id: uuid,
    deployment: z.string(),
    startedAt: time,
    endedAt: time.nullable(),
    state: z.enum(['waiting', 'counting', 'judging', 'kept', 'failed', 'interrupted']).meta({
      description:
        '`waiting` for its turn; `kept`: its result stands in the list of audits; `interrupted`: the service ended meanwhile.',
    }),
    audit: uuid.nullable().meta({ description: 'The audit that was kept.' }),
    problem: z
      .object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })
      .nullable()
      .meta({ description: 'Why it failed.' }),
    again: uuid.nullable().meta({ description: 'The run that was begun in its place.' }),
  })
  .meta({ id: 'AuditRun' });

export const auditRunList = z.object({ runs: z.array(auditRun) }).meta({ id: 'AuditRunList' });

export const auditListQuery = z.strictObject({
  deployment: refName.optional(),
  before: uuid.optional().meta({ description: 'Id of the last audit of the page before.' }),
  limit: wholeNumberText(1, MAX_AUDITS_LISTED).default(MAX_AUDITS_LISTED),
});

export const auditList = z
  .object({
    audits: z.array(storedAudit).meta({ description: 'The newest first.' }),
    next: uuid.nullable().meta({ description: 'Give it as `before` for the next page; null on the last.' }),
  })
  .meta({ id: 'AuditList' });

export const auditResult = z
  .object({
    audit: storedAudit,
    result: z.looseObject({ schemaVersion: z.string() }).meta({
      description:
        'As `tribune audit --json` prints it. `audit.resultDigest` is that of its canonical JSON (RFC 8785).',
    }),
    policy: z.string().meta({ description: 'The policy, verbatim; `audit.policyDigest` is that of its bytes.' }),
  })
  .meta({ id: 'StoredAuditResult' });

const plannedShare = z
  .object({
    planned: z.number(),
    seen: z.number(),
    lower: z.number().meta({ description: 'Of seen - planned.' }),
    upper: z.number(),
    isOff: z.boolean().meta({ description: 'Whether no difference lies outside of the interval.' }),
  })
  .meta({ id: 'PlannedShare' });

const ruleEffect = z
  .object({
    id: uuid,
    rule: digest,
    mode: z.enum(['observe', 'enforce']),
    from: z.string(),
    until: z.string().nullable(),
    kept: z.int().meta({ description: 'Decisions that were the rule\u2019s.' }),
    otherwise: z.int().meta({ description: 'Automatic decisions that were not.' }),
    byOthers: z.int().meta({ description: 'Decisions of a person or a fallback.' }),
    erased: z.int(),
    outside: z
      .int()
      .meta({ description: 'Automatic decisions about people of no group of the rule, or without score or outcome.' }),
    level: z.number().meta({ description: 'Of each interval; all of a rule hold together at 0.95.' }),
    groups: z.array(
      z.object({
        group: z.record(z.string(), z.string().nullable()),
        nPlanned: z.int(),
        n: z.int(),
        rate: plannedShare,
        toFavourable: plannedShare.nullable(),
        toUnfavourable: plannedShare.nullable(),
      }),
    ),
  })
  .meta({ id: 'RuleEffect' });

export const auditAnswer = z
  .object({
    tally: tallyText
      .optional()
      .meta({ description: 'As `tribune tally` prints it; for a caller who may see persons.' }),
    leastCell: z.int().optional().meta({ description: 'Fewest people in a cell of `parts`.' }),
    filter: z.enum(['none', 'applied', 'not applied']).optional().meta({
      description: 'With `parts`: `not applied` when `data.where` leaves out fewer people than `leastCell`, or nobody.',
    }),
    parts: z
      .array(
        z.object({
          attributes: z.array(z.string()),
          tally: tallyText,
          bands: z.array(z.array(z.string())).optional().meta({
            description:
              'Of each level or class of the tally the declared ones that it holds, of amounts where declared bands begin; absent where decisions are 0 or 1.',
          }),
          withheld: z.object({
            groups: z.int().meta({ description: 'Groups shown as one of unknown values.' }),
            people: z.int(),
            unlabelledGroups: z.int().meta({ description: 'Groups whose labels are not shown.' }),
            unlabelledPeople: z.int(),
            scores: z.union([z.literal('kept'), z.literal('none'), z.int()]).meta({ description: 'A number: bins.' }),
          }),
        }),
      )
      .optional()
      .meta({
        description: 'In place of `tally` for a caller who may see no person: everybody, then each set of attributes.',
      }),
    log: z.object({
      name: z.string(),
      size: z.int().meta({ description: 'Entries read, from the first on.' }),
      root: z.string().meta({ description: 'Base64 of the Merkle root at that size (RFC 6962).' }),
      first: z.int(),
      last: z.int(),
      deployment: z.string(),
      since: z.string().nullable(),
      until: z.string().nullable(),
      knownBefore: z.string().nullable(),
      erased: z.int().meta({ description: 'Decisions erased since; their rows are not in the tally.' }),
      recorded: z.int().meta({ description: 'All decisions, erased ones included.' }),
      decidedAgain: z.int().optional().meta({
        description:
          'Where decisions are stages or rankings: those of which a later one of the same case and stage, or of the same candidate of a list, took the place.',
      }),
      lists: z
        .object({
          whole: z.int().meta({ description: 'Lists whose candidates are in the tally.' }),
          notWhole: z.array(z.object({ reason: z.string(), lists: z.int(), candidates: z.int() })).meta({
            description:
              'Lists that are not whole, by the reason under which the tally counts their candidates; those who are missing are in no number.',
          }),
        })
        .optional()
        .meta({ description: 'Where decisions are rankings: the recorded lists.' }),
      repeats: repeatCounts,
      rules: z.array(ruleEffect).optional().meta({
        description:
          'For a caller who may see persons: the rules that the deployment decided by, each beside its plan.',
      }),
    }),
    checkpoint: z.string().meta({ description: 'The signed checkpoint (C2SP).' }),
    consistency: z
      .array(z.string())
      .meta({ description: 'Proof from `log.size` to the checkpoint, base64 (RFC 6962).' }),
    read: z.object({ segments: z.int(), batches: z.int() }).meta({ description: 'From where the rows came.' }),
    audit: storedAudit.nullable().meta({ description: 'The audit as it was kept; null with `unjudged`.' }),
    unjudged: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why the tally could not be judged by the policy; nothing is kept then.' }),
  })
  .meta({ id: 'AuditAnswer' });
