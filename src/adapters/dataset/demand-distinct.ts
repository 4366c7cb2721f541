import { TribuneError } from '../../core/base/errors.js';

export interface ReadSource {
  readonly path: string;
  readonly rows: number | null;
  /** Digest of the unpacked content of the file. */
  readonly content: string | null;
}

/**
 * Refuses two files with the same content: they are one set of people under two names (a copy, a link, a packed twin that a pattern also
 * finds), and counting it twice would make every interval too short. Files without rows may be equal.
 *
 * @throws TribuneError DATA_REPEATED
 */
export function demandDistinct(sources: readonly ReadSource[], remedy: string): void {
  const pathByContent = new Map<string, string>();
  for (const { path, rows, content } of sources) {
    if (content === null || rows === 0) continue;
    const first = pathByContent.get(content);
    if (first !== undefined) {
      throw new TribuneError(
        'DATA_REPEATED',
        `${first} and ${path} hold the same bytes: their people would count twice`,
        {
          remedy,
          place: { file: path },
        },
      );
    }
    pathByContent.set(content, path);
  }
}
