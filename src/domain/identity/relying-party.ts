import { TribuneError } from '../../core/base/errors.js';
import type { RelyingParty } from './passkey-ports.js';

/** Whether browsers treat a name as this machine (W3C Secure Contexts, section 3.1). */
const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');
const IP_ADDRESS = /^(\[.*\]|\d+\.\d+\.\d+\.\d+)$/;

/**
 * Gives the relying party of a public address; null for an IP address, as browsers support no passkeys there. Throws `USAGE`.
 *
 * @example
 * relyingPartyOf('https://tribune.example:8443'); // { id: 'tribune.example', origin: 'https://tribune.example:8443' }
 */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  const { hostname, origin } = parsePublicUrl(publicUrl);
  return IP_ADDRESS.test(hostname) ? null : { id: hostname, origin };
}

/** Reads an address of this service as people open it; throws `USAGE` unless sessions are safe there. */
export function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const safe = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url.hostname)));
  if (safe && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '') return url;
  throw new TribuneError('USAGE', `${text} is no public address of a service`, {
    remedy: 'Give https://NAME or https://NAME:PORT, without a path; plain http only for this machine.',
  });
}

const isLocal = (name: string): boolean => isLocalhost(name) || name === '[::1]' || name.startsWith('127.');
