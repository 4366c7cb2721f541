import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';

/** Finds the methods of an address when a request names one that the address does not have. */
export interface OtherMethods {
  /** The methods of an address, sorted; empty where it has none. */
  at(url: string): readonly string[];
}

/**
 * Remembers the methods of the routes as they are added, to tell an address that knows others (RFC 9110, section 15.5.6) from one at which
 * there is nothing. Paths are matched here by their pattern: the router looks only below one method.
 */
export function rememberMethods(app: FastifyInstance): OtherMethods {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    methodsOf.set(url, methods);
  });
  return {
    at(url) {
      const path = url.split('?')[0]!;
      const found = [...methodsOf]
        .filter(([pattern]) => followsPattern(path, pattern))
        .flatMap(([, methods]) => [...methods]);
      return [...new Set(found)].sort();
    },
  };
}

/** Whether a path follows a pattern: `:id` stands for one part, which may be empty as for the router, `*` at the end for whatever is left. */
export function followsPattern(path: string, pattern: string): boolean {
  const [wanted, parts] = [pattern.split('/'), path.split('/')];
  const isOpen = wanted.at(-1) === '*';
  if (isOpen ? parts.length < wanted.length : parts.length !== wanted.length) return false;
  return wanted.every((part, i) => part === '*' || part.startsWith(':') || part === parts[i]);
}

/** The error for a method that an address does not have. */
export const methodUnknown = (method: string, allowed: readonly string[]): TribuneError =>
  new TribuneError('METHOD_NOT_ALLOWED', `this address does not know ${method}`, {
    remedy: `Use ${allowed.join(', ')}; see /openapi.json.`,
  });
