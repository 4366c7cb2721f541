import { z } from 'zod';
import { FACT_NAMES, INCIDENT_LIMITS } from '../../../domain/incidents/index.js';
import { someText, textUpTo } from '../../../domain/settings/index.js';
import { digest, refName, time, wholeNumberText } from '../http/schemas.js';
import { scope } from './schemas.js';

const { text, line, name, plan: of } = INCIDENT_LIMITS;

const isDay = (written: string): boolean => {
  const ms = Date.parse(written);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === written;
};
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2026-11-29')
  .refine(isDay, 'expected a day that there is, such as 2026-11-29');
const done = z
  .array(z.strictObject({ day, what: someText(line) }))
  .max(of.list)
  .default([]);
const days = (otherwise: number) => z.int().min(1).max(3660).default(otherwise);

/** What a plan says. Absent lists are empty, and what is not said is a gap that its readiness shows. */
export const planRequest = z
  .strictObject({
    scope,
    authority: z.array(someText(name)).max(of.list).default([]),
    budget: textUpTo(line).default(''),
    costOfStopping: textUpTo(text).default(''),
    consumers: z
      .array(
        z.strictObject({
          name: someText(name),
          system: refName.nullable().default(null).meta({ description: 'The registered system that it is.' }),
          contact: textUpTo(line).default(''),
        }),
      )
      .max(of.list)
      .default([]),
    switchOff: textUpTo(text).default(''),
    switchOn: textUpTo(text).default(''),
    called: z
      .array(z.strictObject({ who: someText(name), how: someText(line) }))
      .max(of.list)
      .default([]),
    duties: z.array(someText(100)).max(of.list).default([]).meta({ description: 'Ids of GET /v1/incident-duties.' }),
    ownDuties: z
      .array(
        z.strictObject({
          id: z
            .string()
            .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
            .max(60),
          what: someText(line),
          to: someText(line),
          within: z
            .string()
            .regex(/^[1-9]\d{0,2}(h|d)$/, 'expected hours or days such as 24h or 5d')
            .nullable()
            .default(null),
          facts: z.array(z.enum(FACT_NAMES)).min(1).max(20),
          source: someText(line),
        }),
      )
      .max(of.own)
      .default([]),
    drills: done,
    trainings: done,
    reassessedOn: day,
    reassessEveryDays: days(365),
    drillEveryDays: days(365),
  })
  .meta({ id: 'IncidentPlanRequest' });

export const planQuery = z.strictObject({
  system: refName.optional(),
  deployment: refName.optional(),
  revision: wholeNumberText(1, 2 ** 31 - 1).optional(),
});

export const saveQuery = z.strictObject({
  read: wholeNumberText(0, 2 ** 31 - 1)
    .optional()
    .meta({ description: 'The revision that the caller read, 0 for none; refused where another came meanwhile.' }),
});

const readiness = z
  .object({
    status: z.enum(['ready', 'incomplete', 'stale', 'missing']),
    gaps: z.array(z.object({ what: z.string(), why: z.string() })),
    staleAt: time.nullable(),
  })
  .meta({ id: 'IncidentReadiness' });

const kept = z.looseObject({ revision: z.int(), by: z.string(), at: time, digest }).meta({
  description: 'The plan as it was written, with revision, author, time and digest.',
});

export const planAnswer = z
  .object({ scope, plan: kept, readiness, isNew: z.boolean().optional() })
  .meta({ id: 'IncidentPlanAnswer' });

export const planList = z
  .object({
    plans: z.array(
      z.object({ scope, revision: z.int().nullable(), by: z.string().nullable(), at: time.nullable(), readiness }),
    ),
  })
  .meta({ id: 'IncidentPlanList' });

export const mapAnswer = z
  .object({
    dependencies: z.array(z.object({ from: z.string(), to: z.string(), plan: z.string() })),
    suspects: z.array(z.object({ system: z.string(), incident: z.string(), path: z.array(z.string()) })),
  })
  .meta({ id: 'DependencyMap' });

export const dutiesAnswer = z
  .object({
    date: z.string(),
    origin: z.string(),
    duties: z.array(
      z.object({
        id: z.string(),
        what: z.string(),
        to: z.string(),
        who: z.string(),
        within: z.string().nullable(),
        facts: z.array(z.enum(FACT_NAMES)),
        jurisdictions: z.array(z.string()),
        appliesFrom: z.string(),
        repealedAt: z.string().nullable(),
        isInForce: z.boolean(),
        source: z.string(),
        doubt: z.string().nullable(),
      }),
    ),
    facts: z.record(z.string(), z.string()),
    causes: z.record(z.string(), z.string()),
    roles: z.record(z.string(), z.string()),
  })
  .meta({ id: 'IncidentDuties' });
