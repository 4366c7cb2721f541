import { isIP } from 'node:net';
import { TribuneError } from '../../core/base/errors.js';

export const PROTOCOLS = ['oip', 'mlflow', 'tfserving'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** An address of a model server: `oip+http://127.0.0.1:8080/v2/models/credit`. */
export interface ModelAddress {
  readonly protocol: Protocol;
  /** Address without the protocol prefix, credentials and fragment. */
  readonly url: URL;
}

/** Whether the text is an address of a model server rather than the name of a file. */
export const isModelAddress = (text: string): boolean => /^[a-z]+\+https?:\/\//i.test(text);

/** Reads `PROTOCOL+http(s)://host:port/path`. Throws USAGE. */
export function parseAddress(text: string): ModelAddress {
  const match = /^([a-z]+)\+(https?:\/\/.*)$/i.exec(text);
  const protocol = PROTOCOLS.find((known) => known === match?.[1]?.toLowerCase());
  if (match === null || protocol === undefined) {
    throw new TribuneError('USAGE', `${text} is no address of a model server`, {
      remedy: `Write ${PROTOCOLS.map((known) => `${known}+http://`).join(', ')} and host, port and path.`,
    });
  }
  return { protocol, url: parseUrl(match[2]!) };
}

/** A plain http or https address. Credentials in an address end up in logs and process lists, so they are refused. */
export function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new TribuneError('USAGE', `${text} is no address`, { remedy: 'Write http://host:port/path.', cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TribuneError('USAGE', `${text}: only http and https are spoken`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TribuneError('USAGE', `the address of ${url.host} holds a user name or password`, {
      remedy: 'Use an HTTP template file with a header such as `authorization: env:SCORER_TOKEN`.',
    });
  }
  url.hash = '';
  return url;
}

/** Whether a host is this machine: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost') return true;
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

/**
 * Refuses a host that was not named, because rows about people are sent only to this machine and to hosts that the caller lists as `host`
 * or `host:port`. Redirects are never followed, so a server cannot send the rows elsewhere.
 */
export function checkHost(url: URL, allowHosts: readonly string[]): void {
  const host = url.hostname.toLowerCase();
  const allowed = allowHosts.map((each) => each.toLowerCase());
  if (isLoopback(host) || allowed.includes(host) || allowed.includes(url.host.toLowerCase())) return;
  throw new TribuneError('USAGE', `${url.host} is not a host that rows may be sent to`, {
    remedy: `Only this machine is allowed unless you say so: --allow-host ${url.host}`,
  });
}
