import { z } from 'zod';
import { eventsIn } from '../../followers/index.js';
import type { BatchRecords } from '../../log/seal/index.js';

/** Something that happened to a deployment, a system or a stop, as the log tells it. */
export interface Happening {
  readonly kind: string;
  readonly atMs: number;
  readonly by: string;
  /** In one line, without numbers of people. */
  readonly what: string;
  /** What it happened to. */
  readonly of:
    | { readonly kind: 'all' }
    | { readonly kind: 'system'; readonly system: string }
    | { readonly kind: 'deployment'; readonly deployment: string }
    | { readonly kind: 'model'; readonly model: string }
    | { readonly kind: 'stop'; readonly stop: string };
  /** The stop that was thrown, so that its end is known to belong here. */
  readonly stop?: string;
}

type Told = Omit<Happening, 'kind' | 'atMs'>;

const text = z.string();
const group = z.record(text, text.nullable()).nullable().optional();
const MOST = 300;
const short = (word: string): string => (word.length <= MOST ? word : `${word.slice(0, MOST)}…`);

const onDeployment = (deployment: string) => ({ kind: 'deployment', deployment }) as const;

const series = z.looseObject({ deployment: text, requirement: text, group });

function ofSeries(says: string) {
  return (payload: unknown): Told => {
    const { deployment, requirement, group: of } = series.parse(payload);
    const who = Object.entries(of ?? {}).map(([name, value]) => `${name}=${value ?? 'unknown'}`);
    return {
      by: 'service',
      of: onDeployment(deployment),
      what: short(`${requirement} ${says}${who.length === 0 ? '' : ` for ${who.join(', ')}`}`),
    };
  };
}

const watched =
  (says: string) =>
  (payload: unknown): Told => {
    const { deployment, by } = z.looseObject({ deployment: text, by: text }).parse(payload);
    return { by, of: onDeployment(deployment), what: says };
  };

const tried =
  (says: string) =>
  (payload: unknown): Told => {
    const told = z.looseObject({ deployment: text, version: text, share: z.number(), by: text }).parse(payload);
    const { deployment, version, share, by } = told;
    return { by, of: onDeployment(deployment), what: `the trial of ${version} on the share ${share} ${says}` };
  };

const thrown = z.looseObject({ stop: text, scope: text, mode: text, drill: z.boolean(), by: text, reason: text });

/** What a scope in one text names: `all`, `system S`, `deployment D`, `version V of model M`. */
function ofScope(scope: string): Happening['of'] {
  if (scope.startsWith('system ')) return { kind: 'system', system: scope.slice('system '.length) };
  if (scope.startsWith('deployment ')) return onDeployment(scope.slice('deployment '.length));
  const model = /^version \S+ of model (.*)$/s.exec(scope)?.[1];
  return model === undefined ? { kind: 'all' } : { kind: 'model', model };
}

/** What is noted of the log, by the type of its entries. */
const READERS: Readonly<Record<string, (payload: unknown) => Told | null>> = {
  'alert.fired': ofSeries('fires'),
  'alert.resolved': ofSeries('is kept again'),
  'alert.ended': ofSeries('is no longer watched as it was'),
  'monitor.watched': watched('it is watched by another policy'),
  'monitor.unwatched': watched('it is no longer watched'),
  'canary.started': tried('begins'),
  'canary.shared': tried('goes on with this share'),
  'canary.held': tried('is held'),
  'canary.released': tried('is no longer held'),
  'canary.promoted': tried('ends: it is served'),
  'canary.rolled-back': tried('ends without it'),
  'stop.thrown'(payload) {
    const { stop, scope, mode, drill, by } = thrown.parse(payload);
    // A drill stops nothing.
    if (drill) return null;
    return { by, of: ofScope(scope), what: short(`${mode} of ${scope}: stop ${stop}`), stop };
  },
  'stop.resumed'(payload) {
    const told = z.looseObject({ stop: text, confirmedBy: text, proposedBy: text }).parse(payload);
    const what = `the stop ${told.stop} ended, proposed by ${told.proposedBy}`;
    return { by: told.confirmedBy, of: { kind: 'stop', stop: told.stop }, what };
  },
  'deployment.activated'(payload) {
    const {
      id,
      by,
      fields = [],
    } = z
      .looseObject({ id: text, by: text, fields: z.array(z.looseObject({ name: text, to: z.unknown() })).optional() })
      .parse(payload);
    const shown = fields.map(({ name, to }) => `${name} ${typeof to === 'string' ? to : JSON.stringify(to)}`);
    return { by, of: onDeployment(id), what: short(`it serves ${shown.join(', ') || 'something else'}`) };
  },
  'audit.run'(payload) {
    const told = z.looseObject({ audit: text, deployment: text, verdict: text, by: text }).safeParse(payload);
    if (!told.success) return null;
    const { audit, deployment, verdict, by } = told.data;
    return { by, of: onDeployment(deployment), what: `audit ${audit}: ${verdict}` };
  },
};

/** Reads what happened from a batch, in its order. */
export const happeningsOf = (records: BatchRecords): Happening[] =>
  eventsIn(records, (type) => Object.hasOwn(READERS, type)).flatMap(({ type, payload }) => {
    const told = READERS[type]!(payload);
    return told === null ? [] : [{ kind: type, atMs: records.batch.receivedAtMs, ...told }];
  });
