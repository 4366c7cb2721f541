import { z } from 'zod';
import { CHECKS, type Check, NOTICE_LIMITS } from '../../../domain/notices/index.js';
import { CASE_LIMITS } from '../../../domain/oversight/index.js';
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

export const madeAnswer = z.object({ ...head, link: z.object(link) }).meta({ id: 'MadeNotice' });
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
      }),
    ),
  })
  .meta({ id: 'Notice' });
