import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type RelyingParty, relyingPartyOf } from '../../../domain/identity/index.js';

/** The address at which people open this service. */
export interface PublicAddress {
  /** The party that passkeys are for; null where browsers offer no passkeys: under an IP address, or while nothing listens. */
  party(): RelyingParty | null;
}

/** The configured address; without one, on a service that only this machine reaches, `http://localhost` with its port. Throws `USAGE`. */
export function publicAddress(http: FastifyInstance, configured: string | undefined): PublicAddress {
  const fixed = configured === undefined ? null : { party: relyingPartyOf(configured) };
  return {
    party: () => (fixed === null ? partyOfLoopback(http.server.address()) : fixed.party),
  };
}

function partyOfLoopback(address: AddressInfo | string | null): RelyingParty | null {
  const url = loopbackUrl(address);
  return url === null ? null : relyingPartyOf(url);
}

/** The loopback address under a name, which passkeys need; null when other machines may reach the service. */
export function loopbackUrl(address: AddressInfo | string | null): string | null {
  if (address === null || typeof address === 'string') return null;
  const own = address.address === '::1' || address.address.startsWith('127.');
  return own ? `http://localhost:${address.port}` : null;
}
