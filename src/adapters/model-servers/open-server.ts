import { checkHost, type ModelAddress } from './address.js';
import type { HttpOptions } from './http.js';
import { type HttpTemplate, resolveHeaders, templateServer } from './http-template.js';
import { mlflowServer } from './mlflow.js';
import { oipServer } from './oip.js';
import type { ModelServer } from './protocol.js';
import { tfServingServer } from './tf-serving.js';

export interface ServerOptions extends HttpOptions {
  /** Allowed hosts besides this machine, as `host` or `host:port`. */
  readonly allowHosts?: readonly string[];
}

/** The server at an address. No request is made yet. Throws USAGE when its host is not allowed. */
export function openServer(address: ModelAddress, options: ServerOptions = {}): ModelServer {
  checkHost(address.url, options.allowHosts ?? []);
  switch (address.protocol) {
    case 'oip':
      return oipServer(address.url, options);
    case 'mlflow':
      return mlflowServer(address.url, options);
    case 'tfserving':
      return tfServingServer(address.url, options);
  }
}

/** The server of a template file. */
export function openTemplate(
  template: HttpTemplate,
  options: ServerOptions & { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): ModelServer {
  checkHost(new URL(template.url), options.allowHosts ?? []);
  const headers = { ...options.headers, ...resolveHeaders(template.headers, options.environment ?? {}) };
  return templateServer(template, { ...options, headers });
}
