import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../durable-files/index.js';

/** Only the user of the service enters the folder and reads the files. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Number of bytes that are read at once. */
const PIECE_BYTES = 256 * 1024;
const DRAFT_NAME = /^\.[0-9a-f-]{36}\.new$/;
/** Age from which a draft is one of a process that was killed, ms: no body takes as long. */
const LEFT_BEHIND_MS = 3_600_000;

/** A file that is written in pieces and then put in its place, or removed. */
export interface DraftFile {
  readonly path: string;
  write(piece: Uint8Array): Promise<void>;
  /** Forces the bytes to the disk and gives the file its name, in the same folder, whose list of names is forced after it. */
  moveTo(path: string): Promise<void>;
  /** Ends the writing, so that the file can be read. */
  end(): Promise<void>;
  /** Removes the file, if it was not moved. */
  remove(): Promise<void>;
}

/** Begins a file in a folder, under a name that is none of a model. */
export async function draftFile(folder: string): Promise<DraftFile> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const path = join(folder, `.${randomUUID()}.new`);
  let file: FileHandle | null = await open(path, 'wx', FILE_MODE);
  const end = async (): Promise<void> => {
    const open = file;
    file = null;
    await open?.close();
  };
  return {
    path,
    async write(piece) {
      await file!.writeFile(piece);
    },
    end,
    async moveTo(target) {
      await file!.sync();
      await end();
      await rename(path, target);
      await syncFolder(dirname(target));
    },
    async remove() {
      await end().catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

/** Gives the bytes of a file in pieces; null where there is none. The file is opened at once, so that nobody can exchange it in between. */
export async function openPieces(path: string): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    return piecesOf(await open(path, 'r'));
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Removes drafts that a killed process left in a folder. */
export async function removeOldDrafts(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isAbsent(cause)) return [];
    throw cause;
  });
  for (const name of names.filter((one) => DRAFT_NAME.test(one))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && nowMs - found.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
  }
}

export const isAbsent = (cause: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');

/** Removes a file, and forces the list of names after it to the disk; nothing happens where there is none. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (isAbsent(cause)) return;
    throw cause;
  }
  await syncFolder(dirname(path));
}
