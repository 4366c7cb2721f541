import type { Acts } from '../../acts/index.js';
import type { ProposalStore } from '../../acts/ports.js';
import type { AlertStore } from '../../alerts/ports.js';
import type { Role } from '../../identity/index.js';
import type { IdentityStore } from '../../identity/ports.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { GateStore } from '../ports/index.js';

/** The stores that acts on gates work with. */
export interface GateStores {
  readonly gates: GateStore;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly identity: Pick<IdentityStore, 'account' | 'accounts' | 'key'>;
  readonly alerts: Pick<AlertStore, 'raise' | 'newest'>;
  readonly proposals: ProposalStore;
}

export type GateActs = Acts<GateStores>;

/** Whether an account is in use and holds one of these roles. */
export async function holdsOne(
  identity: Pick<IdentityStore, 'account'>,
  account: string,
  roles: readonly Role[],
): Promise<boolean> {
  const found = await identity.account(account);
  return found !== null && found.disabledAtMs === null && found.roles.some((role) => roles.includes(role));
}
