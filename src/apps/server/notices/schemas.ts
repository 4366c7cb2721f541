import { z } from 'zod';
import {
  MANDATE_CHECKS,
  MANDATE_LIMITS,
  MANDATE_SCOPES,
  type Mandate,
  type MandateCheck,
  type MandateScope,
} from '../../../domain/mandates/index.js';
import { CHECKS, type Check, NOTICE_LIMITS } from '../../../domain/notices/index.js';
import { CASE_LIMITS } from '../../../domain/oversight/index.js';
import { MESSAGE_KINDS, MESSAGE_LIMITS, MESSAGE_WAYS } from '../../../domain/person-messages/index.js';
import { DEFAULT_LANGUAGE, PERSON_LANGUAGES } from '../../../domain/person-pages/index.js';
import { someText } from '../../../domain/settings/index.js';
import { time, uuid } from '../http/schemas.js';

const linkDays = z.int().min(1).max(NOTICE_LIMITS.linkDays).optional().meta({
  description: 'Days for which the link is valid; without it, those of `notices.linkDays` in tribune.yaml.',
});

export const noticeRequest = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Sent again, the same id makes no second notice, but a new link.' }),
    decision: uuid,
    language: z
      .enum(PERSON_LANGUAGES as [string, ...string[]])
      .default(DEFAULT_LANGUAGE)
      .meta({ description: 'In which its pages are shown at first; the person may choose another one.' }),
    highImpact: z.boolean().default(false).meta({ description: 'A panel decides where the person contests.' }),
    decidedBy: z.array(someText(CASE_LIMITS.name)).max(CASE_LIMITS.deciders).optional().meta({
      description:
        'Names of the accounts that decided or confirmed it, who must not read the case; needed where the decision was not automatic.',
    }),
    linkDays,
    send: z
      .discriminatedUnion('by', [
        z.strictObject({
          by: z.literal('email'),
          to: z.email('expected an address such as ann@mail.example').max(MESSAGE_LIMITS.to).meta({
            description:
              'Address of the person. It is kept sealed under a key that the erasure of the decision destroys.',
          }),
        }),
        z.strictObject({
          by: z.literal('webhook'),
          to: someText(MESSAGE_LIMITS.to).nullable().default(null).meta({
            description:
              'What the system that sends the message knows the person by, where the decision does not tell it.',
          }),
        }),
        z.strictObject({
          by: z.literal('folder'),
          to: z
            .email('expected an address such as ann@mail.example')
            .max(MESSAGE_LIMITS.to)
            .nullable()
            .default(null)
            .meta({ description: 'Address of the person, for whatever picks the file up.' }),
        }),
      ])
      .optional()
      .meta({
        description:
          'Has the person told: of the decision now, and, where they contest it, that it came and how it ended. Refused by name where a message would lack something that it has to say in that place.',
      }),
  })
  .meta({ id: 'NoticeRequest' });

export const linkRequest = z
  .strictObject({
    check: z.enum(Object.keys(CHECKS) as [Check, ...Check[]]).meta({
      description: `How it is known that the link goes to the person: ${Object.entries(CHECKS)
        .map(([name, what]) => `\`${name}\`, ${what}`)
        .join('; ')}.`,
    }),
    linkDays,
  })
  .meta({ id: 'NoticeLinkRequest' });

const link = {
  code: z.string().meta({ description: 'Opens the notice once; it is told here and kept nowhere.' }),
  path: z.string().meta({ description: 'Path of the link on this service.' }),
  until: time,
};

const head = {
  id: uuid,
  decision: uuid,
  deployment: z.string(),
  language: z.string(),
  madeAt: time,
  highImpact: z.boolean(),
};

const scopes = Object.keys(MANDATE_SCOPES) as [MandateScope, ...MandateScope[]];
const checks = Object.keys(MANDATE_CHECKS) as [MandateCheck, ...MandateCheck[]];
const listed = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([name, what]) => `\`${name}\`, ${what}`)
    .join('; ');

/** A mandate without the name of the representative. */
export const mandateAnswer = z
  .object({
    ...{ id: uuid, notice: uuid, decision: uuid },
    may: z.array(z.enum(scopes)).meta({ description: `What the representative may do: ${listed(MANDATE_SCOPES)}.` }),
    until: time,
    check: z.enum(checks).meta({ description: `How it is known that the person gave it: ${listed(MANDATE_CHECKS)}.` }),
    file: uuid.nullable().meta({ description: 'The file that holds it.' }),
    givenAt: time,
    givenBy: z.string(),
    endedAt: time.nullable(),
    endedBy: z.string().nullable(),
    inForce: z.boolean(),
  })
  .meta({ id: 'Mandate' });

export const printMandate = (mandate: Mandate & { readonly isInForce: boolean }) => {
  const { id, notice, decision, may, untilMs, check, file, givenAtMs, givenBy, endedAtMs, endedBy, isInForce } =
    mandate;
  return {
    ...{
      id,
      notice,
      decision,
      may,
      until: iso(untilMs),
      check,
      file: file?.id ?? null,
      givenAt: iso(givenAtMs),
      givenBy,
    },
    ...{ endedAt: endedAtMs === null ? null : iso(endedAtMs), endedBy, inForce: isInForce },
  };
};

const iso = (ms: number): string => new Date(ms).toISOString();

export const mandateRequest = z
  .strictObject({
    representative: someText(MANDATE_LIMITS.name).meta({
      description: 'Who acts for the person; kept sealed under a key that the erasure of the decision destroys.',
    }),
    may: z.array(z.enum(scopes)).min(1).max(scopes.length),
    until: z.iso.date().meta({ description: 'The last day on which it holds, by UTC.' }),
    check: z.enum(checks).exclude(['person']),
    file: uuid.optional().meta({ description: 'The file that holds the mandate, for the check `file` alone.' }),
  })
  .refine(({ check, file }) => (check === 'file') === (file !== undefined), '`file` goes with the check `file`')
  .meta({ id: 'MandateRequest' });

export const madeAnswer = z.object({ ...head, link: z.object(link) }).meta({ id: 'MadeNotice' });
export const givenMandateAnswer = z
  .object({ mandate: mandateAnswer, link: z.object(link) })
  .meta({ id: 'GivenMandate' });
export const linkAnswer = z.object(link).meta({ id: 'NoticeLink' });
export const noticeAnswer = z
  .object({
    ...head,
    madeBy: z.string(),
    links: z.array(
      z.object({
        madeAt: time,
        until: time,
        by: z.string().meta({ description: '`subject` for the person themselves.' }),
        endedAt: time.nullable().meta({ description: 'When it was used or replaced.' }),
        mandate: uuid
          .nullable()
          .meta({ description: 'Mandate of the representative whose link it is; null for the person.' }),
      }),
    ),
    mandates: z.array(mandateAnswer),
    messages: z.array(
      z.object({
        id: uuid,
        kind: z.enum(MESSAGE_KINDS),
        by: z.enum(MESSAGE_WAYS),
        case: uuid.nullable(),
        state: z.enum(['waiting', 'sent', 'failed']).meta({
          description: '`sent`: the receiver took it, which is no proof that anybody read it.',
        }),
        madeAt: time,
        attempts: z.int(),
        problem: z.string().nullable(),
        endedAt: time.nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice' });
