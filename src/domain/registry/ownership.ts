import { TribuneError } from '../../core/base/errors.js';
import type { RegistrySnapshot } from './ports.js';
import type { RegistryDocument } from './types.js';

/** A thing that a document names, with a system that it belongs to before or after the change. */
export interface Touched {
  /** Name of the thing, such as `model bar`. */
  readonly what: string;
  /** Id of the system; null for a thing that belongs to no known system. */
  readonly system: string | null;
}

/**
 * Everything that a document would change, with the systems before and after: a model that moves concerns the system that it leaves and the
 * one that it enters, and so do its versions and deployments.
 *
 * @example
 * systemsTouched(snapshot, { models: [{ id: 'bar', system: 'mine', description: '' }] });
 * // [{ what: 'model bar', system: 'mine' }, { what: 'model bar', system: 'theirs' }]
 */
export function systemsTouched(before: RegistrySnapshot, document: RegistryDocument): Touched[] {
  const { systems = [], models = [], versions = [], deployments = [] } = document;
  const now = new Map(before.models.map(({ id, system }) => [id, system]));
  const modelNow = new Map(before.deployments.map(({ id, model }) => [id, model]));
  const wanted = new Map<string, string[]>();
  for (const { id, system } of models) {
    const sides = wanted.get(id);
    if (sides === undefined) wanted.set(id, [system]);
    else sides.push(system);
  }
  const sidesOf = (model: string): (string | null)[] => {
    const sides = [...(now.has(model) ? [now.get(model)!] : []), ...(wanted.get(model) ?? [])];
    return sides.length === 0 ? [null] : sides;
  };
  const touched = (what: string, sides: readonly (string | null)[]): Touched[] =>
    sides.map((system) => ({ what, system }));
  return [
    ...systems.map(({ id }) => ({ what: `system ${id}`, system: id })),
    ...models.flatMap(({ id }) => touched(`model ${id}`, sidesOf(id))),
    ...versions.flatMap(({ model, digest }) => touched(`version ${digest} of model ${model}`, sidesOf(model))),
    ...deployments.flatMap(({ id, model }) => {
      const of = modelNow.get(id);
      const sides = of === undefined || of === model ? sidesOf(model) : [...sidesOf(model), ...sidesOf(of)];
      return touched(`deployment ${id}`, sides);
    }),
  ];
}

/**
 * Throws `FORBIDDEN` unless every system that the document concerns belongs to this person, before and after. A new system belongs to
 * nobody yet, so somebody else has to name its owner.
 *
 * @param owner name of the account, as systems name their owner
 */
export function demandOwner(before: RegistrySnapshot, document: RegistryDocument, owner: string): void {
  const ownerOf = new Map(before.systems.map((system) => [system.id, system.owner]));
  const foreign = systemsTouched(before, document).find(
    ({ system }) => system === null || ownerOf.get(system) !== owner,
  );
  if (foreign !== undefined) {
    const { what, system } = foreign;
    const whose = system === null || !ownerOf.has(system) ? 'nobody yet' : 'somebody else';
    throw new TribuneError('FORBIDDEN', `${what} belongs to ${system ?? 'a system'}, whose owner is ${whose}`, {
      remedy:
        'An owner changes what belongs to the own systems, before and after. Ask a developer or an administrator.',
    });
  }
  const given = document.systems?.find((system) => system.owner !== owner);
  if (given === undefined) return;
  throw new TribuneError('FORBIDDEN', `system ${given.id} would pass to another owner`, {
    remedy: 'A developer or an administrator names the owner of a system.',
  });
}
