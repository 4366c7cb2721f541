import { join } from 'node:path';
import { openHashLanes, type TreeHead, treeHasher } from '../../core/ledger/index.js';
import type { TreeGrowth } from '../../domain/log/ports/index.js';
import { growHere } from '../../domain/log/publish/index.js';
import { nodeRuntime } from '../runtime/index.js';
import { OrderedThread } from '../threads/index.js';
import type { FileAnswer, FileRequest } from './file-requests.js';
import { type NewFile, writeFiles } from './write-files.js';

export interface FileThread {
  write(files: readonly NewFile[]): Promise<void>;
  /** Grows a tree whose tiles are stored below a folder; a folder has one at a time. */
  growTree(folder: string): TreeGrowth;
  close(): Promise<void>;
}

/**
 * Hashes trees and writes files in a thread of its own with plain system calls, at a tenth of the time per tile that promises of the
 * runtime take.
 *
 * @param url the built worker; only tests that run from the source pass another.
 */
export function fileThread(url = new URL('./file-worker.js', import.meta.url)): FileThread {
  const thread = new OrderedThread<FileRequest, FileAnswer>(url, null);
  return {
    async write(files) {
      if (files.length > 0) await thread.ask({ do: 'write', files });
    },
    growTree: (folder) => ({
      begin: async (edge) => void (await thread.ask({ do: 'begin', folder, edge })),
      append: async (leaves) => void (await thread.ask({ do: 'append', folder, leaves })),
      settle: async () => (await thread.ask({ do: 'settle', folder })) as TreeHead,
    }),
    close: () => thread.close(),
  };
}

/** A file thread of its own; when the TypeScript source runs and no built worker exists, the work is done in this thread. */
export function filesFor(): FileThread {
  if (import.meta.url.endsWith('.js')) return fileThread();
  const hasher = treeHasher(nodeRuntime.sha256, openHashLanes());
  return {
    write: async (files) => writeFiles(files),
    growTree: (folder) =>
      growHere(hasher, nodeRuntime, async (files) =>
        writeFiles(files.map(({ path, bytes }) => ({ target: join(folder, path), bytes }))),
      ),
    close: async () => undefined,
  };
}
