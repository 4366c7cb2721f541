import { readdirSync, readFileSync } from 'node:fs';

/** A file of the console as it is sent: its bytes, and the same bytes packed, the best packing first. */
export interface ConsoleFile {
  readonly type: string;
  /** Whether the name holds a digest of the content, so that a browser may keep the file for ever. */
  readonly isHashed: boolean;
  readonly bytes: Buffer;
  readonly packed: readonly { readonly encoding: 'br' | 'gzip'; readonly bytes: Buffer }[];
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};
/** Endings of the packed files that the build lays beside each file. */
const PACKINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

/** Files of the built console. They are read once, when the service starts: nothing that a request names is ever looked up on the disk. */
export class ConsoleFiles {
  readonly #files = new Map<string, ConsoleFile>();

  /** Reads the folder of the built console. Without it the service works, and the console says what is missing. */
  readFrom(folder: URL): void {
    for (const name of namesIn(folder)) {
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
      if (type === undefined) continue;
      const bytes = readFileSync(new URL(name, folder));
      const packed = PACKINGS.flatMap(({ encoding, ending }) => {
        const small = readIfThere(new URL(`${name}${ending}`, folder));
        return small === null ? [] : [{ encoding, bytes: small }];
      });
      this.#files.set(name, { type, isHashed: name.startsWith('assets/'), bytes, packed });
    }
  }

  /** A file by its path within the console; undefined where there is none. */
  file(path: string): ConsoleFile | undefined {
    return this.#files.get(path);
  }
}

/** Names of the files of a folder and of those in it, with `/` between; none where the folder is absent. */
function namesIn(folder: URL): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

function readIfThere(file: URL): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
