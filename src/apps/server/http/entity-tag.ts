import type { Call } from './route.js';

/** The header of a route whose answer is known by its tag, and the answer to whoever has it. */
export const tagHeader = { name: 'if-none-match', description: 'The ETag of the answer that is known.' } as const;
export const notModified = { status: 304, text: 'The answer is the one that the caller knows.' } as const;

/**
 * Whether the caller has what a tag is of: it names the tag, alone or among others, as it is or weakened by a proxy that packs answers (RFC 9110,
 * 13.1.2), or any.
 */
export function isKnown({ request }: Pick<Call, 'request'>, tag: string): boolean {
  const header = request.headers['if-none-match'] ?? '';
  return header.split(',').some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')));
}
