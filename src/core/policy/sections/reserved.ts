import { VERSION } from '../../base/version.js';

/** Sections of rooms that do not exist yet. A policy with such a section means something by it, so the policy is refused. */
const RESERVED_SECTIONS: readonly string[] = ['gates', 'gateway'];

/** Message for a section that only a later version knows; null for every other name. */
export function reservedSection(name: string): { readonly message: string; readonly remedy: string } | null {
  if (!RESERVED_SECTIONS.includes(name)) return null;
  return {
    message: `this version of Tribune (${VERSION}) does not know the section ${name}; it is reserved for a later version`,
    remedy: 'Remove the section, or use a version of Tribune that knows it.',
  };
}
