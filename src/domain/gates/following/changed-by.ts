import { z } from 'zod';
import { eventsIn } from '../../followers/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { refs } from '../settling/index.js';

const text = z.string();
/** Reads one member of an entry, and names what it is. */
const of = (member: string, ...names: readonly ((value: string) => string)[]) => {
  const shape = z.looseObject({ [member]: text });
  return (payload: unknown): string[] => {
    const value = (shape.parse(payload) as Record<string, string>)[member]!;
    return names.map((name) => name(value));
  };
};
/** Evidence of the whole service, whatever the entry says. */
const ofKinds =
  (...kinds: readonly string[]) =>
  (): string[] =>
    kinds.map(refs.kind);

const deployment = of('deployment', refs.deployment);
const account = of('account', refs.account);
const bytes = of('digest', refs.bytes);
const ran = z.looseObject({ versions: z.array(text) });

/** Whoever has an account may read cases, so that who has one is evidence of the whole service as well. */
const ofAccount = (payload: unknown): string[] => [...account(payload), refs.kind('human-review')];

/** Entries after which evidence of a kind may be another, for every gate that asks for it. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // Records of a system as a whole; what is told of each decision, and of each case, is looked at with the rounds.
  control: [
    ...['audit.run', 'deployment.activated', 'system.created', 'system.changed', 'model.changed', 'version.registered'],
    ...[
      'version.changed',
      'role.granted',
      'role.agreed',
      'account.disabled',
      'account.enabled',
      'account.agreed-open',
      'case.reader-trained',
    ],
    ...['incident.plan-saved', 'stop.drill-ended', 'lineage.recorded', 'monitor.watched', 'rule.attached'],
    ...['search.recorded', 'control.recorded', 'incident.opened', 'incident.closed', 'incident.report-filed'],
  ],
  documents: ['document.stated', 'model.changed'],
};

/** Kinds of evidence that stand on what an entry of a type tells, whatever it is about. */
const kindsOf = (type: string): string[] =>
  Object.entries(ALSO).flatMap(([kind, types]) => (types.includes(type) ? [refs.kind(kind)] : []));

/** Entries after which a gate may be another one, each with the names of what it changed. What gates enter themselves is none. */
const READERS: Readonly<Record<string, (payload: unknown) => readonly string[]>> = {
  'audit.run': deployment,
  'deployment.activated': of('id', refs.deployment),
  'system.created': of('id', refs.system),
  'system.changed': of('id', refs.system),
  'model.changed': of('id', refs.model),
  'version.registered': of('id', refs.version),
  'version.changed': of('id', refs.version),
  'role.granted': ofAccount,
  'role.agreed': ofAccount,
  'account.disabled': ofAccount,
  'account.enabled': ofAccount,
  'account.agreed-open': ofAccount,
  'artifact.stored': bytes,
  'artifact.erased': bytes,
  'case.reader-trained': ofKinds('human-review'),
  'incident.plan-saved': ofKinds('incident-plan'),
  'stop.drill-ended': ofKinds('drill', 'incident-plan'),
  'lineage.recorded': (payload) => ran.parse(payload).versions.map(refs.version),
  'canary.started': deployment,
  'canary.promoted': deployment,
  'canary.rolled-back': deployment,
};
/** After these each may be another one: accounts may be of one person from now on. */
const OF_ALL: readonly string[] = ['setting.changed', 'setting.agreed'];

/** What the entries of batches changed, as gates are judged by it; null for what may concern each gate, and an empty set for nothing. */
export function changedBy(batches: readonly BatchRecords[]): ReadonlySet<string> | null {
  const events = batches.flatMap((batch) =>
    eventsIn(batch, (type) => Object.hasOwn(READERS, type) || OF_ALL.includes(type) || kindsOf(type).length > 0),
  );
  const changed = new Set<string>();
  for (const { type, payload } of events) {
    if (OF_ALL.includes(type)) return null;
    for (const ref of kindsOf(type)) changed.add(ref);
    try {
      for (const ref of READERS[type]?.(payload) ?? []) changed.add(ref);
    } catch (cause) {
      // An entry of another version of this program says otherwise what it changed.
      if (cause instanceof z.ZodError) return null;
      throw cause;
    }
  }
  return changed;
}
