import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { MAX_NAME_LENGTH } from '../../../domain/decisions/record/index.js';
import {
  knownClasses,
  NO_RETENTION,
  parseKeep,
  type RetentionSettings,
} from '../../../domain/decisions/retention/index.js';
import type { IdentityStore } from '../../../domain/identity/ports.js';
import { someText } from '../http/text-schema.js';

const SETTING = 'retention';

const name = someText(MAX_NAME_LENGTH);
const day = z.iso.date();
const names = z.union([name, z.array(name)]).transform((one) => (typeof one === 'string' ? [one] : one));
const ownClass = z.strictObject({
  id: name.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected small letters, digits, dots and dashes'),
  keep: z.string().refine((text) => parseKeep(text) !== null, 'expected a time such as 90 days, 25 months or 3 years'),
  basis: z.enum(['law', 'guidance', 'practice', 'ours']),
  source: someText(1000),
  appliesFrom: day.nullable().default(null),
  repealedAt: day.nullable().default(null),
});
const document = z.strictObject({
  classes: z.array(ownClass).max(100).default([]),
  default: names.default([]),
  systems: z.record(name, names).default({}),
  deployments: z.record(name, names).default({}),
});

/** The part of a document for `admin apply` that says how long decisions are kept. Throws `REGISTRY_INVALID`. */
export function parseRetention(value: unknown): RetentionSettings {
  const result = document.safeParse(value);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw invalid(`retention${path.map((part) => `.${String(part)}`).join('')}: ${message}`);
  }
  const settings = result.data;
  const known = knownClasses(settings).map(({ id }) => id);
  const twice = known.find((id, i) => known.indexOf(id) < i);
  if (twice !== undefined) throw invalid(`retention.classes: ${twice} is there already`);
  const named = [settings.default, ...Object.values(settings.systems), ...Object.values(settings.deployments)].flat();
  const lost = named.find((id) => !known.includes(id));
  if (lost !== undefined) throw invalid(`retention: there is no class ${lost}; known are ${known.join(', ')}`);
  return settings;
}

const invalid = (what: string): TribuneError =>
  new TribuneError('REGISTRY_INVALID', what, { remedy: 'The fields are in docs/guides/retention.md.' });

export const keptRetentionText = (store: IdentityStore): Promise<unknown> => store.setting(SETTING);

/** What was applied last; nothing is erased before. */
export async function keptRetention(store: IdentityStore): Promise<RetentionSettings> {
  const kept = await keptRetentionText(store);
  return kept === null || kept === undefined ? NO_RETENTION : parseRetention(kept);
}

export const keepRetention = (store: IdentityStore, value: unknown): Promise<void> =>
  store.writeSetting(SETTING, value);
