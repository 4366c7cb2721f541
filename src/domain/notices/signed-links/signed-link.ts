import { z } from 'zod';
import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import { readTime } from '../../../core/base/time.js';
import { readCode } from '../model/index.js';
import type { NoticeCrypto } from '../sealing/index.js';

/** How long ahead a signed link may end, ms: it is made while the person looks at the page that holds it. */
export const SIGNED_LINK_MS: number = HOUR_MS;

/** Longest signed link, characters. */
const LONGEST = 1500;

const payload = z.strictObject({
  id: z.uuid().toLowerCase(),
  decision: z.uuid(),
  until: z.string().max(40),
  language: z.string().max(35).default('en'),
  highImpact: z.boolean().default(false),
  decidedBy: z.array(z.string().min(1).max(200)).max(20).optional(),
});

/** What a link says that the product of the deployer signed for a person who is signed in there. */
export type SignedLink = z.infer<typeof payload>;

/** What is signed: the payload as it stands in the link, so that nobody has to write JSON twice alike. */
const signed = (written: string): Uint8Array => utf8(`tribune.appeal-link/v1.${written}`);

/** Whether a code is a signed link, right or wrong: it has a point in it, as a code of a letter has only where somebody typed one between its groups. */
export const isSignedLink = (code: string): boolean => code.includes('.') && readCode(code) === null;

/** Reads a signed link: `BASE64URL(JSON).BASE64URL(HMAC-SHA256)`. Null for what is none, is not signed with the key, or has ended. */
export function readSignedLink(
  link: string,
  {
    key,
    crypto,
    nowMs,
  }: { readonly key: Uint8Array; readonly crypto: Pick<NoticeCrypto, 'hmacSha256'>; readonly nowMs: number },
): SignedLink | null {
  const [written = '', signature = '', ...more] = link.length > LONGEST ? [] : link.split('.');
  const given = bytesOf(signature);
  if (more.length > 0 || given === null) return null;
  const expected = crypto.hmacSha256(key, signed(written));
  // Hashed once more under the key, so that how long the comparison takes tells nothing of the signature.
  if (!equalBytes(crypto.hmacSha256(key, expected), crypto.hmacSha256(key, given))) return null;
  const bytes = bytesOf(written);
  const read = payload.safeParse(bytes === null ? null : jsonOf(new TextDecoder().decode(bytes)));
  if (!read.success) return null;
  const untilMs = readTime(read.data.until);
  return untilMs !== null && untilMs >= nowMs && untilMs <= nowMs + SIGNED_LINK_MS ? read.data : null;
}

function bytesOf(text: string): Uint8Array | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
