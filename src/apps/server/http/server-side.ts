import type { OpenIdOptions } from '../base/deps.js';
import type { HttpMetrics } from './metrics.js';
import type { PublicAddress } from './public-address.js';

export interface Readiness {
  /** Set when the shutdown begins, so that load balancers turn away first. */
  stopping: boolean;
}

/** What the HTTP server knows beside the services behind it. */
export interface ServerSide {
  /** Whether the ledger is open to everybody, as the settings say. */
  ledgerPublic(): boolean;
  readonly metrics: HttpMetrics;
  readonly readiness: Readiness;
  /** Where people open the service. */
  readonly address: PublicAddress;
  /** Signing in with an identity provider, where one is configured. */
  readonly openId: OpenIdOptions | undefined;
  /** Folder with the compiled modules that pages load. */
  readonly moduleRoot: URL;
  /** The description of this server: OpenAPI 3.1. */
  description(): Readonly<Record<string, unknown>>;
}
