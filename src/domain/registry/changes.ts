import type { RegistrySnapshot, RegistryWrite } from './ports.js';
import type { FieldChange, RegistryChange } from './types.js';

/** Every field that a write changes, thing by thing, in the order of the write. An unchanged field gives no change. */
export function changesOf(before: RegistrySnapshot, write: RegistryWrite): RegistryChange[] {
  const oldVersion = (model: string, digest: string) =>
    before.versions.find((old) => old.model === model && old.digest === digest);
  return [
    ...write.systems.flatMap((system) =>
      change('system', system.id, { old: byId(before.systems, system.id), wanted: system }),
    ),
    ...write.models.flatMap((model) =>
      change('model', model.id, { old: byId(before.models, model.id), wanted: model }),
    ),
    ...write.versions.flatMap((version) => {
      const { model, digest } = version;
      const told = change('version', digest, { old: oldVersion(model, digest), wanted: version });
      return told.map((one) => ({ ...one, model }));
    }),
    ...write.activations.map(({ deployment, fromMs, ...wanted }): RegistryChange => {
      const known = byId(before.deployments, deployment);
      const { fromMs: since, ...old } = known?.activations.at(-1) ?? { fromMs: null };
      const times = { name: 'from', from: timeOrNull(since), to: timeOrNull(fromMs) };
      const place = known === undefined ? fieldsOf({}, byId(write.deployments, deployment) ?? {}) : [];
      return { type: 'deployment.activated', id: deployment, fields: [...place, ...fieldsOf(old, wanted), times] };
    }),
  ];
}

const byId = <T extends { readonly id: string }>(things: readonly T[], id: string): T | undefined =>
  things.find((thing) => thing.id === id);

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
    .filter(([name, to]) => name !== 'id' && JSON.stringify(before[name]) !== JSON.stringify(to))
    .map(([name, to]) => ({ name, from: before[name] ?? null, to }));
}
