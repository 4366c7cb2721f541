import { printUuid } from '../../core/base/uuid.js';

/** Namespace of ids derived from events; random, fixed for ever. */
export const INTAKE_NAMESPACE = 'a8c1b5c4-64b5-4a4e-9d8b-6f0a3f1c2e77';

const VERSION_5 = 0x50;
const VARIANT = 0x80;

/**
 * A UUID of version 5 (RFC 9562 section 5.5). The same event always gives the same decision id, so that a repeated delivery is a duplicate;
 * the id can be computed in every language.
 *
 * @example
 * derivedId(sha1, 'compas/prod\n4f9a...#0'); // Python: uuid.uuid5(uuid.UUID(INTAKE_NAMESPACE), 'compas/prod\n4f9a...#0')
 */
export function derivedId(sha1: (data: Uint8Array) => Uint8Array, name: string): string {
  const space = INTAKE_NAMESPACE.replaceAll('-', '');
  const tail = new TextEncoder().encode(name);
  const data = new Uint8Array(16 + tail.length);
  for (let i = 0; i < 16; i++) data[i] = Number.parseInt(space.slice(2 * i, 2 * i + 2), 16);
  data.set(tail, 16);
  const bytes = sha1(data).slice(0, 16);
  bytes[6] = VERSION_5 | (bytes[6]! & 0x0f);
  bytes[8] = VARIANT | (bytes[8]! & 0x3f);
  return printUuid(bytes);
}
