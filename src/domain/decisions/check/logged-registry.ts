import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { Activation, FieldChange, RegistryChange } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';

type Payload = Readonly<Record<string, unknown>>;

interface RegistryEntry {
  readonly id: string;
  readonly type: RegistryChange['type'];
  readonly payload: Payload;
}

/** Fields of an object of the registry, by the last entry about each. */
type Facts = Record<string, unknown>;

const TYPES: ReadonlySet<string> = new Set<RegistryChange['type']>([
  'system.created',
  'system.changed',
  'model.created',
  'model.changed',
  'version.registered',
  'version.changed',
  'deployment.activated',
]);

/**
 * The registry as the entries about its changes describe it. It is compared with the rows, as these decide the version, cutoff and owner
 * of every decision.
 */
export class LoggedRegistry {
  readonly #entries: RegistryEntry[] = [];
  readonly #ids = new Set<string>();

  /** Takes an entry, in the order of the log. */
  take(one: { readonly id: string; readonly type: string; readonly payload: Payload }): void {
    if (!TYPES.has(one.type) || this.#ids.has(one.id)) return;
    this.#ids.add(one.id);
    this.#entries.push(one as RegistryEntry);
  }

  /**
   * Describes the first object whose row differs from its entries, or gives null. `waiting`: events that are no entries yet, in their
   * order.
   */
  difference(
    rows: RegistrySnapshot,
    waiting: readonly { readonly id: string; readonly type: string; readonly payload: Payload }[],
  ): string | null {
    const later = waiting.filter(({ id, type }) => TYPES.has(type) && !this.#ids.has(id)) as RegistryEntry[];
    const { things, activations } = fold([...this.#entries, ...later]);
    return thingDifference(rows, things) ?? activationDifference(rows, activations);
  }
}

interface LoggedActivations {
  /** Activations by the time from which they count. */
  readonly byTime: Map<string, Facts>;
  /** Number of entries of older programs, which do not say what was activated. */
  blind: number;
}

function fold(logged: readonly RegistryEntry[]): {
  things: Map<string, Facts>;
  activations: Map<string, LoggedActivations>;
} {
  const things = new Map<string, Facts>();
  const activations = new Map<string, LoggedActivations>();
  for (const { type, payload } of logged) {
    const id = String(payload.id);
    const fields = payload.fields as readonly FieldChange[] | undefined;
    if (type === 'deployment.activated') {
      const known = activations.get(id) ?? { byTime: new Map<string, Facts>(), blind: 0 };
      activations.set(id, known);
      if (fields === undefined) known.blind += 1;
      else activated(things, known, { id, fields });
      continue;
    }
    const [kind] = type.split('.') as [string];
    const key = kind === 'version' ? thingKey(kind, `${id} ${String(payload.model)}`) : thingKey(kind, id);
    // An entry without fields says only that something changed, so the values known before may be wrong.
    things.set(key, fields === undefined ? {} : { ...things.get(key), ...valuesOf(fields) });
  }
  return { things, activations };
}

const thingKey = (kind: string, id: string): string => `${kind} ${id}`;
const valuesOf = (fields: readonly FieldChange[]): Facts =>
  Object.fromEntries(fields.map(({ name, to }) => [name, to]));

/** Each entry gives the differences from the activation before, and the time from which each of the two counts. */
function activated(
  things: Map<string, Facts>,
  { byTime }: LoggedActivations,
  { id, fields }: { id: string; fields: readonly FieldChange[] },
): void {
  const { model, environment, outcome, from, ...changed } = valuesOf(fields);
  if (model !== undefined) things.set(thingKey('deployment', id), { model, environment, outcome });
  const before = fields.find(({ name }) => name === 'from')?.from;
  byTime.set(String(from), { ...byTime.get(String(before)), ...changed });
}

function thingDifference(rows: RegistrySnapshot, things: ReadonlyMap<string, Facts>): string | null {
  const there = new Map<string, object>([
    ...rows.systems.map((one) => [thingKey('system', one.id), one] as const),
    ...rows.models.map((one) => [thingKey('model', one.id), one] as const),
    ...rows.versions.map((one) => [thingKey('version', `${one.digest} ${one.model}`), one] as const),
    ...rows.deployments.map((one) => [thingKey('deployment', one.id), one] as const),
  ]);
  for (const [key, facts] of things) {
    const row = there.get(key);
    if (row === undefined || !says(row, facts)) return key;
  }
  return unloggedDifference(rows, things);
}

/**
 * Facts that are told whenever they are registered, also by the version before which they were not: a row that has one without an entry is
 * not ours. Signatures depend on them.
 */
function unloggedDifference(
  { systems, versions }: RegistrySnapshot,
  things: ReadonlyMap<string, Facts>,
): string | null {
  const isOther = (row: object, key: string, names: readonly string[]): boolean =>
    names.some((name) => textOf((row as Facts)[name]) !== textOf(things.get(key)?.[name]));
  for (const one of versions) {
    const key = thingKey('version', `${one.digest} ${one.model}`);
    if (isOther(one, key, ['explain', 'builtBy', 'registeredBy'])) return key;
  }
  const given = systems.find((one) => isOther(one, thingKey('system', one.id), ['deputy']));
  return given === undefined ? null : thingKey('system', given.id);
}

const says = (row: object, facts: Facts): boolean =>
  Object.entries(facts).every(([name, logged]) => textOf((row as Facts)[name]) === textOf(logged));

/** The text of a value whatever the order of its keys, in which a database need not keep them. */
const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

/**
 * Every activation told is a row as told, and every row was told; but in a log that tells of none at all, which is that of a registry made
 * by other means.
 */
function activationDifference(rows: RegistrySnapshot, logged: ReadonlyMap<string, LoggedActivations>): string | null {
  const byDeployment = new Map(rows.deployments.map(({ id, activations }) => [id, activations]));
  for (const [id, { byTime, blind }] of logged) {
    const there = byDeployment.get(id) ?? [];
    const atTime = new Map(there.map((one) => [timeOf(one), one]));
    for (const [time, facts] of byTime) {
      const row = atTime.get(time);
      if (row === undefined || !says(row, facts)) return `activation of deployment ${id} from ${time}`;
    }
    if (there.length > byTime.size + blind) return `activation of deployment ${id}`;
  }
  const unlogged = logged.size === 0 ? undefined : rows.deployments.find(({ id }) => !logged.has(id));
  return unlogged === undefined ? null : thingKey('deployment', unlogged.id);
}

const timeOf = ({ fromMs }: Activation): string => new Date(fromMs).toISOString();
