import type { Role } from './roles.js';
import type { Scope } from './scopes.js';

/** Who sends a request, after authentication. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly scopes: ReadonlySet<Scope>;
      /** The key of this very process. */
      readonly local?: true;
    }
  | {
      readonly kind: 'account';
      readonly id: string;
      readonly name: string;
      readonly roles: readonly Role[];
      /** When the person last proved who they are, for acts that ask for it again. */
      readonly provedAtMs: number;
    };

export const ANONYMOUS: Caller = { kind: 'anonymous' };

/** Name for logs: the id of a key or account, never a person's name. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'anonymous' ? 'anonymous' : `${caller.kind}:${caller.id}`;
