import { TribuneError } from '../../core/base/errors.js';
import { checkRows, sliceRows } from '../../core/models/index.js';
import { hostNotNamed } from '../../domain/remote-models/index.js';
import type { Endpoint } from '../../domain/remote-models/pins/index.js';
import type { AskEndpoint } from '../../domain/remote-models/ports.js';
import { parseAddress } from './address.js';
import { wrongAnswer } from './fail.js';
import { guardedFetch } from './guarded-fetch.js';
import { readHttpTemplate } from './http-template.js';
import { DEFAULT_BATCH_ROWS } from './limits.js';
import { openServer, openTemplate } from './open-server.js';
import type { ModelServer } from './protocol.js';

/** A host that rows about people may be sent to, as an administrator declared it. */
export interface RemoteHost {
  /** Whether it stands at a private address, which is refused otherwise. */
  readonly privateAddress: boolean;
  /** Token that it wants; sent as `authorization: Bearer`. */
  readonly token?: string | undefined;
}

export interface AskerOptions {
  /** Hosts by `host:port`, in small letters, or by `host` at the default port of the scheme. No other one is asked. */
  readonly hosts: ReadonlyMap<string, RemoteHost>;
  readonly timeoutMs: number;
}

/**
 * Asks the endpoints of pinned versions. Only hosts that the configuration names are asked, under the rules of webhooks for private addresses:
 * whoever registers a version chooses its address, and must not reach with it what the service reaches.
 */
export function remoteAsker({ hosts, timeoutMs }: AskerOptions): AskEndpoint {
  return async (endpoint, { features, rows }) => {
    const server = serverOf(endpoint, hosts, timeoutMs);
    const { acceptsMissing, width } = await server.describe();
    if (width !== null && width !== features.length)
      throw wrongAnswer(server.address, `wants ${width} inputs, the pin names ${features.length}`);
    checkRows({ featureNames: features.map(({ name }) => name), features, acceptsMissing }, rows);
    const parts: Float64Array[] = [];
    let outputs = 0;
    for (let from = 0; from < rows.rows; from += DEFAULT_BATCH_ROWS) {
      const batch = sliceRows(rows, from, Math.min(from + DEFAULT_BATCH_ROWS, rows.rows));
      const answered = await server.ask(batch, features);
      if (from > 0 && answered.outputs !== outputs)
        throw wrongAnswer(server.address, `answers ${answered.outputs} scores a row, before it was ${outputs}`);
      outputs = answered.outputs;
      parts.push(answered.data);
    }
    const data = new Float64Array(outputs * rows.rows);
    for (const [k, part] of parts.entries()) data.set(part, k * DEFAULT_BATCH_ROWS * outputs);
    return { outputs, data };
  };
}

function serverOf(endpoint: Endpoint, hosts: AskerOptions['hosts'], timeoutMs: number): ModelServer {
  try {
    if (endpoint.kind === 'address') {
      const address = parseAddress(endpoint.address);
      return openServer(address, optionsFor(address.url, hosts, timeoutMs));
    }
    const template = readHttpTemplate({ tribune: 'http-model/v1', ...endpoint.template }, 'the pinned endpoint');
    return openTemplate(template, optionsFor(new URL(template.url), hosts, timeoutMs));
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'USAGE') throw cause;
    throw new TribuneError('MODEL_INVALID', cause.message, {
      remedy: cause.remedy ?? 'Pin the endpoint again: tribune model pin.',
      cause,
    });
  }
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** What the configuration says of the host and the port of an address, of which the address leaves out the default one. */
function knownHost({ host, hostname, port, protocol }: URL, hosts: AskerOptions['hosts']): RemoteHost | undefined {
  const named = hosts.get(host.toLowerCase());
  if (named !== undefined || port !== '') return named;
  return hosts.get(`${hostname.toLowerCase()}:${DEFAULT_PORTS[protocol]}`);
}

function optionsFor(url: URL, hosts: AskerOptions['hosts'], timeoutMs: number) {
  const known = knownHost(url, hosts);
  if (known === undefined) {
    throw hostNotNamed(`${url.host} is not a host that rows about people may be sent to`, {
      remedy: `Name it in tribune.yaml where it is one: remoteModels: { hosts: { "${url.host}": {} } }`,
    });
  }
  const { token, privateAddress } = known;
  if (token !== undefined && url.protocol === 'http:' && !privateAddress) {
    throw new TribuneError(
      'MODEL_INVALID',
      `the token of ${url.host} is not sent over plain http, where others read it`,
      {
        remedy: 'Pin the address with https. A host in a private network is declared with privateAddress.',
      },
    );
  }
  return {
    timeoutMs,
    allowHosts: [url.host],
    fetch: guardedFetch(privateAddress),
    // An endpoint that refuses a row often repeats it, and messages go to people who may not see it.
    isQuoted: false,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  };
}
