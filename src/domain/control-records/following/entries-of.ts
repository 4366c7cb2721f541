import { z } from 'zod';
import type { EntryFact } from '../../controls/index.js';
import { eventsIn } from '../../followers/index.js';
import type { BatchRecords } from '../../log/seal/index.js';

type Told = Pick<EntryFact, 'about' | 'ref'>;
type Read = (payload: unknown) => Told[];

const text = z.string();

/** Reads the thing and the record out of two members. */
const by = (about: string, ref: string): Read => {
  const shape = z.looseObject({ [about]: text, [ref]: text });
  return (payload) => {
    const told = shape.parse(payload) as Record<string, string>;
    return [{ about: told[about]!, ref: told[ref]! }];
  };
};

/** Of the whole service: the entry names no system. */
const ofService = (ref: string): Read => {
  const shape = z.looseObject({ [ref]: text });
  return (payload) => [{ about: '', ref: (shape.parse(payload) as Record<string, string>)[ref]! }];
};

const scoped = z.looseObject({ scope: text, digest: text });
const made = z.looseObject({ run: text, versions: z.array(text) });
const searched = z.looseObject({ record: text, system: text.nullable() });

/** Types of entries that controls stand on, each with what it is about and the record that it tells of. */
const READERS: Readonly<Record<string, Read>> = {
  'audit.run': by('deployment', 'audit'),
  'decision.noticed': by('deployment', 'notice'),
  'monitor.watched': by('deployment', 'policy'),
  'rule.attached': by('deployment', 'rule'),
  'explanation.issued': by('version', 'basis'),
  'deployment.activated': by('id', 'id'),
  'system.created': by('id', 'id'),
  'system.changed': by('id', 'id'),
  'version.registered': by('id', 'id'),
  'version.changed': by('id', 'id'),
  'role.granted': by('account', 'account'),
  'role.agreed': by('account', 'account'),
  'case.reader-trained': by('reader', 'reader'),
  'control.recorded': by('record', 'record'),
  'document.stated': by('id', 'statement'),
  'stop.drill-ended': ofService('stop'),
  'case.read-blind': ofService('case'),
  'appeal.decided': ofService('case'),
  'appeal.communicated': ofService('case'),
  'incident.plan-saved'(payload) {
    const { scope, digest } = scoped.parse(payload);
    return [{ about: scope.replace(/^(system|deployment) /, ''), ref: digest }];
  },
  'lineage.recorded'(payload) {
    const { run, versions } = made.parse(payload);
    return versions.map((about) => ({ about, ref: run }));
  },
  'search.recorded'(payload) {
    const { record, system } = searched.parse(payload);
    return system === null ? [] : [{ about: system, ref: record }];
  },
};

/** Types of entries that are known by their places; a check of another type would never be met. */
export const INDEXED_TYPES: readonly string[] = Object.keys(READERS);

/** Types of entries by what they are about; all others are about something that only the whole service has. */
const ABOUT: Readonly<Record<'system' | 'deployments' | 'versions', readonly string[]>> = {
  system: ['system.created', 'system.changed', 'incident.plan-saved', 'search.recorded'],
  deployments: [
    ...['audit.run', 'decision.noticed', 'monitor.watched', 'rule.attached', 'deployment.activated'],
    'incident.plan-saved',
  ],
  versions: ['explanation.issued', 'version.registered', 'version.changed', 'lineage.recorded'],
};

/** Whether entries of a type are about such things; whatever is entered is about the service. A check of another pair would never be met. */
export const isToldOf = (type: string, about: keyof typeof ABOUT | 'service'): boolean =>
  about === 'service' || ABOUT[about].includes(type);

/** Reads the places of entries from a batch, in its order. */
export const entriesOf = (records: BatchRecords): EntryFact[] =>
  eventsIn(records, (type) => Object.hasOwn(READERS, type)).flatMap(({ type, index, payload }) =>
    READERS[type]!(payload).map((told) => ({ type, ...told, n: 1, index, atMs: records.batch.receivedAtMs })),
  );

/** Joins entries of the same type about the same thing: the newest stays, and all are counted. */
export function joinEntries(entries: readonly EntryFact[]): EntryFact[] {
  const joined = new Map<string, EntryFact>();
  for (const one of entries) {
    const key = JSON.stringify([one.type, one.about]);
    const known = joined.get(key);
    const n = (known?.n ?? 0) + one.n;
    joined.set(key, { ...(known === undefined || known.index < one.index ? one : known), n });
  }
  return [...joined.values()];
}
