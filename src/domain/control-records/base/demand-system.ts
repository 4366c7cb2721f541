import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';

/** Refuses a system that is not registered. @throws TribuneError NOT_FOUND */
export function demandSystem(system: string, systems: readonly { readonly id: string }[]): void {
  if (systems.some(({ id }) => id === system)) return;
  const near = suggest(
    system,
    systems.map(({ id }) => id),
  );
  throw new TribuneError('NOT_FOUND', `no system ${JSON.stringify(system.slice(0, 80))} is registered`, {
    remedy: near === null ? 'tribune admin apply registers systems.' : `Did you mean ${near}?`,
  });
}
