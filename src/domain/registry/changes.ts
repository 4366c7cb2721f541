import { canonicalJson } from '../../core/base/canonical-json.js';
import type { RegistrySnapshot, RegistryWrite } from './ports.js';
import type { FieldChange, RegistryChange } from './types.js';

/** Every field that a write changes, thing by thing, in the order of the write. An unchanged field gives no change. */
export function changesOf(before: RegistrySnapshot, write: RegistryWrite): RegistryChange[] {
  const [systems, models] = [byId(before.systems), byId(before.models)];
  const [known, placed] = [byId(before.deployments), byId(write.deployments)];
  const versions = new Map(before.versions.map((old) => [versionKey(old), old]));
  return [
    ...write.systems.flatMap((system) => change('system', system.id, { old: systems.get(system.id), wanted: system })),
    ...write.models.flatMap((model) => change('model', model.id, { old: models.get(model.id), wanted: model })),
    ...write.versions.flatMap((version) => {
      const { model, digest } = version;
      const told = change('version', digest, { old: versions.get(versionKey(version)), wanted: version });
      return told.map((one) => ({ ...one, model }));
    }),
    ...write.activations.map(({ deployment, fromMs, ...wanted }): RegistryChange => {
      const { fromMs: since, ...old } = known.get(deployment)?.activations.at(-1) ?? { fromMs: null };
      const times = { name: 'from', from: timeOrNull(since), to: timeOrNull(fromMs) };
      const place = known.has(deployment) ? [] : fieldsOf({}, placed.get(deployment) ?? {});
      return { type: 'deployment.activated', id: deployment, fields: [...place, ...fieldsOf(old, wanted), times] };
    }),
  ];
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

const versionKey = ({ model, digest }: { readonly model: string; readonly digest: string }): string =>
  `${model}\n${digest}`;

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const CREATED = { system: 'system.created', model: 'model.created', version: 'version.registered' } as const;

function change(
  kind: 'system' | 'model' | 'version',
  id: string,
  { old, wanted }: { old: object | undefined; wanted: object },
): RegistryChange[] {
  const fields = fieldsOf(old ?? {}, wanted);
  if (old === undefined) return [{ type: CREATED[kind], id, fields }];
  return fields.length === 0 ? [] : [{ type: `${kind}.changed`, id, fields }];
}

function fieldsOf(old: object, wanted: object): FieldChange[] {
  const before = old as Readonly<Record<string, unknown>>;
  return Object.entries(wanted)
    .filter(([name, to]) => name !== 'id' && textOf(before[name]) !== textOf(to))
    .map(([name, to]) => ({ name, from: before[name] ?? null, to }));
}

/** The text of a value whatever the order of its keys, in which a database need not keep them. */
const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));
