import { z } from 'zod';
import { MAX_NAME_LENGTH } from '../records/index.js';
import { defineSetting, someText } from '../settings/index.js';
import { parseRetentionPeriod } from './retention-period.js';
import { knownClasses } from './rules.js';
import { NO_RETENTION, type RetentionSettings } from './types.js';

const name = someText(MAX_NAME_LENGTH);
const day = z.iso.date();
const names = z.union([name, z.array(name)]).transform((one) => (typeof one === 'string' ? [one] : one));
const ownClass = z.strictObject({
  id: name.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected small letters, digits, dots and dashes'),
  keep: z
    .string()
    .refine((text) => parseRetentionPeriod(text) !== null, 'expected a time such as 90 days, 25 months or 3 years'),
  basis: z.enum(['law', 'guidance', 'practice', 'ours']),
  source: someText(1000),
  appliesFrom: day.nullable().default(null),
  repealedAt: day.nullable().default(null),
});
const document = z
  .strictObject({
    classes: z.array(ownClass).max(100).default([]),
    default: names.default([]),
    systems: z.record(name, names).default({}),
    deployments: z.record(name, names).default({}),
  })
  .superRefine((settings: RetentionSettings, context) => {
    const known = knownClasses(settings).map(({ id }) => id);
    const twice = known.find((id, i) => known.indexOf(id) < i);
    if (twice !== undefined) {
      context.addIssue({ code: 'custom', path: ['classes'], message: `${twice} is there already` });
    }
    const named = [settings.default, ...Object.values(settings.systems), ...Object.values(settings.deployments)].flat();
    const lost = named.find((id) => !known.includes(id));
    if (lost !== undefined) context.addIssue(`there is no class ${lost}; known are ${known.join(', ')}`);
  });

/** The setting of how long decisions are kept. A new document replaces the former one as a whole; without any, nothing is erased. */
export const retentionSetting = defineSetting(
  'retention',
  document.transform((settings): RetentionSettings => settings),
  NO_RETENTION,
  { guide: 'docs/guides/retention.md' },
);
