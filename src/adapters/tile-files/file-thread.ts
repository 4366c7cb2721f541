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
  /** Grows a tree whose tiles go below a folder. One at a time for a folder. */
  growTree(folder: string): TreeGrowth;
  close(): Promise<void>;
}

/**
 * Hashes trees and writes files in a thread of its own with plain system calls: a tile costs a tenth of what the promises of the
 * runtime take.
 *
 * @param url the built worker; only tests that run from the source give another.
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

/** In a thread of its own; from the TypeScript source, where no built file of the thread stands, in this one. */
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
