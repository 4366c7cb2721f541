import type { Role } from './roles.js';
import type { Scope } from './scopes.js';

/** The sender of a request, after authentication. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly scopes: ReadonlySet<Scope>;
      /** True for the key of this process. */
      readonly local?: true;
    }
  | {
      readonly kind: 'account';
      readonly id: string;
      readonly name: string;
      readonly roles: readonly Role[];
      /** Time when the person last proved who they are; sensitive acts ask for a recent proof. */
      readonly provedAtMs: number;
    }
  /** A person decided about, who opened the notice of this id in a browser; they have no account. */
  | { readonly kind: 'subject'; readonly id: string };

export const ANONYMOUS: Caller = { kind: 'anonymous' };

/** Name of the caller in logs: the id of a key or account, never a person's name. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'anonymous' ? 'anonymous' : `${caller.kind}:${caller.id}`;
