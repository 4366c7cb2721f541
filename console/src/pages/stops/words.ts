import { formatNumber } from 'tribune/charts';
import type { wire } from 'tribune/client';
import type { Registry } from '../../api/queries.js';
import { shortDigest } from '../../parts/digest.js';

export type Stop = wire.Stop;
export type Mode = Stop['mode'];

/** What each mode does, as people say it. */
export const MODES: Readonly<Record<Mode, { readonly name: string; readonly state: string; readonly does: string }>> = {
  stop: { name: 'Stop', state: 'stopped', does: 'The model is not asked; the fallback decides.' },
  shadow: { name: 'Shadow', state: 'in shadow', does: 'The model is asked and its answer kept; the fallback decides.' },
  review: { name: 'Review', state: 'people decide', does: 'The model may propose; a person decides each time.' },
  throttle: {
    name: 'Throttle',
    state: 'throttled',
    does: 'The model decides for a share of the subjects, always the same ones; the fallback for the others.',
  },
};

export const FALLBACKS: Readonly<Record<Stop['fallback']['kind'], string>> = {
  'human-queue': 'people',
  'last-good-version': 'a version that was good',
  'simple-model': 'a simple model or rule beside the system',
  favourable: 'nobody: the decision is taken in the favour of the subject',
};

/** @example percent(0.125) // '12.5 %' */
export const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

/** The name of a version as an answer tells it with its digest, which stands for one that is not registered. */
export const labelOf = (digest: string, labels: Stop['labels']): string =>
  (Object.hasOwn(labels, digest) ? labels[digest] : undefined) ?? shortDigest(digest);

/** The label of a version where it is registered, else its digest. */
export const versionName = (digest: string, registry: Registry | undefined): string =>
  registry?.versions.find((one) => one.digest === digest)?.label ?? shortDigest(digest);

/** What a stop holds for, as in `Stop loans/prod`. */
export function scopeName(scope: Stop['scope'], labels: Stop['labels']): string {
  switch (scope.kind) {
    case 'all':
      return 'everything';
    case 'system':
      return `the system ${scope.system}`;
    case 'deployment':
      return scope.deployment;
    case 'version':
      return `version ${labelOf(scope.version, labels)} of ${scope.model}`;
  }
}

/** @example whereText({ jurisdiction: ['US-FL'] }) // 'jurisdiction US-FL' */
export const whereText = (where: Stop['where']): string =>
  Object.entries(where)
    .map(([name, values]) => `${name} ${values.join(' or ')}`)
    .join(', ');

export function stateText({ mode, share, ended, drill }: Pick<Stop, 'mode' | 'share' | 'ended' | 'drill'>): string {
  if (ended !== null) return 'ended';
  if (drill) return 'drill';
  return mode === 'throttle' ? `throttled to ${formatNumber(100 * (share ?? 0), 1)} %` : MODES[mode].state;
}
