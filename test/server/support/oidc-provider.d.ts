declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  /** The part of the provider that tests use. */
  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        readonly clients: readonly object[];
        readonly claims: Readonly<Record<string, readonly string[]>>;
        readonly pkce: { readonly required: () => boolean };
        readonly findAccount: (context: unknown, sub: string) => object;
      },
    );
    callback(): RequestListener;
  }
}
