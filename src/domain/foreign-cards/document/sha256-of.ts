import { isDigest } from '../../../core/base/digest.js';

/** A SHA-256 with or without its prefix, in capitals or not; null for any other text. */
export function sha256Of(text: string | null): string | null {
  const digits = (text ?? '').toLowerCase();
  const digest = digits.startsWith('sha256:') ? digits : `sha256:${digits}`;
  return isDigest(digest) ? digest : null;
}
