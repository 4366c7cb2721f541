import type { OpenIdOptions } from '../base/deps.js';
import type { HttpMetrics } from './metrics.js';
import type { PublicAddress } from './public-address.js';

export interface Readiness {
  /** True once the shutdown has begun, so that load balancers stop sending requests first. */
  stopping: boolean;
}

/** State of the HTTP server itself, beside the services behind it. */
export interface ServerSide {
  /** Whether the ledger is open to everybody, as the settings say. */
  ledgerPublic(): boolean;
  readonly metrics: HttpMetrics;
  readonly readiness: Readiness;
  /** Address at which people open the service. */
  readonly address: PublicAddress;
  /** Options of the sign-in with an identity provider, where one is configured. */
  readonly openId: OpenIdOptions | undefined;
  /** Folder with the compiled modules that pages load. */
  readonly moduleRoot: URL;
  /** The description of this server: OpenAPI 3.1. */
  description(): Readonly<Record<string, unknown>>;
}
