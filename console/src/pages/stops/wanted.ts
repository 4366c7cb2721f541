import type { Mode, Stop } from './words.js';

/** A stop as it is typed. */
export interface Wanted {
  readonly kind: Stop['scope']['kind'];
  /** Name of the system or deployment, or digest of the version. */
  readonly of: string;
  /** The model of a version. */
  readonly model: string;
  /** `jurisdiction=US-FL, sex=f`. */
  readonly where: string;
  readonly mode: Mode;
  /** Per cent. */
  readonly share: string;
  readonly fallback: Stop['fallback']['kind'];
  /** Digest of the version that decides instead, and its model. */
  readonly version: string;
  readonly versionModel: string;
  readonly reason: string;
  /** As `datetime-local` gives it, in the zone of the reader. */
  readonly until: string;
  readonly drill: boolean;
}

export function scopeOf({ kind, of, model }: Pick<Wanted, 'kind' | 'of' | 'model'>): Stop['scope'] {
  switch (kind) {
    case 'all':
      return { kind };
    case 'system':
      return { kind, system: of };
    case 'deployment':
      return { kind, deployment: of };
    case 'version':
      return { kind, model, version: of };
  }
}

/** @example whereOf('jurisdiction=US-FL, jurisdiction=US-GA') // { jurisdiction: ['US-FL', 'US-GA'] } */
export function whereOf(text: string): Record<string, string[]> | null {
  const where: Record<string, string[]> = {};
  for (const one of text.split(',').map((each) => each.trim())) {
    if (one === '') continue;
    const at = one.indexOf('=');
    const [name, value] = [one.slice(0, at).trim(), one.slice(at + 1).trim()];
    if (at < 1 || value === '') return null;
    where[name] = [...(Object.hasOwn(where, name) ? where[name]! : []), value];
  }
  return where;
}

/** What is wrong with what was typed, beyond what the fields say themselves; null where nothing is. */
export function problemOf({ where, kind, of, model, mode, share, until }: Wanted): string | null {
  if (kind !== 'all' && of === '') return 'Say what is to be stopped.';
  if (kind === 'version' && model === '') return 'Choose the version from the list, which says of which model it is.';
  if (whereOf(where) === null) return 'Write each restriction as NAME=VALUE, such as jurisdiction=US-FL.';
  if (mode === 'throttle' && !(Number(share) >= 0 && Number(share) < 100)) return 'Give a share from 0 to below 100 %.';
  return until !== '' && Number.isNaN(Date.parse(until)) ? 'Give the time to look again as a date and a time.' : null;
}

/** The request for it. */
export function wantedBody(wanted: Wanted) {
  const where = whereOf(wanted.where) ?? {};
  const { mode, fallback, version, reason, until, drill } = wanted;
  return {
    ...{ scope: scopeOf(wanted), mode, reason },
    ...(Object.keys(where).length === 0 ? {} : { where }),
    ...(mode === 'throttle' ? { share: Number(wanted.share) / 100 } : {}),
    ...(mode === 'review'
      ? {}
      : { fallback: { kind: fallback, ...(fallback === 'last-good-version' ? { version } : {}) } }),
    ...(until === '' ? {} : { until: new Date(until).toISOString() }),
    ...(drill ? { drill } : {}),
  };
}
