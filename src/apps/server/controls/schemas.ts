import { z } from 'zod';
import { KEPT_KINDS, MOST_DAYS, STORED_KINDS, TOLD_DAYS } from '../../../domain/control-records/index.js';
import { CONTROL_STATUSES, DATED_PACKS } from '../../../domain/controls/index.js';
import { textUpTo } from '../../../domain/settings/index.js';
import { anything, refName, time, uuid, wholeNumberText } from '../http/schemas.js';

const MOST_RECORDS = 100;
const place = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'expected a place such as EU, US-CO or GB')
  .meta({ description: 'ISO 3166 code, or EU.' });
const when = z
  .string()
  .refine(
    (text) => z.iso.date().safeParse(text).success || time.safeParse(text).success,
    'expected a real day such as 2027-12-02, or an RFC 3339 time',
  )
  .meta({
    description:
      'The day (UTC), or the moment, that is looked at, now by default: law and age of records are those of it. Records are those that there are now.',
  });

export const controlsQuery = z.strictObject({
  system: refName,
  at: when.optional(),
  jurisdiction: place
    .optional()
    .meta({ description: 'Only frameworks that hold there, or wherever they are taken up.' }),
  framework: z
    .string()
    .max(60)
    .optional()
    .meta({
      description: `Only this framework: ${DATED_PACKS.map(({ framework }) => framework).join(', ')}, or one of your own.`,
    }),
});

export const screenQuery = z.strictObject({ system: refName, at: when.optional() });

const count = z.int();
const status = z.enum(CONTROL_STATUSES).meta({
  description:
    'met: records are evidence for it, which says nothing of whether law is complied with. stated: a person says it, which nobody checked, and records are evidence for the rest. gap: records speak against it. undecided: records do not decide it; `asks` says what would, and who can say it. waived: one of the two, and two persons let it be so until a time.',
});
const result = z.enum(['met', 'stated', 'gap', 'undecided']);
const ask = z.object({ what: z.string(), who: z.string().meta({ description: 'Role of whoever can say it.' }) });
const evidence = z.object({
  record: z.string().meta({ description: 'What the record is.' }),
  id: z.string(),
  digest: z.string().nullable(),
  entry: z
    .int()
    .nullable()
    .meta({ description: 'Its place in the main log; null where it is not found by the record.' }),
  says: z.string(),
  at: time.nullable(),
});

const controlAnswer = z
  .object({
    id: z.string(),
    framework: z.string(),
    status,
    because: z.string(),
    provision: z.string(),
    role: z.string(),
    duty: z.string(),
    evidence: z.string(),
    from: z
      .string()
      .nullable()
      .meta({ description: 'First day on which it holds for this system; null: since before the file, or never.' }),
    repealedAt: z.string().nullable(),
    deadline: z.string().nullable(),
    basis: z.enum(['primary', 'secondary', 'background']),
    source: z.string(),
    url: z.string().nullable(),
    doubt: z.string().nullable(),
    byRecords: result.meta({ description: "What today's records come to, also before it holds." }),
    asks: z.array(ask),
    waivers: z
      .array(
        z.object({
          id: uuid,
          deployment: z.string(),
          reason: z.string(),
          by: z.array(z.string()),
          at: time,
          until: time,
        }),
      )
      .meta({ description: 'What it is waived by, for each deployment that serves; none where it is not.' }),
    checks: z.array(
      z.object({ check: anything, result, says: z.string(), asks: ask.nullable(), evidence: z.array(evidence) }),
    ),
  })
  .meta({ id: 'AnsweredControl' });

export const controlsAnswer = z
  .object({
    system: z.string(),
    at: time,
    asOf: z.object({
      entries: z.int().nullable().meta({ description: 'Entries under the newest signed checkpoint.' }),
    }),
    wording: z.string(),
    frameworks: z.array(
      z.object({
        framework: z.string(),
        name: z.string(),
        kind: z.enum(['law', 'guidance', 'voluntary']),
        version: z.string(),
        date: z.string(),
        origin: z.string(),
        counts: z.record(z.enum(CONTROL_STATUSES), count),
        comes: z
          .array(z.object({ from: z.string(), controls: count }))
          .meta({ description: 'Days on which further controls begin to hold, the next first.' }),
      }),
    ),
    controls: z.array(controlAnswer),
  })
  .meta({ id: 'SystemControls' });

const question = z.object({ id: z.string(), asks: z.string(), who: z.string(), source: z.string() });
export const screenAnswer = z
  .object({
    system: z.string(),
    at: time,
    date: z.string().meta({ description: 'Day of the questions.' }),
    origin: z.string(),
    classes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        inForce: z.boolean(),
        from: z.string(),
        because: z.array(z.string()).meta({ description: 'The answers that put the system in it.' }),
        source: z.string(),
      }),
    ),
    undecided: z.array(z.object({ id: z.string(), name: z.string(), open: z.array(question) })),
    route: z.object({ class: z.string(), route: z.string(), source: z.string() }).nullable(),
    open: z.array(question),
    answers: z.record(z.string(), z.boolean()),
  })
  .meta({ id: 'SystemScreen' });

export const keepRequest = z
  .strictObject({
    system: refName,
    kind: z.enum(KEPT_KINDS),
    body: anything.meta({ description: 'What it says; its fields by kind are in docs/guides/controls.md.' }),
  })
  .meta({ id: 'KeepControlRecord' });

export const recordAnswer = z
  .object({
    id: uuid,
    system: z.string(),
    kind: z.enum(STORED_KINDS),
    digest: z
      .string()
      .meta({ description: 'Digest of system, kind and body as canonical JSON; the entry control.recorded has it.' }),
    by: z.string(),
    at: time,
    body: anything,
  })
  .meta({ id: 'ControlRecord' });

export const recordsQuery = z.strictObject({
  system: refName,
  kind: z.enum(STORED_KINDS).optional(),
  before: uuid.optional().meta({ description: 'The id of the last record of the page before.' }),
  limit: wholeNumberText(1, MOST_RECORDS).default(50),
});

export const recordList = z
  .object({ records: z.array(recordAnswer), next: textUpTo(40).nullable() })
  .meta({ id: 'ControlRecordList' });

export const tasksQuery = z.strictObject({
  system: refName.optional().meta({ description: 'Only those of this system.' }),
  days: wholeNumberText(1, MOST_DAYS).default(TOLD_DAYS),
});

export const tasksAnswer = z
  .object({
    days: z.int(),
    tasks: z.array(
      z.object({
        system: z.string(),
        control: z.string(),
        framework: z.string(),
        why: z.enum(['begins', 'runs-out']),
        day: z.string().meta({ description: 'First day on which it is open.' }),
        will: z.enum(['gap', 'undecided']),
        says: z.string(),
        provision: z.string(),
        duty: z.string(),
        evidence: z.string(),
        source: z.string(),
      }),
    ),
  })
  .meta({ id: 'ControlTasks' });

export const checklistQuery = z.strictObject({ deployment: refName });
export const checklistAnswer = z
  .object({
    deployment: z.string(),
    system: z.string(),
    at: time,
    wording: z.string(),
    points: z.array(controlAnswer),
  })
  .meta({ id: 'LaunchChecklist' });

export const attributesQuery = z.strictObject({ system: refName });
export const attributesAnswer = z
  .object({
    system: z.string(),
    domain: z.string(),
    jurisdictions: z.array(z.string()),
    date: z.string(),
    origin: z.string(),
    attributes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        inDecision: z.enum(['never', 'limited', 'unsettled']).meta({
          description:
            'Whether it may be used to decide. never: a provision speaks against it. limited: under conditions. unsettled: nobody looked.',
        }),
        because: z.array(z.object({ rule: z.string(), provision: z.string(), note: z.string().nullable() })),
      }),
    ),
    bounds: z.array(
      z.object({
        rule: z.string(),
        metric: z.string(),
        compare: z.string(),
        min: z.number().nullable(),
        basis: z.enum(['law', 'agency', 'practice']),
        says: z.string(),
      }),
    ),
    rules: z.array(z.object({ id: z.string(), source: z.string(), basis: z.string(), doubt: z.string().nullable() })),
    asks: z.array(z.string()),
  })
  .meta({ id: 'ProposedAttributes' });

const made = { record: uuid, at: time };
export const workshopsQuery = z.strictObject({ system: refName });
export const workshopsAnswer = z
  .object({
    system: z.string(),
    risk: z
      .object({
        score: z.int().meta({ description: 'Sum of the grades of the newest risk form.' }),
        of: z.int(),
        highest: z.array(z.string()),
        ...made,
      })
      .nullable(),
    harms: z
      .object({
        n: z.int(),
        open: z.int().meta({ description: 'Harms without a mitigation, or without somebody who answers for it.' }),
        gravest: z.array(
          z.object({
            stakeholder: z.string(),
            kind: z.string(),
            harm: z.string(),
            grade: z.int().meta({ description: 'Likelihood times severity, 1 to 25.' }),
            isOpen: z.boolean(),
          }),
        ),
        ...made,
      })
      .nullable(),
    choice: z.object({ chosen: z.string(), reason: z.string(), dissents: z.int(), ...made }).nullable(),
    principles: z.object({
      n: z.int(),
      enforced: z.int().meta({ description: 'Bound to a control that a pack has.' }),
      said: z.int().meta({ description: 'Bound to a gate or requirement, as somebody says; it is not looked up.' }),
      share: z.number().nullable(),
    }),
    challenges: z.object({ n: z.int(), open: z.int() }),
  })
  .meta({ id: 'SystemWorkshops' });
