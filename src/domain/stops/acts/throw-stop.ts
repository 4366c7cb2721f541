import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import type { RegistrySnapshot, RegistryStore } from '../../registry/ports.js';
import { stopThrown } from '../events/index.js';
import type { Stop, WantedStop } from '../model/index.js';
import type { StopStore } from '../model/ports.js';
import { demandRoom } from './bounds.js';
import { demandWanted, fallbackOf, scopeText } from './wanted.js';

export const throwStop = defineAct('stop.throw', { enters: [stopThrown] });

export interface ThrowingStores {
  readonly stops: StopStore;
  readonly registry: Pick<RegistryStore, 'load'>;
}

export type StopActs<Stores extends ThrowingStores = ThrowingStores> = Pick<Acts<Stores>, 'run' | 'newId'>;

/**
 * Throws a stop, which holds from the commit of the act on. The same id again throws nothing more.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT for an id that another stop has
 */
export function throwOne(acts: StopActs, wanted: WantedStop, by: string): Promise<Stop> {
  return acts.run(throwStop, (tx) => throwWithin(tx, { ...wanted, id: wanted.id ?? acts.newId() }, by));
}

/** Throws a stop in the transaction of an act, which declares that it enters `stop.thrown`. */
export async function throwWithin(
  tx: Tx<ThrowingStores>,
  wanted: WantedStop & { readonly id: string },
  by: string,
): Promise<Stop> {
  const { revision, atMs: sinceMs, nInForce, logSize } = await tx.stops.beginChange();
  const known = await tx.stops.find(wanted.id);
  if (known !== null) return demandSame(known, wanted, by);
  const registry = await tx.registry.load();
  demandWanted(wanted, registry, sinceMs);
  const stop = stopOf(wanted, {
    ...{ id: wanted.id, by, sinceMs, revision, logSize },
    models: modelsOf(wanted, registry),
  });
  await demandRoom(stop, { nInForce, inForce: () => tx.stops.inForce(), registry });
  await tx.stops.insert(stop);
  tx.enter(stopThrown(told(stop)));
  return stop;
}

/**
 * A stop in force that the same author would only throw again; null where there is none. Others who end one wait until the transaction has
 * ended.
 */
export async function standingEqual(tx: Tx<ThrowingStores>, wanted: WantedStop, by: string): Promise<Stop | null> {
  await tx.stops.beginChange();
  const same = (one: Stop): boolean => {
    const { id, sinceMs, revision, models, logSize, reason } = one;
    const again = stopOf({ ...wanted, reason }, { id, by, sinceMs, revision, models, logSize });
    return canonicalJson(JSON.parse(JSON.stringify(again))) === canonicalJson(JSON.parse(JSON.stringify(one)));
  };
  return (await tx.stops.inForce()).find(same) ?? null;
}

function modelsOf({ scope }: WantedStop, { models }: RegistrySnapshot): string[] | undefined {
  return scope.kind === 'system'
    ? models.filter(({ system }) => system === scope.system).map(({ id }) => id)
    : undefined;
}

function stopOf(
  { scope, where = {}, mode, share, fallback, reason, untilMs, drill = false }: WantedStop,
  made: Pick<Stop, 'id' | 'by' | 'sinceMs' | 'revision' | 'models' | 'logSize'>,
): Stop {
  return {
    ...{ ...made, scope, where, mode, share: share ?? null, fallback: fallbackOf({ fallback }), reason },
    ...{ untilMs: untilMs ?? null, drill, end: null },
  };
}

function told({ id, scope, where, mode, share, fallback, reason, untilMs, drill, by }: Stop) {
  const values = Object.fromEntries(Object.entries(where).map(([name, list]) => [name, [...list]]));
  return {
    ...{ stop: id, scope: scopeText(scope), where: values, mode, share, fallback: fallback.kind },
    ...{ version: fallback.version ?? null, reason, drill, by },
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
  };
}

/** Gives the stop that a request threw before; the id belongs to nobody else and to no other stop. */
function demandSame(known: Stop, wanted: WantedStop, by: string): Stop {
  const { id, sinceMs, revision, models, logSize } = known;
  const again = { ...stopOf(wanted, { id, by, sinceMs, revision, models, logSize }), end: known.end };
  if (canonicalJson(JSON.parse(JSON.stringify(again))) === canonicalJson(JSON.parse(JSON.stringify(known))))
    return known;
  throw new TribuneError('CONFLICT', `the id ${id} is that of another stop`, {
    remedy: 'Leave the id out, or give a new UUID.',
  });
}
